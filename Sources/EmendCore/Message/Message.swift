/// Who wrote a message.
package enum SenderKind: String, CaseIterable, Sendable {
    case visitor, agent, bot, system
}

/// What happened to a message, as rules see it.
package enum EventKind: String, CaseIterable, Sendable {
    case created, edited
}

/// How a message came to be known; it decides what its text proves.
package enum Arrival: Hashable, Sendable {
    /// In the body of a webhook about this message.
    case webhook
    /// As extra text in a webhook about something else (Gleap `latestComment`, an Acquire transcript).
    case hint
    /// By a read, which shows the present.
    case read
}

/// The normalised unit that is judged. A value that holds the provider's payload by reference.
package struct Message: Sendable {
    package var account: String
    package var provider: Provider
    package var key: MessageKey
    package var conversation: ValidUTF8?
    package var channel: ValidUTF8?
    package var text: TextView
    package var sender: Sender
    /// As the provider dates it; nil when it gives none or one that cannot be read.
    package var createdAt: Timestamp?
    /// A time that moves when the text changes, and only from the fields that `docs/architecture.md` lists.
    package var stamp: Timestamp?
    /// What the provider calls the event; nil where it does not say (reads, transcripts).
    package var event: EventKind?
    package var arrival: Arrival
    package var hasAttachments = false
    package var isReply = false
    /// The provider's own word for the type of content (`text`, `image`, `custom`, ...).
    package var contentType: String?
    package var address: MessageAddress
    /// The message as the provider sent it, for `field: {of: message}` and for merging at update time.
    package var payload: JSONValue?
    /// The whole webhook, for `field: {of: event}`; nil for reads.
    package var eventPayload: JSONValue?

    package init(
        account: String, provider: Provider, key: MessageKey, text: TextView, sender: Sender, arrival: Arrival
    ) {
        (self.account, self.provider, self.key, self.text) = (account, provider, key, text)
        (self.sender, self.arrival, address) = (sender, arrival, MessageAddress())
    }
}

package struct Sender: Hashable, Sendable {
    package var kind: SenderKind
    package var id: ValidUTF8?
    package var name: ValidUTF8?
    /// Whether configuration or the provider said what kind it is; otherwise `visitor` is presumed.
    package var isCertain: Bool

    package init(_ kind: SenderKind, id: ValidUTF8? = nil, name: ValidUTF8? = nil, isCertain: Bool) {
        (self.kind, self.id, self.name, self.isCertain) = (kind, id, name, isCertain)
    }
}

/// What an update or read needs beside the message id.
package struct MessageAddress: Hashable, Sendable {
    /// Room, dialog or ticket.
    package var room: ValidUTF8?
    /// The user on whose behalf the text is written (QuickBlox `sender_id`).
    package var author: ValidUTF8?
    /// The other end (QuickBlox `recipient_id`).
    package var recipient: ValidUTF8?
    /// A credential that came with the message (Rocket.Chat visitor token); sealed wherever it is stored.
    package var credential: Secret?

    package init(
        room: ValidUTF8? = nil, author: ValidUTF8? = nil, recipient: ValidUTF8? = nil, credential: Secret? = nil
    ) {
        (self.room, self.author, self.recipient, self.credential) = (room, author, recipient, credential)
    }
}
