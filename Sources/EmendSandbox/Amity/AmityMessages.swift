import EmendCore

/// Making and editing messages as a user of the chat would.
extension AmityStandIn {
    static func newMessage(
        from form: JSONTree, in account: SandboxAccount, state: inout SandboxState
    ) throws(FormError) -> StoredMessage {
        var tree = form["message"] ?? nil
        if tree == .null { tree = try shortForm(form, account: account, state: &state) }
        guard let id = tree["messageId"]?.text, !id.isEmpty, let channel = tree["channelId"]?.string else {
            throw FormError(reason: "an Amity message needs 'messageId' and 'channelId'")
        }
        return StoredMessage(
            provider: provider, account: account.name, id: id, conversation: channel, tree: tree, text: text(of: tree))
    }

    private static func shortForm(
        _ form: JSONTree, account: SandboxAccount, state: inout SandboxState
    ) throws(FormError) -> JSONTree {
        guard let text = form["text"]?.text else {
            throw FormError(reason: "'text' (or the provider's own object in 'message') is needed")
        }
        let id = form["id"]?.string ?? state.newID()
        let channel = form["channel"]?.string ?? "sandbox"
        let segment = state.messages(of: channel, in: account.name).count + 1
        let time = JSONTree.string(state.now.rfc3339)
        return [
            "_id": .string(id), "path": .string("sandbox/chat/\(channel)/\(id)"), "messageId": .string(id),
            "parentId": nil, "childrenNumber": 0, "channelId": .string(channel),
            "userId": .string(form["user"]?.string ?? "visitor-1"), "type": "text", "tags": [], "metadata": [:],
            "data": ["text": .string(text)], "isDeleted": false, "channelSegment": .int(segment), "createdAt": time,
            "updatedAt": time, "editedAt": time, "flagCount": 0, "hashFlag": nil, "reactions": [:], "reactionsCount": 0,
            "myReactions": [], "mentionees": [],
        ]
    }

    static func edit(_ message: inout StoredMessage, by form: JSONTree) throws(FormError) {
        if let data = form["data"], data.isObject {
            message.tree["data"] = data
        } else if let text = form["text"]?.text {
            var data = message.tree["data"] ?? [:]
            data["text"] = .string(text)
            message.tree["data"] = data
        } else {
            throw FormError(reason: "'text' or 'data' (or the provider's own object in 'message') is needed")
        }
    }

    static func delete(_ message: inout StoredMessage) {
        message.isDeleted = true
        message.tree["isDeleted"] = true
    }

    static func text(of tree: JSONTree) -> String {
        tree["data"]?["text"]?.string ?? tree["data"]?["caption"]?.string ?? ""
    }
}
