import EmendCore

/// Makes outcomes and one change of what the rules gave, in rule order.
struct OutcomeMerger {
    private let message: Message
    private let context: JudgingContext
    private let language: String?
    private let rendering: Rendering
    private var texts = TextMerger()
    private var effects = EffectMerger()
    private var outcomes: [RuleOutcome] = []
    /// For each outcome of a live rule that hides something: the parts where it does.
    private var hiding: [(outcome: Int, parts: Set<Int>)] = []
    private var hasMatched = false
    private var unscanned: UnscannedReason?

    init(_ message: Message, _ context: JudgingContext, language: String?) {
        (self.message, self.context, self.language) = (message, context, language)
        rendering = Rendering(message: message, now: context.now, language: language ?? "und")
    }

    mutating func add(_ rule: Rule, order: Int, _ evaluation: Evaluation) {
        switch evaluation.truth {
        case .no: break
        case .unknown(let reason): addUnscanned(rule, order, reason)
        case .yes:
            addMatch(rule, order, evaluation.found)
            if let reason = evaluation.incomplete { addUnscanned(rule, order, reason) }
        }
    }

    /// What a live rule hides, be it by its redactions or because it could not be judged.
    static func hidden(by rule: Rule, order: Int, _ evaluation: Evaluation, in view: TextView) -> [Hidden] {
        guard rule.mode == .live else { return [] }
        var hidden: [Hidden] = []
        var isUnscanned = evaluation.incomplete != nil
        switch evaluation.truth {
        case .no: return []
        case .unknown: isUnscanned = true
        case .yes: hidden = RuleFindings(rule, order: order, found: evaluation.found, in: view, withSpans: false).hidden
        }
        return isUnscanned ? hidden + hiddenUnscanned(by: rule, order, in: view) : hidden
    }

    private static func hiddenUnscanned(by rule: Rule, _ order: Int, in view: TextView) -> [Hidden] {
        guard rule.onUnscanned == .redactAll else { return [] }
        return RuleFindings.wholeMessage(view, .text(.unscanned), entity: "unscanned", rule: rule.id, order: order)
    }

    private mutating func addMatch(_ rule: Rule, _ order: Int, _ found: [Found]) {
        let findings = RuleFindings(rule, order: order, found: found, in: message.text)
        var outcome = RuleOutcome(
            rule: rule.id, mode: rule.mode, result: .matched, actions: rule.actionWords, spans: findings.spans)
        if rule.mode == .live {
            hasMatched = true
            let entities = findings.spans.isEmpty ? [rule.id] : outcome.entities.map(\.name)
            outcome.effects = Array(effects.add(rule, entities: entities, rendering))
            hide(findings.hidden, outcome: outcomes.count)
        }
        outcomes.append(outcome)
    }

    private mutating func addUnscanned(_ rule: Rule, _ order: Int, _ reason: UnscannedReason) {
        var outcome = RuleOutcome(rule: rule.id, mode: rule.mode, result: .unscanned(reason))
        switch rule.onUnscanned {
        case .flag: outcome.actions = ["flag"]
        case .ignore: break
        case .redactAll:
            outcome.actions = ["redact"]
            outcome.spans = [TextSpan(0..<message.text.scalarCount, "unscanned")]
        }
        if rule.mode == .live {
            unscanned = unscanned ?? reason
            hide(Self.hiddenUnscanned(by: rule, order, in: message.text), outcome: outcomes.count)
        }
        outcomes.append(outcome)
    }

    private mutating func hide(_ pieces: [Hidden], outcome: Int) {
        guard !pieces.isEmpty else { return }
        texts.add(pieces)
        hiding.append((outcome, Set(pieces.map(\.part))))
    }

    /// - Parameter known: What the rules change in the texts, where it was worked out before.
    mutating func decision(_ known: [Settling.Edit]?) -> Decision {
        var change = effects.change
        if !texts.isEmpty {
            let edits =
                known
                ?? texts.edits(of: message.text) { piece, value in
                    rendering.replacement(for: piece, value, context.token)
                }
            let fixed = Set(edits.map(\.index).filter { message.text.parts[$0].isFixed })
            change.text = edits.filter { !fixed.contains($0.index) }.map(\.edit)
            let edited = Set(edits.map(\.index))
            for entry in hiding where !entry.parts.isDisjoint(with: edited) {
                outcomes[entry.outcome].effects.append(.redact)
                if !entry.parts.isDisjoint(with: fixed) { outcomes[entry.outcome].leavesText = .contentType }
            }
        }
        var order = change.effects
        // Asked for, though nothing of it can be done.
        if change.text.isEmpty { order.insert(.redact, at: 0) }
        for index in outcomes.indices where !outcomes[index].effects.isEmpty {
            let asked = outcomes[index].effects
            outcomes[index].effects = order.filter(asked.contains)
        }
        let judgement: Decision.Judgement =
            hasMatched ? .matched : unscanned.map { .unscanned($0) } ?? .clean
        return Decision(judgement, outcomes: outcomes, change: change.isEmpty ? nil : change, language: language)
    }
}
