package import EmendCore

/// One row of the outbox as it is shown to operators.
package struct OutboxEntry: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// Waits for its first or next attempt.
        case pending
        /// A call was made, or is being made, whose end is not known.
        case started
        /// A read will show whether our text replaced an edit.
        case confirming
        case refused
    }

    package var id: OutboxID
    package var account: String
    package var messageID: ValidUTF8?
    package var conversation: ValidUTF8?
    package var isRead: Bool
    /// What waits; of a refused change what was refused.
    package var effects: [EffectKey]
    package var state: State
    /// Why it was refused, as hits name it.
    package var reason: String?
    package var failures: Int
    package var committedAt: Timestamp
    package var notBefore: Timestamp
}

/// How much waits.
package struct StoreStatistics: Hashable, Sendable {
    package var pendingRedactions = 0
    package var pendingReads = 0
    package var pendingTags = 0
    package var pendingMarks = 0
    package var refused = 0
    /// Redactions that were made, and a read has yet to show whether they replaced an edit.
    package var confirming = 0
    /// When the oldest redaction that waits was committed.
    package var oldestRedaction: Timestamp?
}

/// An account whose calls are stopped.
package struct AccountPause: Hashable, Sendable {
    package var account: String
    package var reason: String
    package var since: Timestamp
}
