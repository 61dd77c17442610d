import EmendCore

/// The statements that belong to no single table of messages.
struct ExtraTable: ~Copyable {
    let begin: Statement
    let commit: Statement
    let savepoint: Statement
    let release: Statement
    let rollbackToSavepoint: Statement
    private let savePause: Statement
    private let deletePause: Statement
    private let ledgerPlace: Statement
    private let byRule: Statement
    private let sweepOutbox: Statement
}

extension ExtraTable {
    init(_ connection: borrowing Connection) throws(StoreError) {
        self.init(
            begin: try Statement("BEGIN IMMEDIATE", on: connection),
            commit: try Statement("COMMIT", on: connection),
            savepoint: try Statement("SAVEPOINT operation", on: connection),
            release: try Statement("RELEASE operation", on: connection),
            rollbackToSavepoint: try Statement("ROLLBACK TO operation", on: connection),
            savePause: try Statement(
                """
                INSERT INTO pause (account, reason, since) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET reason = excluded.reason
                """, on: connection),
            deletePause: try Statement("DELETE FROM pause WHERE account = ?1", on: connection),
            ledgerPlace: try Statement(
                """
                SELECT realm, message FROM ledger WHERE (realm, message) > (?1, ?2)
                ORDER BY realm, message LIMIT 1 OFFSET ?3
                """, on: connection),
            byRule: try Statement(
                """
                SELECT o.id FROM outbox o JOIN account ON account.id = o.account
                WHERE o.id > ?3 AND (?1 IS NULL OR account.name = ?1) AND (?2 IS NULL OR EXISTS (
                    SELECT 1 FROM effect JOIN hit ON hit.id = effect.hit WHERE effect.change = o.id AND hit.rule = ?2))
                ORDER BY o.id LIMIT ?4
                """, on: connection),
            sweepOutbox: try Statement(
                """
                DELETE FROM outbox WHERE id IN (
                    SELECT id FROM outbox WHERE state = 3 AND committed_at < ?1 LIMIT ?2)
                """, on: connection))
    }

    func setPause(_ account: String, _ reason: String?, at: Timestamp) throws(StoreError) {
        if let reason {
            try savePause.run(account, reason, at)
        } else {
            try deletePause.run(account)
        }
    }

    /// The place in the ledger that lies `count` rows after another; nil when fewer follow.
    func ledgerPlace(
        after place: (realm: Int64, message: ValidUTF8), count: Int
    ) throws(StoreError) -> (realm: Int64, message: ValidUTF8)? {
        defer { ledgerPlace.reset() }
        try ledgerPlace.bind(place.realm, place.message, count - 1)
        return try ledgerPlace.step() ? (ledgerPlace.integer(0), ledgerPlace.text(1)) : nil
    }

    /// In the order of their ids.
    func outboxRows(
        account: String?, rule: String?, after: Int64, limit: Int
    ) throws(StoreError) -> [Int64] {
        defer { byRule.reset() }
        try byRule.bind(account, rule, after, limit)
        var found: [Int64] = []
        while try byRule.step() { found.append(byRule.integer(0)) }
        return found
    }

    /// Removes refused changes that were committed before `time`.
    func sweepOutbox(before time: Timestamp, limit: Int) throws(StoreError) { try sweepOutbox.run(time, limit) }
}
