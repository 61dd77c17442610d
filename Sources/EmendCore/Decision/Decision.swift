package enum RuleMode: String, CaseIterable, Sendable {
    case live, shadow, disabled
}

/// What a ruleset says of one message. The same for serve, replay, test and explain.
package struct Decision: Sendable {
    package enum Judgement: Hashable, Sendable {
        case matched
        case unscanned(UnscannedReason)
        case clean
    }

    package var judgement: Judgement
    /// In rule order; rules that did not match and could be judged are absent.
    package var outcomes: [RuleOutcome]
    /// Merged over live rules; nil when nothing is to be done.
    package var change: Change?
    /// BCP 47, `und` included; nil when no rule asked.
    package var language: String?

    package init(
        _ judgement: Judgement, outcomes: [RuleOutcome] = [], change: Change? = nil, language: String? = nil
    ) {
        (self.judgement, self.outcomes, self.change, self.language) = (judgement, outcomes, change, language)
    }
}

/// One rule that matched, or could not judge, one message; the row that becomes a hit.
package struct RuleOutcome: Sendable {
    package enum Result: Hashable, Sendable {
        case matched
        case unscanned(UnscannedReason)
    }

    /// Nil when the whole message could not be judged.
    package var rule: String?
    package var mode: RuleMode
    package var result: Result
    /// The rule's action words in the order of its `then`.
    package var actions: [String]
    /// In order; ranges in Unicode scalars of the text view.
    package var spans: [TextSpan]
    /// Those effects of the merged change that this rule asked for; empty for shadow rules.
    package var effects: [EffectKey]
    /// Why some of what a redaction of this rule was to hide stays, whatever becomes of the rest.
    package var leavesText: ImpossibleReason?

    package init(
        rule: String?, mode: RuleMode, result: Result, actions: [String] = [], spans: [TextSpan] = [],
        effects: [EffectKey] = []
    ) {
        (self.rule, self.mode, self.result) = (rule, mode, result)
        (self.actions, self.spans, self.effects) = (actions, spans, effects)
    }

    /// Whether someone has to look at it: a live rule that could not judge the message and is to say so.
    package var raisesAlarm: Bool {
        guard case .unscanned = result, mode == .live else { return false }
        return actions.contains("flag")
    }

    /// Spans counted by entity, in order of first appearance.
    package var entities: [(name: String, count: Int)] {
        var counts: [(name: String, count: Int)] = []
        for span in spans {
            if let index = counts.firstIndex(where: { $0.name == span.entity }) {
                counts[index].count += 1
            } else {
                counts.append((name: span.entity, count: 1))
            }
        }
        return counts
    }
}

/// A half-open range of the text view, in Unicode scalars, with the entity it is. (`Span` is the standard library's.)
package struct TextSpan: Hashable, Sendable {
    package var range: Range<Int>
    package var entity: String

    package init(_ range: Range<Int>, _ entity: String) { (self.range, self.entity) = (range, entity) }
}
