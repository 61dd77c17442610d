import EmendCore

/// One row per message.
struct LedgerTable: ~Copyable {
    private let select: Statement
    private let upsert: Statement
    private let sweepRows: Statement
}

extension LedgerTable {
    init(_ connection: borrowing Connection) throws(StoreError) {
        self.init(
            select: try Statement(
                "SELECT moved_at, data FROM ledger WHERE realm = ?1 AND message = ?2", on: connection),
            upsert: try Statement(
                """
                INSERT INTO ledger (realm, message, moved_at, data) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET moved_at = excluded.moved_at, data = excluded.data
                """, on: connection),
            sweepRows: try Statement(
                """
                DELETE FROM ledger WHERE (realm, message) IN (
                    SELECT realm, message FROM (
                        SELECT realm, message, moved_at FROM ledger WHERE (realm, message) > (?1, ?2)
                        ORDER BY realm, message LIMIT ?4
                    ) old WHERE moved_at < ?3 AND NOT EXISTS (
                        SELECT 1 FROM outbox WHERE outbox.realm = old.realm AND outbox.message = old.message
                            AND outbox.state < 3)
                )
                """, on: connection))
    }

    func row(_ realm: Int64, _ message: ValidUTF8) throws(StoreError) -> StoredLedgerRow? {
        defer { select.reset() }
        try select.bind(realm, message)
        guard try select.step() else { return nil }
        do throws(DecodingFailure) {
            return try StoredLedgerRow(decoding: select.bytes(1), movedAt: select.time(0))
        } catch {
            throw StoreError(kind: .damaged, code: 0, message: "a row of the ledger cannot be read")
        }
    }

    func save(_ stored: StoredLedgerRow, _ realm: Int64, _ message: ValidUTF8) throws(StoreError) {
        try upsert.run(realm, message, stored.row.movedAt, stored.encoded)
    }

    /// Removes, of the `limit` rows after a place, those that have not moved since `time` and wait for nothing.
    func sweep(
        after place: (realm: Int64, message: ValidUTF8), notMovedSince time: Timestamp, limit: Int
    ) throws(StoreError) {
        try sweepRows.run(place.realm, place.message, time, limit)
    }
}
