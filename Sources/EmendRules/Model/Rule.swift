package import EmendCore

/// One rule of a ruleset, compiled. Immutable, and shared by all who judge: a copy would cost more than many a judgement.
package final class Rule: Sendable {
    package enum OnUnscanned: String, CaseIterable, Sendable {
        /// Record it and raise the alarm metric.
        case flag
        /// Hide the whole text.
        case redactAll = "redact_all"
        /// Record it, without an alarm.
        case ignore
    }

    package let id: String
    package let location: SourceLocation
    package let summary: String?
    package let owner: String?
    package let notes: String?
    package let events: Set<EventKind>
    package let from: Set<SenderKind>
    package let mode: RuleMode
    package let onUnscanned: OnUnscanned
    package let condition: Condition
    package let actions: [Action]
    package let tests: [RuleTest]
    /// Providers whose messages can match; decided by the `provider` conditions alone.
    package let providers: Set<Provider>

    /// The words of ``actions``, each once, in order.
    package let actionWords: [String]
    let redactions: [Redaction]
    let stops: Bool
    /// Whether some redaction hides a group of a match.
    let usesGroups: Bool
    /// Whether condition or actions want to know the language.
    let asksLanguage: Bool
    /// Whether the condition asks for more than text, language and fields.
    let hasCheapLeaves: Bool
    /// Whether the rule takes part in judging a redacted text again: it hides what it finds, and asks nothing that a
    /// redaction could make true.
    let settles: Bool

    init(
        id: String, location: SourceLocation, summary: String? = nil, owner: String? = nil, notes: String? = nil,
        events: Set<EventKind>, from: Set<SenderKind>, mode: RuleMode, onUnscanned: OnUnscanned,
        condition: Condition, actions: [Action], tests: [RuleTest], providers: Set<Provider>
    ) {
        (self.id, self.location, self.summary, self.owner, self.notes) = (id, location, summary, owner, notes)
        (self.events, self.from, self.mode, self.onUnscanned) = (events, from, mode, onUnscanned)
        (self.condition, self.actions, self.tests, self.providers) = (condition, actions, tests, providers)
        actionWords = actions.reduce(into: []) { words, action in
            if !words.contains(action.word) { words.append(action.word) }
        }
        let redactions = actions.compactMap { action -> Redaction? in
            if case .redact(let redaction) = action { redaction } else { nil }
        }
        self.redactions = redactions
        stops = actions.contains(.stop)
        usesGroups = redactions.contains { $0.group != nil }
        asksLanguage = condition.asksLanguage || actions.contains(where: \.usesLanguage)
        hasCheapLeaves = condition.leaves.contains { $0.leaf.isCheap }
        settles = mode == .live && redactions.contains { $0.target != .message } && condition.bindsAllText
    }

    /// The same rule as a live one.
    var live: Rule {
        Rule(
            id: id, location: location, summary: summary, owner: owner, notes: notes, events: events, from: from,
            mode: .live, onUnscanned: onUnscanned, condition: condition, actions: actions, tests: tests,
            providers: providers)
    }
}

extension Condition {
    /// No `text` under `not`, and none that only measures.
    fileprivate var bindsAllText: Bool {
        leaves.allSatisfy { leaf, isNegated in
            if case .text(let leaf) = leaf { leaf.binds && !isNegated } else { true }
        }
    }
}
