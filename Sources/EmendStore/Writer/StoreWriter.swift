import EmendCore
import EmendCrypto
import EmendPlatform

/// Everything that the writer thread owns. Verbs are methods that run inside its transaction.
final class StoreWriter {
    let connection: Connection
    let keys: KeyRing
    var names: NameTable
    let ledger: LedgerTable
    let hits: HitTable
    let outbox: OutboxTable
    let extras: ExtraTable
    var seals: SealKeys
    private let observe: (@Sendable (CommitMeasure) -> Void)?
    private let path: String
    /// The file that was opened.
    private let file: FileStatus?
    /// The active ruleset: how many activations there were, and its row.
    var generation: RulesetGeneration = 0
    var ruleset: Int64 = 0
    /// The accounts of rows that could not be decoded by the claim that runs.
    var damagedAtClaim: [String] = []
    /// Where the claim that runs looks for rows.
    var sources: [Source] = []
    /// Counts claimed rows, for the oldest one's turn.
    var turn = 0
    /// Whether rows were deleted or unsealed since the last commit.
    var mayHaveUnusedSeals = false
    /// Redactions that were overtaken and got their receipt in the verb that runs.
    var confirmed: [ConfirmedRedaction] = []
    /// Of a claim: those of all rows that it ended.
    var endedAtClaim: [ClaimedEnd] = []
    /// The place in the ledger that a sweep has reached.
    var sweepPlace: (realm: Int64, message: ValidUTF8) = (0, "")

