/// What one webhook request or one read delivered.
package struct Event: Sendable {
    package var messages: [Message] = []
    /// Messages and events that were looked at and left, with the reason.
    package var skipped: [Skipped] = []
    /// What must be read because the event only hints at it.
    package var reads: [ReadTarget] = []
    /// Messages the provider says are deleted.
    package var deleted: [MessageKey] = []
    /// Of a page of a list: the ids of all its entries, also of those that were looked at and left; empty for an entry
    /// without one. Nil for everything that is no list.
    package var listed: [ValidUTF8]?

    package init() {}
}

/// A message or event that is not judged.
package struct Skipped: Hashable, Sendable {
    package var verdict: SkipVerdict
    package var messageID: ValidUTF8?
    package var conversation: ValidUTF8?

    package init(_ verdict: SkipVerdict, messageID: ValidUTF8? = nil, conversation: ValidUTF8? = nil) {
        (self.verdict, self.messageID, self.conversation) = (verdict, messageID, conversation)
    }
}

package enum SkipVerdict: Hashable, Sendable {
    case rejected(RejectedReason)
    case ignored(IgnoredReason)
}

/// What a read fetches.
package enum ReadTarget: Hashable, Sendable {
    /// One message, to compare, to merge, or because its order is unknown.
    case message(MessageKey, MessageAddress)
    /// Everything in a conversation (a Gleap ticket). `loose` is text that stands only on the conversation so far;
    /// it is judged when no message read carries it.
    case conversation(ValidUTF8, loose: TextView?)
}
