/// A value that threads share, behind a lock.
///
/// Like `Synchronization.Mutex`, whose waiting in the kernel ThreadSanitizer cannot see, so that every contended use
/// is reported as a race. State that many threads fight for lives here, and the sanitizer's silence means something.
package final class Locked<Value: Sendable>: @unchecked Sendable {
    private let lock = ConditionLock()
    // Guarded by `lock`.
    private var value: Value

    package init(_ value: Value) { self.value = value }

    package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try lock.withLock { try body(&value) }
    }
}
