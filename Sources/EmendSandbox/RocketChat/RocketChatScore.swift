import EmendCore

/// Playing captured webhooks of Rocket.Chat, in either shape.
extension RocketChatStandIn {
    static func score(of line: CaptureLine, reads: [CaptureLine]) -> PlayerScore {
        guard let body = (try? JSONDocument(parsing: line.body)).map({ JSONTree($0.root) }) else {
            return PlayerScore()
        }
        let read = reads.compactMap { read in
            (try? JSONDocument(parsing: read.body)).flatMap { JSONTree($0.root)["message"] }
        }
        let messages = body["messages"].map { _ in chatMessages(body) } ?? channelMessages(body)
        // A read shows the whole message.
        let others = messages.filter { message in !read.contains { $0["_id"] == message["_id"] } }
        var score = PlayerScore(orders: (others + read).filter(isUsable).map { PlayerOrder.put($0) })
        // A new message is posted as captured, so that its repetition is the provider's own retry. Everything else shows
        // the messages as they are now, with what was redacted since.
        let isNew =
            body["messages"] == nil
            ? body["isEdited"] == nil
            : body["type"]?.string == "Message" && body["messages"]?.elements.first?["editedAt"] == nil
        if !isNew { score.body = { _, stored in Self.body(body, showing: stored) } }
        return score
    }

    private static func isUsable(_ message: JSONTree) -> Bool {
        message["_id"]?.string?.isEmpty == false && message["rid"]?.string != nil
    }

    private static func chatMessages(_ body: JSONTree) -> [JSONTree] {
        let visitor = body["visitor"] ?? [:]
        return (body["messages"]?.elements ?? []).map { item in
            var message = item
            message["rid"] = item["rid"] ?? body["_id"]
            if item["u"]?["_id"] == visitor["_id"] { message["token"] = visitor["token"] }
            if item["closingMessage"]?.bool == true { message["t"] = "livechat-close" }
            for key in ["username", "agentId", "closingMessage"] { message[key] = nil }
            return message
        }
    }

    /// An empty text says nothing of the file that is behind it.
    private static func channelMessages(_ body: JSONTree) -> [JSONTree] {
        guard let text = body["text"]?.string, !text.isEmpty else { return [] }
        return [
            [
                "_id": body["message_id"] ?? nil, "rid": body["channel_id"] ?? nil, "msg": .string(text),
                "ts": body["timestamp"] ?? nil,
                "u": ["_id": body["user_id"] ?? nil, "username": body["user_name"] ?? nil],
            ]
        ]
    }

    private static func body(_ captured: JSONTree, showing stored: [JSONTree]) -> [UInt8] {
        var body = captured
        guard let items = captured["messages"]?.elements else {
            if let text = stored.last?["msg"] { body["text"] = text }
            return body.encoded()
        }
        body["messages"] = .array(
            items.map { item in
                guard let current = stored.last(where: { $0["_id"] == item["_id"] }) else { return item }
                var shown = item
                shown["msg"] = current["msg"]
                for key in ["editedAt", "_updatedAt", "attachments"] where current[key] != nil {
                    shown[key] = current[key]
                }
                return shown
            })
        return body.encoded()
    }
}
