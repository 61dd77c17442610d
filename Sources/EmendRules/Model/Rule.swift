package import EmendCore

/// One rule of a ruleset, compiled. Immutable.
package struct Rule: Sendable {
    package enum OnUnscanned: String, CaseIterable, Sendable {
        /// Record it and raise the alarm metric.
        case flag
        /// Hide the whole text.
        case redactAll = "redact_all"
        /// Record it, without an alarm.
        case ignore
    }

    package var id: String
    package var location: SourceLocation
    package var summary: String?
    package var owner: String?
    package var notes: String?
    package var events: Set<EventKind>
    package var from: Set<SenderKind>
    package var mode: RuleMode
    package var onUnscanned: OnUnscanned
    package var condition: Condition
    package var actions: [Action]
    package var tests: [RuleTest]
    /// Providers whose messages can match; decided by the `provider` conditions alone.
    package var providers: Set<Provider>

    /// Whether some redaction hides a group of a match.
    var usesGroups = false
    /// Whether condition or actions want to know the language.
    var asksLanguage = false
    /// Whether the condition asks for more than text, language and fields.
    var hasCheapLeaves = false

    /// The words of ``actions``, each once, in order.
    package var actionWords: [String] {
        actions.reduce(into: []) { words, action in
            if !words.contains(action.word) { words.append(action.word) }
        }
    }

    var redactions: [Redaction] {
        actions.compactMap { if case .redact(let redaction) = $0 { redaction } else { nil } }
    }

    var stops: Bool { actions.contains(.stop) }
}
