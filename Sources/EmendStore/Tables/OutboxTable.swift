import EmendCore

/// Changes and reads that wait.
struct OutboxTable: ~Copyable {
    private let insertRow: Statement
    private let updateRow: Statement
    private let deleteRow: Statement
    private let byMessage: Statement
    private let byConversation: Statement
    private let byID: Statement
    private let newest: Statement
    private let oldest: Statement
    private let nextRealm: Statement
    private let blocking: Statement
    private let nextDue: Statement
    private let sealUse: Statement
    private let seals: Statement
}

extension OutboxTable {
    init(_ connection: borrowing Connection) throws(StoreError) {
        let select = """
            SELECT o.id, o.account, o.realm, o.message, o.conversation, o.is_read, o.state, o.revision, o.failures,
                o.repeats, o.committed_at, o.asked_at, o.not_before, o.expires_at, o.started_at, o.overtaken,
                o.readable, o.waiting, o.versions, o.earned, o.seal, o.sealed, account.name, realm.name
            FROM outbox o JOIN account ON account.id = o.account JOIN realm ON realm.id = o.realm
            """
        let due = """
            WHERE o.account = ?1 AND o.realm = ?2 AND o.is_read = ?3 AND o.class = ?4 AND o.state < 2
                AND o.not_before <= ?5
            """
        self.init(
            insertRow: try Statement(
                """
                INSERT INTO outbox (account, realm, message, conversation, is_read, class, state, revision, failures,
                    repeats, committed_at, asked_at, not_before, expires_at, started_at, overtaken, readable, waiting,
                    versions, earned, seal, sealed)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                    ?21, ?22)
                RETURNING id
                """, on: connection),
            updateRow: try Statement(
                """
                UPDATE outbox SET account = ?1, realm = ?2, message = ?3, conversation = ?4, is_read = ?5, class = ?6,
                    state = ?7, revision = ?8, failures = ?9, repeats = ?10, committed_at = ?11, asked_at = ?12,
                    not_before = ?13, expires_at = ?14, started_at = ?15, overtaken = ?16, readable = ?17,
                    waiting = ?18, versions = ?19, earned = ?20, seal = ?21, sealed = ?22
                WHERE id = ?23
                """, on: connection),
            deleteRow: try Statement("DELETE FROM outbox WHERE id = ?1", on: connection),
            byMessage: try Statement(select + " WHERE o.realm = ?1 AND o.message = ?2 ORDER BY o.id", on: connection),
            byConversation: try Statement(
                select + " WHERE o.realm = ?1 AND o.message IS NULL AND o.conversation = ?2", on: connection),
            byID: try Statement(select + " WHERE o.id = ?1", on: connection),
            newest: try Statement(select + " \(due) ORDER BY o.committed_at DESC, o.id DESC", on: connection),
            oldest: try Statement(select + " \(due) ORDER BY o.committed_at, o.id", on: connection),
            nextRealm: try Statement(
                "SELECT realm FROM outbox WHERE account = ?1 AND realm > ?2 AND state < 2 ORDER BY realm LIMIT 1",
                on: connection),
            blocking: try Statement(
                """
                SELECT 1 FROM outbox WHERE realm = ?1 AND message = ?2 AND id <> ?3 AND is_read = 0
                    AND state IN (1, 2) LIMIT 1
                """, on: connection),
            nextDue: try Statement(
                "SELECT min(not_before) FROM outbox WHERE state < 2 AND not_before > ?1", on: connection),
            sealUse: try Statement("SELECT 1 FROM outbox WHERE seal = ?1 LIMIT 1", on: connection),
            seals: try Statement("SELECT DISTINCT seal FROM outbox WHERE seal IS NOT NULL", on: connection))
    }

    func insert(_ row: OutboxRow) throws(StoreError) -> Int64 {
        defer { insertRow.reset() }
        try insertRow.bind(
            row.account, row.realm, row.message, row.conversation, row.isRead, row.orderClass, row.state.rawValue,
            row.revision, row.failures, row.repeats, row.committedAt, row.askedAt, row.notBefore, row.expiresAt,
            row.startedAt, row.overtaken.rawValue, row.isReadable, row.waiting.stored, row.versions.encoded,
            row.earnedBytes, row.seal, row.sealed)
        return try insertRow.step() ? insertRow.integer(0) : 0
    }

    func update(_ row: OutboxRow) throws(StoreError) {
        try updateRow.run(
            row.account, row.realm, row.message, row.conversation, row.isRead, row.orderClass, row.state.rawValue,
            row.revision, row.failures, row.repeats, row.committedAt, row.askedAt, row.notBefore, row.expiresAt,
            row.startedAt, row.overtaken.rawValue, row.isReadable, row.waiting.stored, row.versions.encoded,
            row.earnedBytes, row.seal, row.sealed, row.id)
    }

    func delete(_ id: Int64) throws(StoreError) { try deleteRow.run(id) }

    func row(_ id: Int64) throws(StoreError) -> OutboxRow? {
        defer { byID.reset() }
        try byID.bind(id)
        return try byID.step() ? try OutboxRow(byID) : nil
    }

