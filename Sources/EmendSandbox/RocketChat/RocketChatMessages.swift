import EmendCore

/// Making and editing messages as visitors and agents would.
extension RocketChatStandIn {
    static func newMessage(
        from form: JSONTree, in account: SandboxAccount, state: inout SandboxState
    ) throws(FormError) -> StoredMessage {
        var tree = form["message"] ?? nil
        if tree == .null { tree = try shortForm(form, account: account, state: &state) }
        guard let id = tree["_id"]?.text, !id.isEmpty, let room = tree["rid"]?.string else {
            throw FormError(reason: "a Rocket.Chat message needs '_id' and 'rid'")
        }
        // So that an edit is always later than what it edits.
        if tree["_updatedAt"] == nil { tree["_updatedAt"] = tree["editedAt"] ?? tree["ts"] }
        return StoredMessage(
            provider: provider, account: account.name, id: id, conversation: room, tree: tree, text: text(of: tree))
    }

    /// A message of a live chat, by its visitor or by an `agent`; with `"type": "channel"` one of a channel.
    private static func shortForm(
        _ form: JSONTree, account: SandboxAccount, state: inout SandboxState
    ) throws(FormError) -> JSONTree {
        guard let text = form["text"] else {
            throw FormError(reason: "'text' (or the provider's own object in 'message') is needed")
        }
        let room = form["channel"]?.string ?? "sandbox"
        let author = (form["agent"] ?? form["user"])?.string ?? "visitor-1"
        let time = JSONTree.string(state.now.rfc3339)
        var tree: JSONTree = [
            "_id": form["id"] ?? .string(state.newID()), "rid": .string(room), "msg": text, "ts": time,
            "u": ["_id": .string(author), "username": .string(author), "name": .string(author)], "_updatedAt": time,
        ]
        guard form["agent"] == nil, form["type"]?.string != "channel" else { return tree }
        let known = visitorMessage(of: room, account: account, state)?.tree["token"]
        tree["token"] = known ?? .string(state.newID())
        return tree
    }

    /// A message that the visitor of a live chat wrote; nil for rooms of other kinds.
    static func visitorMessage(of room: String, account: SandboxAccount, _ state: SandboxState) -> StoredMessage? {
        state.messages(of: room, in: account.name).first { $0.tree["token"]?.string != nil }
    }

    static func edit(_ message: inout StoredMessage, by form: JSONTree) throws(FormError) {
        guard let text = form["text"] else {
            throw FormError(reason: "'text' (or the provider's own object in 'message') is needed")
        }
        message.tree["msg"] = text
    }

    static func delete(_ message: inout StoredMessage) { message.isDeleted = true }

    /// The text with the descriptions of files.
    static func text(of tree: JSONTree) -> String {
        let descriptions = tree["attachments"]?.elements.compactMap { $0["description"]?.string } ?? []
        return ([tree["msg"]?.string ?? ""] + descriptions).filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
