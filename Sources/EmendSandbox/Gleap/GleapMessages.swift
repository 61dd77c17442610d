import EmendCore

/// Making and editing messages and tickets as people in Gleap would.
extension GleapStandIn {
    static func newMessage(
        from form: JSONTree, in account: SandboxAccount, state: inout SandboxState
    ) throws(FormError) -> StoredMessage {
        var tree = form["message"] ?? nil
        if tree == .null { tree = try shortForm(form, state: &state) }
        guard let id = (tree["_id"] ?? tree["id"])?.text, !id.isEmpty, let ticket = ticketID(of: tree) else {
            throw FormError(reason: "a Gleap message needs '_id' and 'ticket'")
        }
        if state.ticket(ticket, in: account.name) == nil {
            state.insert(newTicket(ticket, account: account, title: text(of: tree), now: state.now))
        }
        return StoredMessage(
            provider: provider, account: account.name, id: id, conversation: ticket, tree: tree, text: text(of: tree))
    }

    /// The ticket of a message, which may be there in whole.
    static func ticketID(of message: JSONTree) -> String? {
        message["ticket"]?.string ?? (message["ticket"]?["_id"] ?? message["ticket"]?["id"])?.string
    }

    private static func shortForm(_ form: JSONTree, state: inout SandboxState) throws(FormError) -> JSONTree {
        let content = try content(form)
        let id = form["id"]?.string ?? state.newID()
        let ticket = form["ticket"]?.string ?? state.newID()
        let time = JSONTree.string(state.now.rfc3339)
        var tree: JSONTree = [
            "_id": .string(id), "id": .string(id), "ticket": .string(ticket), "type": form["type"] ?? "TEXT",
            "bot": false,
            "data": ["content": content], "createdAt": time, "updatedAt": time,
        ]
        if let agent = form["agent"] {
            tree["user"] = ["_id": agent]
        } else {
            tree["session"] = ["_id": form["user"] ?? "65f0c0000000000000000002"]
        }
        return tree
    }

    private static func content(_ form: JSONTree) throws(FormError) -> JSONTree {
        if let content = form["content"] { return content }
        guard let text = form["text"]?.string else {
            throw FormError(reason: "'text', 'content' or the provider's own object in 'message' is needed")
        }
        return ProseMirror.document(text)
    }

    static func newTicket(_ id: String, account: SandboxAccount, title: String, now: Timestamp) -> StoredTicket {
        let time = JSONTree.string(now.rfc3339)
        let title = JSONTree.string(String(title.prefix { $0 != "\n" }.prefix(60)))
        let tree: JSONTree = [
            "id": .string(id), "_id": .string(id), "title": title, "type": "INQUIRY", "status": "OPEN",
            "priority": "MEDIUM", "trackerTicket": false, "tags": [], "plainContent": title,
            "project": .string(projectID(of: account)), "session": ["_id": "65f0c0000000000000000002"],
            "metaData": [:], "createdAt": time, "updatedAt": time,
        ]
        return StoredTicket(account: account.name, id: id, tree: tree)
    }

    static func projectID(of account: SandboxAccount) -> String {
        account.credentials["project"]?.revealed ?? "65f0c0000000000000000001"
    }

    /// Writes into the place where the message has its content.
    static func edit(_ message: inout StoredMessage, by form: JSONTree) throws(FormError) {
        let content = try content(form)
        if message.tree["data"] == nil, let comment = message.tree["comment"] {
            let isPlain = comment.string != nil && form["content"] == nil
            message.tree["comment"] = isPlain ? form["text"] : content
        } else {
            var data = message.tree["data"] ?? [:]
            let isPlain = data["content"]?.string != nil && form["content"] == nil
            data["content"] = isPlain ? form["text"] : content
            message.tree["data"] = data
        }
    }

    static func delete(_ message: inout StoredMessage) { message.isDeleted = true }

    /// Everything that a reader may see, in each place that has it: what is left in a forgotten place is shown too.
    static func text(of tree: JSONTree) -> String {
        let places = [tree["data"]?["content"], tree["comment"], tree["text"]]
        let texts = places.compactMap { place in place.map { $0.string ?? ProseMirror.text(of: $0) } }
        return texts.joined(separator: "\n")
    }
}

extension StoredTicket {
    /// Moves `updatedAt`, never backwards.
    mutating func touch(at now: Timestamp) {
        let last = tree["updatedAt"]?.string.flatMap { Timestamp(rfc3339: $0) }
        tree["updatedAt"] = .string((last.map { max(now, $0 + .milliseconds(1)) } ?? now).rfc3339)
    }
}
