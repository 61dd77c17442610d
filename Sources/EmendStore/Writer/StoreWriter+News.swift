import EmendCore

extension StoreWriter {
    /// Keeps the hits of a new text, and folds its change into what waits.
    func recordNews(_ record: Record) throws(StoreError) {
        let (message, at) = (record.message, record.event.at)
        for row in record.rows where row.state == .refused { try remove(row) }
        var unsent = record.rows.first { !$0.isRead && $0.state == .unsent }
        let inFlight = record.rows.filter { !$0.isRead && ($0.state == .started || $0.state == .awaiting) }

        var carried: [Mark] = []
        let standing = try standingHits(record, unsent)
        if let row = unsent {
            let opened = try open(row)
            carried = (opened?.change.keeping(row.waiting).marks) ?? []
            try hits.drop(row.id, .superseded, keepingMarks: opened != nil, at: at)
        }
        var plan = Plan(message.isLive ? message.decision.change ?? Change() : Change())
        plan.removeDone(record.step.row.applied, keepsText: record.keepsText)
        for row in inFlight {
            if let change = try open(row)?.change.keeping(row.waiting) {
                plan.removeUnderWay(change, row.id, keepsText: record.keepsText)
            }
        }
        for mark in carried where !plan.change.marks.contains(where: mark.isSame) { plan.change.marks.append(mark) }

        if plan.change.isEmpty {
            if let row = unsent { try remove(row) }
            unsent = nil
        } else {
            unsent = try save(plan.change, record, over: unsent)
        }
        try keepHits(record, plan, change: unsent?.id, standing)
    }

    /// Hits of the very text that is judged once more, by the place of their outcome: they are carried over, so that one
    /// text has one hit of a rule. Not where a call was started since: that has a receipt of its own.
    private func standingHits(_ record: Record, _ unsent: OutboxRow?) throws(StoreError) -> [Int: Int64] {
        guard record.keepsText, let since = record.knownSince else { return [:] }
        var found: [Int: Int64] = [:]
        for (place, outcome) in record.message.decision.outcomes.enumerated() {
            let hit = try hits.standing(outcome, context(of: record), since: since, change: unsent?.id)
            guard let hit, !found.values.contains(hit) else { continue }
            try hits.clear(hit)
            found[place] = hit
        }
        return found
    }

    private func context(of record: Record) -> HitTable.Context {
        HitTable.Context(
            at: record.event.at, account: record.account, conversation: record.message.conversation,
            message: record.message.key.id, event: record.kind, ruleset: ruleset)
    }

    private func save(
        _ change: Change, _ record: Record, over old: OutboxRow?
    ) throws(StoreError) -> OutboxRow {
        let (message, at) = (record.message, record.event.at)
        var row = OutboxRow(
            account: record.account, realm: record.realm, message: message.key.id,
            conversation: message.conversation, at: at)
        row.realmName = message.key.realm
        row.expiresAt = message.expiresAt
        row.isReadable = message.isReadable
        row.waiting = change.distinctEffects
        row.versions = RowVersions(
            judged: message.version, planned: change.text.isEmpty ? TextVersion([]) : message.planned)
        row.versions.judgedStamp = message.stamp
        if !change.text.isEmpty { row.notBefore = at + record.step.row.delayOfNextUpdate(at: at) }
        try seal(change, record.address, into: &row, at: at)
        if let old {
            (row.id, row.revision) = (old.id, old.revision + 1)
            try outbox.update(row)
            mayHaveUnusedSeals = true
        } else {
            row.id = try outbox.insert(row)
        }
        return row
    }

    private func keepHits(
        _ record: Record, _ plan: Plan, change: Int64?, _ standing: [Int: Int64]
    ) throws(StoreError) {
        let message = record.message
        guard !message.decision.outcomes.isEmpty else { return }
        let context = context(of: record)
        for (place, outcome) in message.decision.outcomes.enumerated() {
            let hit: Int64
            if let known = standing[place] { hit = known } else { hit = try hits.insert(outcome, context) }
            guard message.isLive else { continue }
            for effect in outcome.effects {
                if effect == .redact, let reason = outcome.leavesText {
                    // The worst of what becomes of its text is known already.
                    try hits.insertEffect(
                        .redact, of: hit, change: nil, .impossible(reason), settledAt: record.event.at)
                    continue
                }
                switch plan.elsewhere[effect] {
                case .done(let receipt):
                    try hits.insertEffect(effect, of: hit, change: nil, receipt, settledAt: record.event.at)
                case .underWay(let id):
                    try hits.insertEffect(effect, of: hit, change: id, .pending, settledAt: nil)
                case nil:
                    try hits.insertEffect(
                        effect, of: hit, change: change, change == nil ? .none : .pending,
                        settledAt: change == nil ? record.event.at : nil)
                }
            }
        }
    }
}

/// A new change without what was done before or is under way.
private struct Plan {
    enum Elsewhere {
        case done(Receipt)
        case underWay(Int64)
    }

    var change: Change
    /// Effects that another change has done or will do.
    var elsewhere: [EffectKey: Elsewhere] = [:]

    init(_ change: Change) { self.change = change }

    mutating func removeDone(_ applied: [AppliedEffect], keepsText: Bool) {
        for done in applied {
            switch done.effect {
            case .mark(let state): removeMarks(.done(done.receipt)) { $0.state == state && $0.actor == done.actor }
            case let effect where keepsText: remove(effect, .done(done.receipt))
            default: break
            }
        }
    }

    mutating func removeUnderWay(_ other: Change, _ id: Int64, keepsText: Bool) {
        for mark in other.marks { removeMarks(.underWay(id)) { $0.isSame(as: mark) } }
        guard keepsText else { return }
        for effect in other.effects where effect != .redact && !effect.isMark { remove(effect, .underWay(id)) }
    }

    private mutating func remove(_ effect: EffectKey, _ place: Elsewhere) {
        guard change.effects.contains(effect) else { return }
        change = change.keeping(change.effects.filter { $0 != effect })
        elsewhere[effect] = place
    }

    private mutating func removeMarks(_ place: Elsewhere, _ isSame: (Mark) -> Bool) {
        let removed = change.marks.filter(isSame)
        change.marks.removeAll(where: isSame)
        for mark in removed where !change.marks.contains(where: { $0.state == mark.state }) {
            elsewhere[.mark(mark.state)] = place
        }
    }
}
