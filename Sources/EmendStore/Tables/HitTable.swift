import EmendCore

/// Hits, and the receipt of each effect that a hit asked for.
struct HitTable: ~Copyable {
    private let insertHit: Statement
    private let findStanding: Statement
    private let clearEffects: Statement
    private let insertEffect: Statement
    private let settleEffect: Statement
    private let dropEffects: Statement
    private let forgetChange: Statement
    private let repoint: Statement
    private let reopen: Statement
    private let sweepHits: Statement
    private let onlyOfRules: Statement
}

extension HitTable {
    init(_ connection: borrowing Connection) throws(StoreError) {
        self.init(
            insertHit: try Statement(
                """
                INSERT INTO hit (decided_at, account, conversation, message, event, rule, ruleset, mode, verdict,
                    reason, actions, entities, spans)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                """, on: connection),
            findStanding: try Statement(
                """
                SELECT id FROM hit
                WHERE (decided_at = ?1 OR id IN
                        (SELECT hit FROM effect WHERE change = ?2 AND effect NOT LIKE 'mark:%'))
                    AND account = ?3 AND message = ?4 AND ruleset = ?5 AND rule IS ?6 AND mode = ?7
                    AND verdict = ?8 AND reason IS ?9 AND actions = ?10 AND entities = ?11 AND spans = ?12
                ORDER BY id DESC LIMIT 1
                """, on: connection),
            clearEffects: try Statement("DELETE FROM effect WHERE hit = ?1", on: connection),
            insertEffect: try Statement(
                """
                INSERT INTO effect (hit, effect, change, receipt, reason, settled_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO NOTHING
                """, on: connection),
            // What was refused stays linked, so that `outbox` can tell by whose rule it was asked for; a text that
            // stands does too, since the event of an edit that it replaced may come later.
            settleEffect: try Statement(
                """
                UPDATE effect SET receipt = ?3, reason = ?4, settled_at = ?5, change = iif(
                    ?3 = 1 OR (?2 = 'redact' AND ?3 IN (5, 6)), change, NULL)
                WHERE change = ?1 AND effect = ?2
                """, on: connection),
            dropEffects: try Statement(
                """
                UPDATE effect SET receipt = 4, reason = ?2, settled_at = ?3, change = NULL
                WHERE change = ?1 AND receipt = 0 AND NOT (?4 AND effect LIKE 'mark:%')
                """, on: connection),
            forgetChange: try Statement("UPDATE effect SET change = NULL WHERE change = ?1", on: connection),
            repoint: try Statement(
                "UPDATE effect SET change = ?2 WHERE change = ?1 AND receipt = 0 AND effect LIKE 'mark:%'",
                on: connection),
            reopen: try Statement(
                "UPDATE effect SET change = ?2 WHERE change = ?1 AND receipt IN (5, 6) AND effect = 'redact'",
                on: connection),
            sweepHits: try Statement(
                """
                DELETE FROM hit WHERE id IN (
                    SELECT id FROM hit WHERE decided_at < ?1 AND NOT EXISTS (
                        SELECT 1 FROM effect WHERE effect.hit = hit.id AND effect.receipt = 0)
                    ORDER BY decided_at LIMIT ?2)
                """, on: connection),
            onlyOfRules: try Statement(
                """
                SELECT outbox.id FROM outbox WHERE state = 0 AND is_read = 0
                    AND EXISTS (SELECT 1 FROM effect WHERE effect.change = outbox.id AND effect.receipt = 0)
                    AND NOT EXISTS (
                        SELECT 1 FROM effect JOIN hit ON hit.id = effect.hit WHERE effect.change = outbox.id
                            AND effect.receipt = 0 AND (hit.rule IS NULL OR hit.rule NOT IN (SELECT value FROM json_each(?1))))
                """, on: connection))
    }

    /// What all hits of one message share.
    struct Context {
        var at: Timestamp
        var account: Int64
        var conversation: ValidUTF8?
        var message: ValidUTF8?
        var event: EventKind
        var ruleset: Int64
    }