    /// Opens the file, or makes it, and reads or makes the keys.
    init(_ options: StoreOptions) throws(StoreError) {
        // A file that is somebody else's is not to be touched.
        let isNew = !FileSystem.exists(options.path)
        if isNew { try Self.makePrivate(options.path) }
        let connection = try Connection(options.path, .readWrite)
        try Schema.refuseForeign(connection, options.path)
        if !isNew { try Self.makePrivate(options.path) }
        // The version comes first: a file of a newer program is not to be touched.
        _ = try Schema.version(of: connection)
        try connection.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;
            PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;
            """)
        if let limit = options.pageLimit { try connection.execute("PRAGMA max_page_count = \(limit)") }
        try Schema.prepare(connection)
        let directory = try KeyDirectory(options.keysDirectory)
        let isEmpty = try connection.integer("SELECT NOT EXISTS (SELECT 1 FROM ledger)") != 0
        let root = try directory.root(creating: isEmpty)
        do throws(CryptoError) {
            keys = try KeyRing(root: root)
        } catch {
            throw StoreError(kind: .keys, code: 0, message: "cannot derive keys: \(error)")
        }
        names = try NameTable(connection)
        ledger = try LedgerTable(connection)
        hits = try HitTable(connection)
        outbox = try OutboxTable(connection)
        extras = try ExtraTable(connection)
        seals = SealKeys(directory)
        observe = options.observe
        (path, file) = (options.path, try? FileSystem.status(options.path))
        self.connection = connection
        try seals.removeOrphans(keeping: outbox.usedSeals())
        try names.loadRealms()
    }

    /// SQLite gives `-wal` and `-shm` the mode of the database, but only when it makes them.
    private static func makePrivate(_ path: String) throws(StoreError) {
        do throws(FileError) {
            // What is no file is left to SQLite, which says so.
            if let status = try? FileSystem.status(path), status.kind != .file { return }
            try FileSystem.makePrivate(path)
            for file in [path + "-wal", path + "-shm"] where FileSystem.exists(file) { try FileSystem.restrict(file) }
        } catch {
            throw StoreError(error)
        }
    }

    /// What is written to a file that has lost its name would be gone with this process.
    private func requireFile() throws(StoreError) {
        let current = try? FileSystem.status(path)
        guard let file, current?.inode == file.inode, current?.device == file.device else {
            throw StoreError(
                kind: .replaced, code: 0, message: "\(path): the file was removed or replaced while it was open")
        }
    }

    /// Copies the whole log into the database and empties it, so that an orderly end leaves one file.
    ///
    /// A reader that still looks at the log, or a full disk, leaves it as it is, which loses nothing.
    func emptyLog() { try? connection.execute("PRAGMA busy_timeout = 1000; PRAGMA wal_checkpoint(TRUNCATE)") }

    /// Runs all in one transaction, then tells each what became of it.
    ///
    /// One that fails is undone alone; when the transaction fails, nothing of it is kept and all are told.
    func run(_ operations: [any StoreOperation]) {
        let begin = SystemClock.uptimeNanoseconds()
        let before = memory
        do throws(StoreError) {
            try requireFile()
            if try !runTogether(operations) {
                try forget(backTo: before)
                try runApart(operations)
            }
            try extras.commit.run()
        } catch {
            if !connection.isIdle { try? connection.execute("ROLLBACK") }
            try? forget(backTo: before)
            for operation in operations { operation.finish(error) }
            return
        }
        observe?(CommitMeasure(verbs: operations.count, nanoseconds: SystemClock.uptimeNanoseconds() &- begin))
        for operation in operations { operation.finish(nil) }
        guard mayHaveUnusedSeals else { return }
        mayHaveUnusedSeals = false
        // A key that stays for want of a readable outbox is tried again after the next commit that frees rows.
        do throws(StoreError) {
            try seals.removeUnused { id throws(StoreError) in try outbox.isUsed(seal: id) }
        } catch {
            mayHaveUnusedSeals = true
        }
    }

    /// Runs all without a way back for a single one: hardly any ever fails, and with savepoints SQLite would copy every
    /// page before each operation that touches it.
    ///
    /// - Returns: False when one failed; all are undone then.
    private func runTogether(_ operations: [any StoreOperation]) throws(StoreError) -> Bool {
        try extras.begin.run()
        for operation in operations {
            guard let failure = operation.perform(self) else { continue }
            // SQLite ends the transaction by itself when the disk is full or fails.
            guard operations.count > 1, !connection.isIdle else { throw failure }
            try connection.execute("ROLLBACK")
            return false
        }
        return true
    }

    /// Runs each so that it can be undone alone.
    ///
    /// - Throws: When the whole transaction is lost.
    private func runApart(_ operations: [any StoreOperation]) throws(StoreError) {
        try extras.begin.run()
        for operation in operations {
            let before = memory
            try extras.savepoint.run()
            if let failure = operation.perform(self) {
                guard !connection.isIdle else { throw failure }
                try extras.rollbackToSavepoint.run()
                try forget(backTo: before)
            }
            try extras.release.run()
        }
    }

    /// What this object remembers of what stands in the file, beside the names.
    private struct Memory {
        var generation: RulesetGeneration
        var ruleset: Int64
        var turn: Int
        var sweepPlace: (realm: Int64, message: ValidUTF8)
    }

    private var memory: Memory {
        Memory(generation: generation, ruleset: ruleset, turn: turn, sweepPlace: sweepPlace)
    }

    /// What was rolled back was never known.
    private func forget(backTo memory: Memory) throws(StoreError) {
        (generation, ruleset, turn, sweepPlace) = (
            memory.generation, memory.ruleset, memory.turn, memory.sweepPlace
        )
        names.forget()
        try names.loadRealms()
    }
}

/// Something for the writer thread to do.
protocol StoreOperation: AnyObject, Sendable {
    /// Returns the failure, if any.
    func perform(_ writer: StoreWriter) -> StoreError?
    /// - Parameter failure: Why the transaction was lost; nil when it is on disk.
    func finish(_ failure: StoreError?)
}

/// A verb with its result on the way from the transaction to the completion.
final class PendingOperation<Value: Sendable>: StoreOperation, @unchecked Sendable {
    private let body: @Sendable (StoreWriter) throws(StoreError) -> Value
    private let completion: @Sendable (Result<Value, StoreError>) -> Void
    // Unchecked: used by the writer thread alone.
    private var result: Result<Value, StoreError>?

    init(
        _ body: @escaping @Sendable (StoreWriter) throws(StoreError) -> Value,
        _ completion: @escaping @Sendable (Result<Value, StoreError>) -> Void
    ) {
        (self.body, self.completion) = (body, completion)
    }

    func perform(_ writer: StoreWriter) -> StoreError? {
        do throws(StoreError) {
            result = .success(try body(writer))
            return nil
        } catch {
            result = .failure(error)
            return error
        }
    }

    func finish(_ failure: StoreError?) {
        if let failure { return completion(.failure(failure)) }
        if let result { completion(result) }
    }
}
