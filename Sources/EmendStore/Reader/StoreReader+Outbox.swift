import EmendCore

extension StoreReader {
    /// What waits and what was refused, the oldest first.
    package func outbox(
        _ selection: OutboxSelection = OutboxSelection(), limit: Int? = nil
    ) throws(StoreError) -> [OutboxEntry] {
        // Rows that are named by their ids are picked from all.
        let limit = selection.ids == nil ? limit : nil
        let sql = """
            SELECT o.id, account.name, o.message, o.conversation, o.is_read,
                iif(o.state IN (2, 3), (SELECT group_concat(DISTINCT e.effect) FROM effect e
                    WHERE e.change = o.id AND (o.state = 2 OR e.receipt = 1)), o.waiting),
                o.state, o.failures, o.committed_at, o.not_before,
                (SELECT min(e.reason) FROM effect e WHERE e.change = o.id AND e.receipt = 1)
            FROM outbox o JOIN account ON account.id = o.account
            WHERE (?1 = '' OR account.name = ?1) AND (?2 = '' OR EXISTS (
                SELECT 1 FROM effect JOIN hit ON hit.id = effect.hit WHERE effect.change = o.id AND hit.rule = ?2))
            ORDER BY o.committed_at, o.id LIMIT ?3
            """
        let parameters: [Parameter] = [
            .text(selection.account ?? ""), .text(selection.rule ?? ""), .integer(limit.map(Int64.init) ?? -1),
        ]
        let entries = try rows(sql, parameters) { row in
            OutboxEntry(
                id: OutboxID(row.integer(0)), account: row.string(1), messageID: row.optionalText(2),
                conversation: row.optionalText(3), isRead: row.bool(4),
                effects: [EffectKey](stored: row.string(5)), state: Self.state(row.int(6)),
                reason: row.optionalString(10),
                failures: row.int(7),
                committedAt: row.time(8), notBefore: row.time(9))
        }
        guard let ids = selection.ids else { return entries }
        return entries.filter { ids.contains($0.id) }
    }

    package func statistics() throws(StoreError) -> StoreStatistics {
        let sql = """
            SELECT CASE state WHEN 3 THEN 4 WHEN 2 THEN 5 ELSE iif(is_read, 3, class) END, count(*), min(committed_at) FROM outbox GROUP BY 1
            """
        var statistics = StoreStatistics()
        for group in try rows(sql, [], { (kind: $0.int(0), count: $0.int(1), oldest: $0.time(2)) }) {
            switch group.kind {
            case 0: (statistics.pendingRedactions, statistics.oldestRedaction) = (group.count, group.oldest)
            case 1: statistics.pendingTags = group.count
            case 2: statistics.pendingMarks = group.count
            case 3: statistics.pendingReads = group.count
            case 5: statistics.confirming = group.count
            default: statistics.refused = group.count
            }
        }
        return statistics
    }

    /// Accounts whose calls are stopped, by name.
    package func pauses() throws(StoreError) -> [AccountPause] {
        try rows("SELECT account, reason, since FROM pause ORDER BY account", []) {
            AccountPause(account: $0.string(0), reason: $0.string(1), since: $0.time(2))
        }
    }

    /// Accounts for which something waits, by name.
    package func accountsWithWork() throws(StoreError) -> [String] {
        let sql = """
            SELECT name FROM account WHERE EXISTS (
                SELECT 1 FROM outbox WHERE outbox.account = account.id AND state < 2)
            ORDER BY name
            """
        return try rows(sql, []) { $0.string(0) }
    }

    /// Realms in which a read has succeeded, by name.
    package func readableRealms() throws(StoreError) -> Set<String> {
        Set(try rows("SELECT name FROM realm WHERE read_at IS NOT NULL", []) { $0.string(0) })
    }

    private static func state(_ number: Int) -> OutboxEntry.State {
        switch OutboxRow.State(rawValue: number) {
        case .started: .started
        case .awaiting: .confirming
        case .refused: .refused
        case .unsent, nil: .pending
        }
    }
}
