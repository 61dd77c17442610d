package import EmendCore
package import EmendProviders
import Synchronization

/// One account while the service runs: its settings, its adapter, and what all threads learn about its realm.
package final class AccountRuntime: Sendable {
    package let settings: AccountSettings
    package let adapter: any ProviderAdapter
    package let realm: RealmKnowledge
    package let counters: AccountCounters

    package init(
        _ settings: AccountSettings, adapter: any ProviderAdapter, realm: RealmKnowledge, counters: AccountCounters
    ) {
        (self.settings, self.adapter, self.realm, self.counters) = (settings, adapter, realm, counters)
    }

    /// Whether calls are made at all.
    package var isLive: Bool { settings.mode == .live }

    /// Whether a read can settle the order of two texts.
    package var isReadable: Bool {
        isLive && settings.verify != .none && realm.readability != .unreadable
    }
}

/// What is known of a realm by its answers; set by the dispatcher, read by every thread.
package final class RealmKnowledge: Sendable {
    private let state: Atomic<UInt8>

    /// - Parameter isReadable: Whether a read has succeeded at an earlier time, as the store remembers it.
    package init(isReadable: Bool = false) { state = Atomic(isReadable ? 1 : 0) }

    package var readability: Readability {
        switch state.load(ordering: .relaxed) {
        case 1: .readable
        case 2: .unreadable
        default: .unknown
        }
    }

    /// Once a read has succeeded the realm stays readable.
    package func learn(_ readability: Readability) {
        switch readability {
        case .unknown: break
        case .readable: state.store(1, ordering: .relaxed)
        case .unreadable: _ = state.compareExchange(expected: 0, desired: 2, ordering: .relaxed)
        }
    }
}