    /// All rows of a message, oldest first.
    func rows(_ realm: Int64, _ message: ValidUTF8) throws(StoreError) -> [OutboxRow] {
        defer { byMessage.reset() }
        try byMessage.bind(realm, message)
        var rows: [OutboxRow] = []
        while try byMessage.step() {
            // One that cannot be decoded is replaced by the next claim, and keeps no other from being written.
            do throws(StoreError) { rows.append(try OutboxRow(byMessage)) } catch  where error.kind == .damaged {}
        }
        return rows
    }

    func read(ofConversation conversation: ValidUTF8, _ realm: Int64) throws(StoreError) -> OutboxRow? {
        defer { byConversation.reset() }
        try byConversation.bind(realm, conversation)
        return try byConversation.step() ? try OutboxRow(byConversation) : nil
    }

    /// Up to `limit` rows of an account that are due and that `accepts` takes, and those that cannot be decoded.
    func due(
        _ account: Int64, _ realm: Int64, isRead: Bool, orderClass: Int, at: Timestamp, newestFirst: Bool, limit: Int,
        _ accepts: (OutboxRow) throws(StoreError) -> Bool
    ) throws(StoreError) -> (rows: [OutboxRow], damaged: [Int64]) {
        if newestFirst {
            return try Self.due(newest, account, realm, isRead, orderClass, at, limit, accepts)
        } else {
            return try Self.due(oldest, account, realm, isRead, orderClass, at, limit, accepts)
        }
    }

    private static func due(
        _ statement: borrowing Statement, _ account: Int64, _ realm: Int64, _ isRead: Bool, _ orderClass: Int,
        _ at: Timestamp, _ limit: Int, _ accepts: (OutboxRow) throws(StoreError) -> Bool
    ) throws(StoreError) -> (rows: [OutboxRow], damaged: [Int64]) {
        defer { statement.reset() }
        try statement.bind(account, realm, isRead, orderClass, at)
        var (rows, damaged): ([OutboxRow], [Int64]) = ([], [])
        while rows.count < limit, try statement.step() {
            do throws(StoreError) {
                let row = try OutboxRow(statement)
                if try accepts(row) { rows.append(row) }
            } catch  where error.kind == .damaged {
                damaged.append(statement.integer(0))
            }
        }
        return (rows, damaged)
    }

    /// Realms in which an account has rows that are not settled.
    func realms(ofAccount account: Int64) throws(StoreError) -> [Int64] {
        var found: [Int64] = []
        while true {
            defer { nextRealm.reset() }
            try nextRealm.bind(account, found.last ?? 0)
            guard try nextRealm.step() else { return found }
            found.append(nextRealm.integer(0))
        }
    }

    /// A row without what is encoded in it.
    func columns(_ id: Int64) throws(StoreError) -> OutboxRow? {
        defer { byID.reset() }
        try byID.bind(id)
        return try byID.step() ? OutboxRow(columnsOf: byID) : nil
    }

    /// Whether a call of another change of the same message is not settled yet.
    func isBlocked(_ row: OutboxRow) throws(StoreError) -> Bool {
        guard let message = row.message else { return false }
        defer { blocking.reset() }
        try blocking.bind(row.realm, message, row.id)
        return try blocking.step()
    }

    func nextDue(after time: Timestamp) throws(StoreError) -> Timestamp? {
        defer { nextDue.reset() }
        try nextDue.bind(time)
        return try nextDue.step() ? nextDue.optionalTime(0) : nil
    }

    func isUsed(seal: Int64) throws(StoreError) -> Bool {
        defer { sealUse.reset() }
        try sealUse.bind(seal)
        return try sealUse.step()
    }

    func usedSeals() throws(StoreError) -> Set<Int64> {
        defer { seals.reset() }
        try seals.bind()
        var used: Set<Int64> = []
        while try seals.step() { used.insert(seals.integer(0)) }
        return used
    }
}

extension OutboxRow {
    fileprivate var earnedBytes: [UInt8] {
        guard let earned else { return [] }
        var writer = ByteWriter()
        writer.receipt(earned)
        return writer.bytes
    }

    fileprivate init(columnsOf statement: borrowing Statement) {
        self.init(
            account: statement.integer(1), realm: statement.integer(2), message: statement.optionalText(3),
            conversation: statement.optionalText(4), at: statement.time(10))
        id = statement.integer(0)
        (accountName, realmName) = (statement.string(22), statement.string(23))
    }

    fileprivate init(_ statement: borrowing Statement) throws(StoreError) {
        self.init(columnsOf: statement)
        isRead = statement.bool(5)
        revision = statement.integer(7)
        (failures, repeats) = (statement.int(8), statement.int(9))
        (askedAt, notBefore, expiresAt) = (statement.time(11), statement.time(12), statement.time(13))
        startedAt = statement.optionalTime(14)
        isReadable = statement.bool(16)
        waiting = [EffectKey](stored: statement.string(17))
        (seal, sealed) = (statement.optionalInteger(20), statement.optionalBytes(21))
        do throws(DecodingFailure) {
            guard let state = State(rawValue: statement.int(6)), let overtaken = Overtaken(rawValue: statement.int(15))
            else { throw DecodingFailure() }
            (self.state, self.overtaken) = (state, overtaken)
            versions = try RowVersions(decoding: statement.bytes(18))
            let earnedBytes = statement.bytes(19)
            if !earnedBytes.isEmpty {
                var reader = ByteReader(earnedBytes)
                earned = try reader.receipt()
            }
        } catch {
            throw StoreError(kind: .damaged, code: 0, message: "row \(id) of the outbox cannot be read")
        }
    }
}
