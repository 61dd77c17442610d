package import EmendCore
import EmendPlatform
import Synchronization

/// The store in one SQLite file. Only one process at a time has it open for writing.
package final class SQLiteStore: Store {
    /// The keys that belong to this store.
    package let keys: KeyRing
    package let path: String
    private let queue = BlockingQueue<any StoreOperation>()
    private let writer: OwnedThread
    private let checkpointer: Checkpointer
    /// Let go of by ``close()``.
    private let lock: Mutex<FileLock?>

    /// Opens the store, or makes it, with its keys.
    ///
    /// - Throws: ``StoreError``, of kind `locked` when another process writes to it.
    package init(_ options: StoreOptions) throws(StoreError) {
        do throws(FileError) { lock = Mutex(try FileLock(options.path + ".lock")) } catch { throw StoreError(error) }
        let state = Confined(try StoreWriter(options))
        let checkpointer = try Checkpointer(options)
        (keys, path, self.checkpointer) = (state.value.keys, options.path, checkpointer)
        do throws(SystemError) {
            writer = try OwnedThread(name: "emend-store") { [queue] in
                while let operations = queue.popAll() {
                    state.value.run(operations)
                    checkpointer.noteCommit()
                }
                state.value.emptyLog()
                state.end()
            }
        } catch {
            throw StoreError(kind: .other, code: error.code, message: error.description)
        }
    }

    deinit { close() }

    /// Finishes what waits, empties the log, then closes the file. Later verbs fail.
    package func close() {
        queue.close()
        writer.join()
        checkpointer.close()
        lock.withLock { $0 = nil }
    }

    private func submit<Value: Sendable>(
        _ completion: @escaping @Sendable (Result<Value, StoreError>) -> Void,
        _ body: @escaping @Sendable (StoreWriter) throws(StoreError) -> Value
    ) {
        let operation = PendingOperation(body, completion)
        if !queue.push(operation) { completion(.failure(.isClosed)) }
    }
}

extension SQLiteStore {
    package func commit(
        _ event: EventCommit, completion: @escaping @Sendable (Result<CommitOutcome, StoreError>) -> Void
    ) {
        submit(completion) { writer throws(StoreError) in try writer.commit(event) }
    }

    package func commit(
        _ events: [EventCommit], completion: @escaping @Sendable ([Result<CommitOutcome, StoreError>]) -> Void
    ) {
        let results = CommitResults(count: events.count, completion)
        // Pushed together, they are in one transaction and end one after the other.
        let operations = events.map { CommitOperation($0, results) }
        if !queue.push(contentsOf: operations) { completion(events.map { _ in .failure(.isClosed) }) }
    }

    package func claim(
        _ request: ClaimRequest, completion: @escaping @Sendable (Result<Claim, StoreError>) -> Void
    ) {
        submit(completion) { writer throws(StoreError) in try writer.claim(request) }
    }

    package func markStarted(
        _ id: OutboxID, revision: Int64, at: Timestamp,
        completion: @escaping @Sendable (Result<Bool, StoreError>) -> Void
    ) {
        submit(completion) { writer throws(StoreError) in try writer.markStarted(id, revision: revision, at: at) }
    }

    package func settle(
        _ id: OutboxID, revision: Int64, _ settlement: Settlement, at: Timestamp,
        completion: @escaping @Sendable (Result<SettleOutcome, StoreError>) -> Void
    ) {
        submit(completion) { writer throws(StoreError) in
            try writer.settle(id, revision: revision, settlement, at: at)
        }
    }

    package func activate(
        digest: String, source: [UInt8], disabled: Set<String>, at: Timestamp,
        completion: @escaping @Sendable (Result<RulesetGeneration, StoreError>) -> Void
    ) {
        submit(completion) { writer throws(StoreError) in
            try writer.activate(digest: digest, source: source, disabled: disabled, at: at)
        }
    }

    package func setPause(
        account: String, reason: String?, at: Timestamp,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        submit(completion) { writer throws(StoreError) in try writer.extras.setPause(account, reason, at: at) }
    }

    package func setReadable(
        realm: String, at: Timestamp, completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        submit(completion) { writer throws(StoreError) in try writer.names.setReadable(realm, at: at) }
    }

    package func retry(
        _ selection: OutboxSelection, at: Timestamp,
        completion: @escaping @Sendable (Result<OutboxProgress, StoreError>) -> Void
    ) {
        submit(completion) { writer throws(StoreError) in try writer.retry(selection, at: at) }
    }

    package func discard(
        _ selection: OutboxSelection, at: Timestamp,
        completion: @escaping @Sendable (Result<OutboxProgress, StoreError>) -> Void
    ) {
        submit(completion) { writer throws(StoreError) in try writer.discard(selection, at: at) }
    }

    package func sweep(
        hitsBefore: Timestamp?, ledgerBefore: Timestamp?, limit: Int,
        completion: @escaping @Sendable (Result<Bool, StoreError>) -> Void
    ) {
        submit(completion) { writer throws(StoreError) in
            try writer.sweep(hitsBefore: hitsBefore, ledgerBefore: ledgerBefore, limit: limit)
        }
    }
}

extension StoreError {
    fileprivate static var isClosed: StoreError {
        StoreError(kind: .other, code: 0, message: "the store is closed")
    }
}

/// Hands a value to the one thread that uses it.
private final class Confined<Value>: @unchecked Sendable {
    // Unchecked: made by the opening thread before the writer starts, used by the writer alone from then on.
    private var held: Value?

    init(_ value: Value) { held = value }

    var value: Value {
        guard let held else { preconditionFailure("the writer's state is used after its end") }
        return held
    }

    func end() { held = nil }
}
