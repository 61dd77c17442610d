package import EmendCore
import EmendMatching

extension Ruleset {
    /// What the rules say of one message. Pure, apart from the deadline; needs no lock.
    package func judge(_ message: Message, _ context: JudgingContext, scratch: JudgingScratch) -> Decision {
        let applicable = applicable(to: message, context)
        guard !applicable.isEmpty else { return Decision(.clean) }
        var judge = Judge(message, context, slots: slots, scratch)
        for index in applicable where judge.add(rules[index], order: index) == .stop { break }
        return judge.decision()
    }

    /// The language of a message as `language` conditions see it; nil when it has no text.
    package func language(of message: Message, _ context: JudgingContext, scratch: JudgingScratch) -> String? {
        var evaluator = Evaluator(message, context, slots: 0, scratch)
        return evaluator.language()?.code
    }
}

/// Judges one message rule by rule and merges what they ask for into one change.
struct Judge {
    enum Next { case goOn, stop }

    private var evaluator: Evaluator
    private var texts = TextMerger()
    private var effects = EffectMerger()
    private var outcomes: [RuleOutcome] = []
    /// For each outcome of a live rule that hides something: the parts where it does.
    private var hiding: [(outcome: Int, parts: Set<Int>)] = []
    private var hasMatched = false
    private var unscanned: UnscannedReason?

    init(_ message: Message, _ context: JudgingContext, slots: Int, _ scratch: JudgingScratch) {
        evaluator = Evaluator(message, context, slots: slots, scratch)
    }

    mutating func add(_ rule: Rule, order: Int) -> Next {
        let evaluation = evaluator.evaluate(rule)
        switch evaluation.truth {
        case .no: return .goOn
        case .unknown(let reason):
            addUnscanned(rule, order, reason)
            return .goOn
        case .yes:
            addMatch(rule, order, evaluation.found)
            if let reason = evaluation.incomplete { addUnscanned(rule, order, reason) }
            return rule.mode == .live && rule.stops ? .stop : .goOn
        }
    }

    private mutating func addMatch(_ rule: Rule, _ order: Int, _ found: [Found]) {
        let findings = RuleFindings(rule, order: order, found: found, in: evaluator.message.text)
        var outcome = RuleOutcome(
            rule: rule.id, mode: rule.mode, result: .matched, actions: rule.actionWords, spans: findings.spans)
        if rule.asksLanguage { _ = evaluator.language() }
        if rule.mode == .live {
            hasMatched = true
            let entities = findings.spans.isEmpty ? [rule.id] : outcome.entities.map(\.name)
            let asked = effects.add(rule, entities: entities, rendering)
            outcome.effects = Array(asked)
            hide(findings.hidden, outcome: outcomes.count)
        }
        outcomes.append(outcome)
    }

    private mutating func addUnscanned(_ rule: Rule, _ order: Int, _ reason: UnscannedReason) {
        var outcome = RuleOutcome(rule: rule.id, mode: rule.mode, result: .unscanned(reason))
        let view = evaluator.message.text
        switch rule.onUnscanned {
        case .flag: outcome.actions = ["flag"]
        case .ignore: break
        case .redactAll:
            outcome.actions = ["redact"]
            outcome.spans = [TextSpan(0..<view.scalarCount, "unscanned")]
        }
        if rule.mode == .live {
            unscanned = unscanned ?? reason
            if rule.onUnscanned == .redactAll {
                let pieces = RuleFindings.wholeMessage(
                    view, .text(.unscanned), entity: "unscanned", rule: rule.id, order: order)
                hide(pieces, outcome: outcomes.count)
            }
        }
        outcomes.append(outcome)
    }

    private mutating func hide(_ pieces: [Hidden], outcome: Int) {
        guard !pieces.isEmpty else { return }
        texts.add(pieces)
        hiding.append((outcome, Set(pieces.map(\.part))))
    }

    mutating func decision() -> Decision {
        guard !outcomes.isEmpty else { return Decision(.clean, language: evaluator.askedLanguage) }
        var change = effects.change
        if !texts.isEmpty {
            let edits = texts.edits(of: evaluator.message.text) { piece, value in replacement(for: piece, value) }
            change.text = edits.map(\.edit)
            let edited = Set(edits.map(\.index))
            for entry in hiding where !entry.parts.isDisjoint(with: edited) {
                outcomes[entry.outcome].effects.append(.redact)
            }
        }
        let order = change.effects
        for index in outcomes.indices {
            let asked = outcomes[index].effects
            outcomes[index].effects = asked.isEmpty ? [] : order.filter(asked.contains)
        }
        let judgement: Decision.Judgement =
            hasMatched ? .matched : unscanned.map { .unscanned($0) } ?? .clean
        return Decision(
            judgement, outcomes: outcomes, change: change.isEmpty ? nil : change, language: evaluator.askedLanguage)
    }

    private func replacement(for piece: Hidden, _ value: ArraySlice<UInt8>) -> String {
        switch piece.style {
        case .text(let template): rendering.text(template, rule: piece.rule, entity: piece.entity)
        case .token:
            "[\(piece.entity):\(evaluator.context.token(piece.entity, ValidUTF8(unchecked: Array(value))))]"
        case .mask: ""
        }
    }

    private var rendering: Rendering {
        Rendering(
            message: evaluator.message, now: evaluator.context.now, language: evaluator.askedLanguage ?? "und")
    }
}
