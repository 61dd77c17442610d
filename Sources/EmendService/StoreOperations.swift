import EmendCore
import EmendPlatform
package import EmendStore

/// What people ask of a store: look into the outbox, push or drop what waits, stop and resume accounts.
///
/// The running server and, when none runs, the commands use the same.
package final class StoreOperations: Sendable {
    private let store: any Store
    private let reader: StoreReader

    /// - Parameter path: The file of `store`.
    package init(store: any Store, path: String) throws(StoreError) {
        self.store = store
        reader = try StoreReader(path)
    }

    /// Accounts whose calls are stopped, with the reason.
    package func pausedAccounts() throws(StoreError) -> [String: String] {
        Dictionary(try reader.pauses().map { ($0.account, $0.reason) }) { first, _ in first }
    }

    /// Realms in which a read has succeeded at any time.
    package func readableRealms() throws(StoreError) -> Set<String> { try reader.readableRealms() }

    /// Accounts for which the outbox holds work, by name.
    package func accountsWithWork() throws(StoreError) -> [String] { try reader.accountsWithWork() }

    package func outbox(_ selection: OutboxSelection, limit: Int?) throws(StoreError) -> [OutboxEntry] {
        try reader.outbox(selection, limit: limit)
    }

    package func statistics() throws(StoreError) -> StoreStatistics { try reader.statistics() }

    /// - Returns: The number of rows.
    package func retry(_ selection: OutboxSelection) throws(StoreError) -> Int {
        try inSteps(selection) { store.retry($0, at: SystemClock.now(), completion: $1) }
    }

    /// - Returns: The number of rows.
    package func discard(_ selection: OutboxSelection) throws(StoreError) -> Int {
        try inSteps(selection) { store.discard($0, at: SystemClock.now(), completion: $1) }
    }

    private func inSteps(
        _ selection: OutboxSelection,
        _ verb: (OutboxSelection, @escaping @Sendable (Result<OutboxProgress, StoreError>) -> Void) -> Void
    ) throws(StoreError) -> Int {
        var (selection, count) = (selection, 0)
        while true {
            let step = try store.wait { verb(selection, $0) }
            count += step.count
            guard let next = step.next else { return count }
            selection.after = next
        }
    }

    /// - Parameter reason: Nil resumes.
    package func setPause(account: String, reason: String?) throws(StoreError) {
        try store.wait { store.setPause(account: account, reason: reason, at: SystemClock.now(), completion: $0) }
    }
}
