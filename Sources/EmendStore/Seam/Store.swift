package import EmendCore
import EmendPlatform

/// The verbs by which everything durable happens. Few, transactional, and free of SQLite types, so that another
/// database can carry them.
///
/// All verbs that write go to one writer thread, which makes one transaction of all that wait; `completion` runs on that
/// thread after the commit is on disk and must not block.
package protocol Store: Sendable {
    func commit(_ event: EventCommit, completion: @escaping @Sendable (Result<CommitOutcome, StoreError>) -> Void)

    /// Commits several events in one transaction. Each has its own result, in the order of the events; one that fails
    /// leaves the others alone.
    func commit(
        _ events: [EventCommit], completion: @escaping @Sendable ([Result<CommitOutcome, StoreError>]) -> Void)

    /// Rows that may be worked on now: redactions and reads before tags before marks; inside a class newest message
    /// first, with every eighth place for the oldest.
    func claim(_ request: ClaimRequest, completion: @escaping @Sendable (Result<Claim, StoreError>) -> Void)

    /// Writes durably that a call of this change is about to be sent. False when the row changed since it was claimed.
    func markStarted(
        _ id: OutboxID, revision: Int64, at: Timestamp,
        completion: @escaping @Sendable (Result<Bool, StoreError>) -> Void)

    func settle(
        _ id: OutboxID, revision: Int64, _ settlement: Settlement, at: Timestamp,
        completion: @escaping @Sendable (Result<SettleOutcome, StoreError>) -> Void)

    /// Records the ruleset under its digest, its source sealed, and makes it the one that commits must name. Unsent changes that hold
    /// nothing but effects of rules in `disabled` are dropped.
    func activate(
        digest: String, source: [UInt8], disabled: Set<String>, at: Timestamp,
        completion: @escaping @Sendable (Result<RulesetGeneration, StoreError>) -> Void)

    /// Persists that the account's calls are stopped (nil: resumed), with a reason word.
    func setPause(
        account: String, reason: String?, at: Timestamp,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void)

    /// Remembers that a read in the realm has succeeded.
    func setReadable(
        realm: String, at: Timestamp, completion: @escaping @Sendable (Result<Void, StoreError>) -> Void)

    /// Makes what waits due now; a refused change becomes a read of its message. One step of at most 500 rows.
    func retry(
        _ selection: OutboxSelection, at: Timestamp,
        completion: @escaping @Sendable (Result<OutboxProgress, StoreError>) -> Void)

    /// Drops what waits as `discarded`. One step of at most 500 rows.
    func discard(
        _ selection: OutboxSelection, at: Timestamp,
        completion: @escaping @Sendable (Result<OutboxProgress, StoreError>) -> Void)

    /// Forgets, in one bounded step, hits and ledger rows that are older; nil keeps them all. Gives whether more remains.
    func sweep(
        hitsBefore: Timestamp?, ledgerBefore: Timestamp?, limit: Int,
        completion: @escaping @Sendable (Result<Bool, StoreError>) -> Void)
}

extension Store {
    /// Runs one verb and waits for its result. Not to be called from a completion.
    ///
    /// `try store.wait { store.claim(request, completion: $0) }`
    package func wait<Value: Sendable>(
        _ verb: (@escaping @Sendable (Result<Value, StoreError>) -> Void) -> Void
    ) throws(StoreError) -> Value {
        let answers = BlockingQueue<Result<Value, StoreError>>()
        verb { answers.push($0) }
        guard let answer = answers.popAll()?.first else {
            throw StoreError(kind: .other, code: 0, message: "the store gave no answer")
        }
        return try answer.get()
    }
}