    /// The hit that says of the message what `outcome` says, and was decided at `since` or waits for `change`.
    ///
    /// A mark alone does not count as waiting: it outlives the text that asked for it.
    func standing(
        _ outcome: RuleOutcome, _ context: Context, since: Timestamp, change: Int64?
    ) throws(StoreError) -> Int64? {
        let (verdict, reason) = outcome.words
        defer { findStanding.reset() }
        try findStanding.bind(
            since, change, context.account, context.message, context.ruleset, outcome.rule, outcome.mode.rawValue,
            verdict, reason, outcome.actionsJSON, outcome.entitiesJSON, outcome.spansJSON)
        return try findStanding.step() ? findStanding.integer(0) : nil
    }

    /// Takes the effects of a hit away, to be planned anew.
    func clear(_ hit: Int64) throws(StoreError) { try clearEffects.run(hit) }

    func insert(_ outcome: RuleOutcome, _ context: Context) throws(StoreError) -> Int64 {
        let (verdict, reason) = outcome.words
        try insertHit.run(
            context.at, context.account, context.conversation, context.message, context.event.rawValue,
            outcome.rule, context.ruleset, outcome.mode.rawValue, verdict, reason, outcome.actionsJSON,
            outcome.entitiesJSON, outcome.spansJSON)
        return insertHit.lastInsertedID
    }

    /// An effect that waits for the receipt of `change`, or has one already.
    func insertEffect(
        _ effect: EffectKey, of hit: Int64, change: Int64?, _ receipt: Receipt, settledAt: Timestamp?
    ) throws(StoreError) {
        try insertEffect.run(hit, effect.stored, change, receipt.rank, receipt.reason, settledAt)
    }

    func settle(_ change: Int64, _ value: EffectReceipt, at: Timestamp) throws(StoreError) {
        try settleEffect.run(change, value.effect.stored, value.receipt.rank, value.receipt.reason, at)
    }

    /// Drops what still waits for `change`.
    func drop(
        _ change: Int64, _ reason: DroppedReason, keepingMarks: Bool = false, at: Timestamp
    ) throws(StoreError) {
        try dropEffects.run(change, reason.rawValue, at, keepingMarks)
    }

    func forget(change: Int64) throws(StoreError) { try forgetChange.run(change) }

    /// Marks that wait for one change wait for another from now on.
    func moveMarks(from change: Int64, to other: Int64) throws(StoreError) { try repoint.run(change, other) }

    /// A text that has its receipt waits for another one.
    func reopen(_ change: Int64, as other: Int64) throws(StoreError) { try reopen.run(change, other) }

    /// Unsent changes all of whose effects were asked for by `rules`.
    func changes(onlyOf rules: Set<String>) throws(StoreError) -> [Int64] {
        let list = JSONWriter.array { for rule in rules.sorted() { $0.string(rule) } }
        defer { onlyOfRules.reset() }
        try onlyOfRules.bind(String(decoding: list, as: UTF8.self))
        var found: [Int64] = []
        while try onlyOfRules.step() { found.append(onlyOfRules.integer(0)) }
        return found
    }

    /// Removes up to `limit` hits decided before `time`; those that wait for a receipt stay.
    func sweep(before time: Timestamp, limit: Int) throws(StoreError) { try sweepHits.run(time, limit) }
}

extension RuleOutcome {
    /// The verdict and its reason.
    fileprivate var words: (verdict: String, reason: String?) {
        switch result {
        case .matched: ("matched", nil)
        case .unscanned(let reason): ("unscanned", reason.rawValue)
        }
    }

    fileprivate var actionsJSON: String { text(JSONWriter.array { for action in actions { $0.string(action) } }) }

    fileprivate var entitiesJSON: String {
        text(JSONWriter.object { for entity in entities { $0.member(entity.name, int: entity.count) } })
    }

    fileprivate var spansJSON: String {
        text(
            JSONWriter.array {
                for span in spans {
                    $0.object {
                        $0.member("start", int: span.range.lowerBound)
                        $0.member("end", int: span.range.upperBound)
                        $0.member("entity", string: span.entity)
                    }
                }
            })
    }

    private func text(_ json: [UInt8]) -> String { String(decoding: json, as: UTF8.self) }
}
