import EmendCore

/// One message in the shape that the Omnichannel webhook, reads and updates share (`IMessage`, sometimes in part).
struct RocketChatPayload {
    let message: JSONValue

    func id() throws(RejectedReason) -> ValidUTF8 { try message.identifier("_id") }

    var room: ValidUTF8? { MessageID.accepted(message["rid"]?.text) }
    var createdAt: Timestamp? { message.timestamp("ts") }
    var editedAt: Timestamp? { message.timestamp("editedAt") }
    var isReply: Bool { message.filledText("tmid") != nil }

    var hasAttachments: Bool {
        message.present("file") != nil || message["attachments"].map { $0.kind == .array && $0.count > 0 } ?? false
    }

    var author: RocketChatAuthor {
        let user = message["u"]
        return RocketChatAuthor(
            id: user?.filledText("_id"), username: user?.filledText("username") ?? message.filledText("username"),
            name: user?.filledText("name") ?? user?.filledText("username"))
    }

    /// Deleted, and shown as such (`Message_ShowDeletedStatus`).
    var isDeleted: Bool { message["t"]?.string == "rm" }

    /// Why the message is not judged, whatever it holds. A closing comment has a type too, but a person wrote it.
    var ignored: IgnoredReason? {
        if isDeleted { return .deleted }
        if message.present("navigation") != nil { return .system }
        guard let type = message.filledText("t") else { return nil }
        return type == "livechat-close" ? nil : .system
    }

    /// The text that rules judge: `msg`, and the description of each attachment as the attachment part of its place.
    ///
    /// `msg` is a part even when it is empty, since the outgoing integration shows it alone. A message made of blocks has
    /// an empty `msg`; the webhook shows the JSON text of the blocks in its place, and so do we in a read.
    func textView() throws(RejectedReason) -> TextView {
        let member = message.present("msg")
        guard member == nil || member?.kind == .string else { throw .wrongType }
        let text = blocks.map { ValidUTF8(unchecked: Array($0.rawBytes)) } ?? member?.text ?? ""
        var parts = [TextPart(.text, text)]
        for (place, attachment) in attachments.enumerated() {
            guard let description = attachment.filledText("description") else { continue }
            guard let index = UInt16(exactly: place) else {
                parts[0].unreadable = .tooLarge
                break
            }
            parts.append(TextPart(PartKey(.attachment, index), description))
        }
        return TextView(parts).bounded
    }

    /// The blocks, when they are all the text there is.
    var blocks: JSONValue? {
        guard message.filledText("msg") == nil, let blocks = message.present("blocks"), blocks.count > 0 else {
            return nil
        }
        return blocks
    }

    /// Whether `chat.update` edits the description of the first attachment instead of `msg`. The server asks whether the
    /// member is there, so null and an empty one count (`methods/updateMessage.ts`, read 2026-11).
    var describesFile: Bool { message["attachments"]?[index: 0]?["description"] != nil }

    /// What `chat.update` would write back for "no change".
    var editableText: ValidUTF8 {
        let text = describesFile ? message["attachments"]?[index: 0]?["description"] : message["msg"]
        return text?.text ?? ""
    }

    private var attachments: [JSONValue] { message["attachments"]?.elements.map(\.self) ?? [] }

    static let description = PartKey(.attachment, 0)
}

/// Who wrote a message.
struct RocketChatAuthor {
    var id: ValidUTF8?
    var username: ValidUTF8?
    var name: ValidUTF8?

    /// Lists of the account first, then what the payload says.
    ///
    /// - Parameters:
    ///   - marked: Nil when the payload does not say.
    ///   - isTrustedName: Whether the user name is one of the workspace's users; visitors may choose theirs.
    func sender(in account: AccountSettings, marked: SenderKind?, isTrustedName: Bool) -> Sender {
        let names = [id, isTrustedName ? username : nil].compactMap(\.self)
        if names.contains(where: account.bots.contains) { return Sender(.bot, id: id, name: name, isCertain: true) }
        if names.contains(where: account.agents.contains), marked != .bot {
            return Sender(.agent, id: id, name: name, isCertain: true)
        }
        return Sender(marked ?? .visitor, id: id, name: name, isCertain: marked != nil)
    }
}
