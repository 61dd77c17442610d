import EmendCore

/// The two things that Rocket.Chat posts.
enum RocketChatShape {
    /// Nested: `type`, `visitor`, `messages`.
    case omnichannel
    /// Flat: `token`, `channel_id`, `message_id`, `text`; its script may leave any of them out.
    case outgoing

    /// Nil for what is neither.
    init?(_ root: JSONValue) {
        if ["type", "visitor", "messages"].contains(where: { root.present($0) != nil }) {
            self = .omnichannel
        } else if ["token", "channel_id", "message_id", "user_id"].contains(where: { root.present($0) != nil }) {
            self = .outgoing
        } else {
            return nil
        }
    }
}

/// What the Omnichannel webhook says: that something happened to a chat, with its messages.
///
/// RocketChat/Rocket.Chat `apps/meteor/app/livechat/server/hooks/sendToCRM.ts` and `lib/webhooks.ts`, read 2026-11.
struct RocketChatEvent {
    let root: JSONValue
    let messages: JSONValue
    /// `.hint` for the life of the chat: it repeats all messages of the room.
    let arrival: Arrival
    let room: ValidUTF8?
    /// Opens all of this visitor's messages; never shown.
    let token: Secret?
    private let visitor: ValidUTF8?

    private static let transcripts: Set<String> = [
        "LivechatSessionStart", "LivechatSessionQueued", "LivechatSessionTaken", "LivechatSessionForwarded",
        "LivechatSession", "LivechatEdit",
    ]
    /// They carry no message that an update could name.
    private static let withoutMessages: Set<String> = ["LivechatOfflineMessage", "LeadCapture"]
    /// The room of the sample that "Send test" posts (`apps/meteor/app/livechat/server/api/v1/webhooks.ts`).
    private static let sampleRoom = "fasd6f5a4sd6f8a4sdf"

    init(_ root: JSONValue) throws(RocketChatEventError) {
        guard let type = root.present("type") else { throw .rejected(.missingField) }
        guard let name = type.string else { throw .rejected(.wrongType) }
        if RocketChatEvent.withoutMessages.contains(name) { throw .ignored(.unsupportedEvent) }
        guard name == "Message" || RocketChatEvent.transcripts.contains(name) else { throw .ignored(.unknownEvent) }
        let visitor = root.present("visitor")
        token = visitor?.filledText("token").map { Secret($0.bytes) }
        if token == nil, root["_id"]?.string == RocketChatEvent.sampleRoom || visitor?["_id"]?.string == "" {
            throw .ignored(.testEvent)
        }
        guard let messages = root.present("messages") else { throw .rejected(.missingField) }
        guard messages.kind == .array else { throw .rejected(.wrongType) }
        (self.root, self.messages) = (root, messages)
        arrival = name == "Message" ? .webhook : .hint
        room = MessageID.accepted(root["_id"]?.text)
        self.visitor = visitor?.filledText("_id")
    }

    /// Whether the visitor of the chat wrote it, as the update's own check has it (`message.u._id == visitor._id`).
    ///
    /// `agentId` alone would not do: it is set when the user names differ, and a visitor's can change in mid-chat.
    func isVisitors(_ message: RocketChatPayload) -> Bool {
        if let visitor, let author = message.author.id { return visitor == author }
        return message.message.present("agentId") == nil
    }
}

enum RocketChatEventError: Error {
    case rejected(RejectedReason)
    case ignored(IgnoredReason)

    var verdict: SkipVerdict {
        switch self {
        case .rejected(let reason): .rejected(reason)
        case .ignored(let reason): .ignored(reason)
        }
    }
}
