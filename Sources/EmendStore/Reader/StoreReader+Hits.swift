import EmendCore
import EmendPlatform

extension StoreReader {
    /// Hits, the newest first.
    package func hits(_ query: HitQuery) throws(StoreError) -> [HitRecord] {
        let found = Locked<[HitRecord]>([])
        try forEachHit(query) { hit in found.withLock { $0.append(hit) } }
        return found.withLock { $0 }
    }

    /// Hits, the newest first, one after the other.
    package func forEachHit(_ query: HitQuery, _ body: @Sendable (HitRecord) -> Void) throws(StoreError) {
        let filter = Filter(query)
        let limit = query.limit.map { " LIMIT \(max(0, $0))" } ?? ""
        let sql = """
            SELECT id, decided_at, account, provider, conversation_id, message_id, event, rule, ruleset, mode, verdict,
                actions, entities, spans, fingerprints, receipt, receipt_reason, settled_at
            FROM hits\(filter.clause) ORDER BY id DESC\(limit)
            """
        try forEachRow(sql, filter.parameters) { row in
            let hit = HitRecord(
                id: row.integer(0), decidedAt: row.string(1), account: row.string(2), provider: row.string(3),
                conversationID: row.optionalString(4), messageID: row.optionalString(5), event: row.string(6),
                rule: row.optionalString(7), ruleset: row.string(8), mode: row.string(9), verdict: row.string(10),
                actions: row.string(11), entities: row.string(12), spans: row.string(13),
                fingerprints: row.string(14), receipt: row.string(15), receiptReason: row.optionalString(16),
                settledAt: row.optionalString(17))
            body(hit)
        }
    }

    /// Counts, the most frequent first; days in their order. Counted by entity, each find counts.
    package func counts(by grouping: HitGrouping, _ query: HitQuery) throws(StoreError) -> [HitCount] {
        let filter = Filter(query)
        let sql =
            switch grouping {
            case .rule: "SELECT coalesce(rule, ''), count(*) FROM hits\(filter.clause) GROUP BY 1 ORDER BY 2 DESC, 1"
            case .receipt: "SELECT receipt, count(*) FROM hits\(filter.clause) GROUP BY 1 ORDER BY 2 DESC, 1"
            case .day: "SELECT substr(decided_at, 1, 10), count(*) FROM hits\(filter.clause) GROUP BY 1 ORDER BY 1"
            case .entity:
                """
                SELECT e.key, sum(e.value) FROM (SELECT entities FROM hits\(filter.clause)) h, json_each(h.entities) e
                GROUP BY 1 ORDER BY 2 DESC, 1
                """
            }
        return try rows(sql, filter.parameters) { HitCount(name: $0.string(0), count: $0.int(1)) }
    }
}

/// The conditions of a query. The time goes to the table, which has an index on it.
private struct Filter {
    private var conditions: [String] = []
    private(set) var parameters: [Parameter] = []

    var clause: String { conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ") }

    init(_ query: HitQuery) {
        add("id IN (SELECT id FROM hit WHERE decided_at >= ?)", query.since.map { .integer($0.milliseconds) })
        add("id IN (SELECT id FROM hit WHERE decided_at < ?)", query.until.map { .integer($0.milliseconds) })
        add("rule = ?", query.rule.map { .text($0) })
        add("provider = ?", query.provider.map { .text($0.rawValue) })
        add("account = ?", query.account.map { .text($0) })
        add("message_id = ?", query.message.map { .text($0) })
        add("conversation_id = ?", query.conversation.map { .text($0) })
        add("EXISTS (SELECT 1 FROM json_each(entities) WHERE key = ?)", query.entity.map { .text($0) })
        add("receipt = ?", query.receipt.map { .text($0) })
        add("verdict = ?", query.verdict.map { .text($0) })
        add("mode = ?", query.mode.map { .text($0.rawValue) })
    }

    private mutating func add(_ condition: String, _ parameter: Parameter?) {
        guard let parameter else { return }
        conditions.append(condition)
        parameters.append(parameter)
    }
}
