/// What became of one message; the first that applies, in this order.
package enum Verdict: String, CaseIterable, Sendable {
    case rejected, ignored, echo, duplicate, deferred, matched, unscanned, clean
}

/// Authenticated, but unusable.
package enum RejectedReason: String, CaseIterable, Error, Sendable {
    case badID = "bad_id"
    case missingField = "missing_field"
    case wrongType = "wrong_type"
}

/// Usable, but not for us.
package enum IgnoredReason: String, CaseIterable, Sendable {
    case unknownEvent = "unknown_event"
    case unsupportedEvent = "unsupported_event"
    case legacySignature = "legacy_signature"
    case testEvent = "test_event"
    case deleted
    case note
    case system
    case noText = "no_text"
    case tooOld = "too_old"
    case noRule = "no_rule"
}

/// Could not be judged. Never the same as "no match".
package enum UnscannedReason: String, CaseIterable, Sendable {
    case limit
    case deadline
    case tooLarge = "too_large"
    case duplicateKey = "duplicate_key"
    case unreadableContent = "unreadable_content"
}

package enum DuplicateReason: String, CaseIterable, Sendable {
    case same
    case older
}

package enum DeferredReason: String, CaseIterable, Sendable {
    case order
    case noReadLine = "no_read_line"
}

/// Why a provider's API cannot do what a rule asks.
package enum ImpossibleReason: String, CaseIterable, Error, Sendable {
    /// The provider has no call for this action.
    case unsupportedAction = "unsupported_action"
    /// The text stands only on the ticket, for which no text update is documented.
    case ticketText = "ticket_text"
    /// Tags and metadata are written only over what was just read, and reading is off or refused.
    case unreadable
    /// The provider's limit on the number of tags leaves no room; theirs are never evicted.
    case noRoom = "no_room"
    /// A text or tag is longer than the provider takes.
    case tooLong = "too_long"
    /// The content is of a type that is not edited.
    case contentType = "content_type"
    case missingAddress = "missing_address"
    case missingCredential = "missing_credential"
}

/// Why a provider refused a call for good.
package enum RefusedReason: String, CaseIterable, Sendable {
    case permission
    case validation
    /// "Not found", without the provider's own word for it, where no read has ever worked: a wrong path in `url` looks the same.
    case notFound = "not_found"
    case blockedWord = "blocked_word"
    case blockedLink = "blocked_link"
    case rejected
    case unexpectedAnswer = "unexpected_answer"
}

package enum DroppedReason: String, CaseIterable, Sendable {
    case superseded, gone, expired
    case ruleDisabled = "rule_disabled"
    case discarded
}
