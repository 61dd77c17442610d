package import EmendCore
package import EmendMatching

/// Something a condition can ask about that an input may not say.
package enum InputField: Hashable, CaseIterable, Sendable {
    case provider, account, conversation, sender, senderName, channel, reply, attachments
    /// `field` conditions, of the message and of the event.
    case fields
    /// The sender's kind, for `from`.
    case from
    /// For `events`.
    case event
    case time
}

/// Everything a decision depends on beside the message and the ruleset. A value: same input, same decision.
package struct JudgingContext {
    /// When the message was received; used where it carries no time of its own.
    package var now: Timestamp
    /// Used where the provider does not say what happened: created when the ledger has no row of the message.
    package var event: EventKind
    /// Languages that the account expects, BCP 47.
    package var expectedLanguages: [String] = []
    /// The language of the conversation so far, BCP 47. Only tests give one: the server keeps none.
    package var runningLanguage: String?
    /// Eight letters a-z for a value of an entity; the same for the same value.
    package var token: (_ entity: String, _ value: ValidUTF8) -> String
    /// When judging has to stop; nil in replay and tests, which never run out of time.
    package var deadline: Deadline?
    /// Longest text view in bytes that is judged.
    package var textLimitBytes = 256 * 1024
    /// What `test` and `scan` were not told: such conditions count in favour of the match.
    package var unset: Set<InputField> = []

    package init(
        now: Timestamp, event: EventKind = .created,
        token: @escaping (_ entity: String, _ value: ValidUTF8) -> String
    ) {
        (self.now, self.event, self.token) = (now, event, token)
    }
}

/// The memory that judging writes to. One for each judging thread.
package final class JudgingScratch {
    let matching = MatchScratch()

    package init() {}
}

@available(*, unavailable)
extension JudgingScratch: Sendable {}
