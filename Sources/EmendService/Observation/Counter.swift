import Synchronization

/// A number that only grows; any thread may add to it, and adding costs one instruction.
package final class Counter: Sendable {
    private let storage = Atomic<UInt64>(0)

    package init() {}

    package func add(_ count: Int = 1) { storage.wrappingAdd(UInt64(count), ordering: .relaxed) }
    package var value: UInt64 { storage.load(ordering: .relaxed) }
}

/// Counters by a key that is known only at run time; for what happens a few times per second at most.
package final class CounterTable<Key: Hashable & Sendable>: Sendable {
    private let counts = Mutex<[Key: UInt64]>([:])

    package init() {}

    package func add(_ key: Key, _ count: Int = 1) { counts.withLock { $0[key, default: 0] += UInt64(count) } }
    package subscript(key: Key) -> UInt64 { counts.withLock { $0[key] ?? 0 } }
    package var all: [Key: UInt64] { counts.withLock { $0 } }
}
