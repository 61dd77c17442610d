import EmendCore

/// The outgoing integration: one flat message.
///
/// `apps/meteor/app/integrations/server/lib/triggerHandler.ts`, read 2026-11. The events beside `sendMessage` carry whole
/// objects of users and rooms, and no message or one that comes as `sendMessage` too.
extension RocketChatAdapter {
    func outgoingEvent(_ root: JSONValue) -> Event {
        let objects = ["user", "room", "owner", "message"]
        guard root.present("message_id") != nil, !objects.contains(where: { root[$0]?.kind == .object }) else {
            return Event(skipping: .ignored(.unsupportedEvent))
        }
        let room = MessageID.accepted(root["channel_id"]?.text)
        do throws(RejectedReason) {
            return try outgoingMessage(root, key: root.identifier("message_id"), room: room)
        } catch {
            var event = Event()
            let id = try? root.identifier("message_id")
            event.skipped = [Skipped(.rejected(error), messageID: id, conversation: room)]
            return event
        }
    }

    private func outgoingMessage(
        _ root: JSONValue, key id: ValidUTF8, room: ValidUTF8?
    ) throws(RejectedReason) -> Event {
        var event = Event()
        let key = MessageKey(realm: account.realm, id: id)
        let address = MessageAddress(room: room)
        if let text = root.present("text"), text.kind != .string { throw .wrongType }
        guard let text = root.filledText("text") else {
            // A file, most likely; its description is shown by a read alone.
            event.skipped = [Skipped(.ignored(.noText), messageID: id, conversation: room)]
            let target = ReadTarget.message(key, address)
            if canRead(target) { event.reads = [target] }
            return event
        }
        let isEdited = root["isEdited"]?.bool ?? false
        var message = Message(
            account: account.name, provider: .rocketchat, key: key, text: TextView(text: text),
            sender: outgoingSender(root), arrival: .webhook)
        message.conversation = room
        message.address = address
        message.channel = root.filledText("channel_name")
        message.createdAt = root.timestamp("timestamp")
        // After an edit it still is the time of writing.
        message.stamp = isEdited ? nil : message.createdAt
        message.event = isEdited ? .edited : .created
        message.isReply = root.filledText("tmid") != nil
        message.payload = root
        message.eventPayload = root
        event.messages = [message]
        return event
    }

    /// Visitors of a live chat arrive here too, unmarked and with user names of their own choice: what rests on a user name
    /// is not certain, and Omnichannel's word replaces it.
    private func outgoingSender(_ root: JSONValue) -> Sender {
        let username = root.filledText("user_name")
        let author = RocketChatAuthor(
            id: root.filledText("user_id"), username: username, name: root.filledText("alias") ?? username)
        let isBot = root["bot"].map { $0.bool == true || $0.kind == .object } ?? false
        let byID = author.sender(in: account, marked: isBot ? .bot : nil, isTrustedName: false)
        guard !byID.isCertain else { return byID }
        var byName = author.sender(in: account, marked: nil, isTrustedName: true)
        byName.isCertain = false
        return byName
    }
}
