import EmendCore

/// One message of an Amity payload, in either generation of names; what is there decides, not a version field.
///
/// v3: `userId`, `type`, public `channelId`. v5: `creatorId` (joins `users[]._id`), `dataType`, internal `channelId`
/// whose public name stands in `messageFeeds[]`. Schemas: AmityCo/apidocs `schema/message.yaml`, swagger 4.92.0, read
/// 2026-11; the v5 webhook schema there mixes up `messages` and `messageFeeds`, our reading is inferred.
struct AmityPayload {
    let message: JSONValue
    /// The object that holds `users` and `messageFeeds` beside the message.
    let container: JSONValue?

    /// Whether it is a MessageFeed, the channel's entry beside v5 messages.
    static func isFeed(_ value: JSONValue) -> Bool {
        value.present("messageId") == nil && value.present("messageFeedId") != nil
            && value.present("channelPublicId") != nil
    }

    func id() throws(RejectedReason) -> ValidUTF8 { try message.identifier("messageId") }

    var isDeleted: Bool { message["isDeleted"]?.bool ?? false }
    var type: String? { message["type"]?.string ?? message["dataType"]?.string }
    var isReply: Bool { message.filledText("parentId") != nil }
    var createdAt: Timestamp? { message.timestamp("createdAt") }
    /// Moves when the message's data changes (docs: "changes in message data"), so it orders texts.
    var editedAt: Timestamp? { message.timestamp("editedAt") }
    var channelType: ValidUTF8? { message.filledText("channelType") }

    var hasAttachments: Bool {
        guard let type else { return false }
        return AmityPayload.attachmentTypes.contains(type) || message["data"]?.present("fileId") != nil
    }

    /// The public channel id, which rules and v3 events name, also where v5 gives an internal one (inferred).
    var conversation: ValidUTF8? {
        let channel = message.filledText("channelId")
        guard let container else { return channel }
        let feed = message.filledText("messageFeedId")
        for candidate in ["messageFeeds", "messages"].flatMap({ container[$0].map { Array($0.elements) } ?? [] }) {
            let isOurs =
                feed.map { candidate["messageFeedId"]?.text == $0 } ?? (candidate["channelId"]?.text == channel)
            if isOurs, let name = candidate.filledText("channelPublicId") { return name }
        }
        return channel
    }

    /// The author's entry in `users`.
    private var user: JSONValue? {
        guard let users = container?["users"] else { return nil }
        if let id = message.filledText("userId") { return users.elements.first { $0["userId"]?.text == id } }
        guard let creator = message.filledText("creatorId") else { return nil }
        return users.elements.first { $0["_id"]?.text == creator }
    }

    /// Lists of the account first, then the author's network roles (inferred: no page says who is staff).
    func sender(in account: AccountSettings) -> Sender {
        let user = user
        let creator = message.filledText("creatorId")
        let id = message.filledText("userId") ?? user?.filledText("userId") ?? creator
        let name = user?.filledText("displayName")
        // Users choose their display names, so only ids count.
        let ids = [id, creator].compactMap(\.self)
        if ids.contains(where: account.bots.contains) { return Sender(.bot, id: id, name: name, isCertain: true) }
        let isStaff = user?["roles"]?.elements.contains { $0.string.map(AmityPayload.staffRoles.contains) ?? false }
        if ids.contains(where: account.agents.contains) || isStaff == true {
            return Sender(.agent, id: id, name: name, isCertain: true)
        }
        return Sender(.visitor, id: id, name: name, isCertain: false)
    }

    /// The text that rules judge.
    ///
    /// Only the text of a `text` message is the part `text`, since that alone can be written without a read. A caption
    /// (`data.caption`, inferred) and the text of any other type are attachment parts 0 and 1.
    ///
    /// What stands where text belongs and is none is unreadable, never nothing; what is not there is nothing.
    func textView() -> TextView {
        let isText = type == "text"
        let textKey = isText ? PartKey.text : AmityPayload.otherText
        var parts: [TextPart] = []
        if let data = message["data"], isText || !data.isNull {
            guard data.kind == .object else {
                return TextView([TextPart(textKey, "", unreadable: .unreadableContent)])
            }
            let places = [(AmityPayload.caption, "caption"), (textKey, "text")]
            for (key, name) in places.sorted(by: { $0.0 < $1.0 }) {
                guard let value = data.present(name) else { continue }
                guard let text = value.text else {
                    parts.append(TextPart(key, "", unreadable: .unreadableContent))
                    continue
                }
                if key == .text || !text.isEmpty { parts.append(TextPart(key, text)) }
            }
            if type == "custom" { addCustom(data, to: &parts) }
        }
        // A picture without a caption can still be tagged, and its caption may come later.
        if parts.isEmpty, hasAttachments { parts.append(TextPart(AmityPayload.caption, "")) }
        return TextView(parts).bounded
    }

    /// All strings of a custom message are judged, and none is changed: what they mean is known to its sender alone.
    private func addCustom(_ data: JSONValue, to parts: inout [TextPart]) {
        for index in parts.indices { parts[index].isFixed = true }
        var waiting = data.members.filter { $0.key != "text" || $0.value.text == nil }
            .filter { $0.key != "caption" || $0.value.text == nil }.map(\.value)
        waiting.reverse()
        var index = AmityPayload.firstCustom
        // Without recursion: a stranger chooses how deeply it is nested.
        while let value = waiting.popLast() {
            if let text = value.text, !text.isEmpty {
                parts.append(TextPart(PartKey(.attachment, UInt16(clamping: index)), text, isFixed: true))
                index += 1
            }
            waiting += value.members.map(\.value).reversed() + value.elements.reversed()
        }
    }

    /// The string that holds a part.
    func string(of part: PartKey) -> JSONValue? {
        switch part {
        case .text where type == "text", AmityPayload.otherText where type != "text": message["data"]?["text"]
        case AmityPayload.caption: message["data"]?["caption"]
        default: nil
        }
    }

    static let caption = PartKey(.attachment, 0)
    static let otherText = PartKey(.attachment, 1)
    private static let firstCustom = 2
    private static let attachmentTypes: Set<String> = ["image", "file", "video", "audio", "imagemap"]
    private static let staffRoles: Set<String> = ["global-admin", "admin", "super-moderator", "moderator"]
}

/// What an event name means for its messages; nil of ``init(name:)`` is an event of something else.
enum AmityEventKind {
    case created, edited, deleted

    /// Names: https://learn.social.plus/api-reference/webhook-event/message-didcreate-webhook-event-1, read 2026-11. Flags and
    /// reactions come as updates too; their text is unchanged and the ledger drops them. The spec lists v5 events under
    /// addresses with a `v5.` prefix and names without; both are taken.
    init?(name: String) {
        switch name.hasPrefix("v5.") ? String(name.dropFirst(3)) : name {
        case "message.didCreate": self = .created
        case "message.didUpdate", "message.didFlag", "message.didUnflag", "message.didClearflag",
            "message.didClearFlag",
            "message.didAddReaction", "message.didRemoveReaction":
            self = .edited
        case "message.didDelete": self = .deleted
        default: return nil
        }
    }
}
