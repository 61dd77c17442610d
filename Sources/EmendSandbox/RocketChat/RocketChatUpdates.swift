import EmendCore

/// The two updates: by the visitor's token, and as a user.
extension RocketChatStandIn {
    /// Writes whatever is sent, unchanged text too, and only the visitor's own messages.
    static func updateLivechat(_ id: String, _ request: SandboxRequest, _ state: inout SandboxState) -> HTTPResponse {
        let body = object(in: request)
        if let problem = problem(in: body, required: ["token", "rid", "msg"], optional: []) { return problem }
        func text(_ key: String) -> String { body[key]?.string ?? "" }
        switch visit(id, token: text("token"), room: text("rid"), state) {
        case .failure(let problem):
            return failure(problem.code)
        case .success(let visit):
            guard visit.message.tree["u"]?["_id"] == visit.visitor["_id"] else {
                return failure("error-action-not-allowed")
            }
            var message = visit.message
            message.remember(self.text(of: message.tree))
            message.tree["msg"] = body["msg"]
            return save(&message, by: visit.visitor, &state)
        }
    }

    /// Edits the description of the first attachment where there is one, else the text; an update that changes nothing is
    /// none. `apps/meteor/app/lib/server/methods/updateMessage.ts`, read 2026-11-20.
    static func update(_ request: SandboxRequest, _ state: inout SandboxState) -> HTTPResponse {
        let body = object(in: request)
        let optional = ["previewUrls", "customFields"]
        if let problem = problem(in: body, required: ["roomId", "msgId", "text"], optional: optional) {
            return problem
        }
        let id = body["msgId"]?.string ?? ""
        guard var message = stored(id, state) else { return failure("No message found with the id of \"\(id)\".") }
        guard body["roomId"]?.string == message.conversation else {
            return failure("The room id provided does not match where the message is from.")
        }
        let first = message.tree["attachments"]?.elements.first
        let editsDescription = first?["description"] != nil
        let current = editsDescription ? first?["description"] : message.tree["msg"]
        if current == body["text"], optional.allSatisfy({ body[$0] == nil }) { return success(message) }
        message.remember(text(of: message.tree))
        if editsDescription, var attachments = message.tree["attachments"]?.elements {
            attachments[0]["description"] = body["text"]
            message.tree["attachments"] = .array(attachments)
        } else {
            message.tree["msg"] = body["text"]
        }
        if let fields = body["customFields"] { message.tree["customFields"] = fields }
        let user: JSONTree = ["_id": .string(request.raw.headers["X-User-Id"] ?? ""), "username": "emend.bot"]
        return save(&message, by: user, &state)
    }

    private static func save(
        _ message: inout StoredMessage, by user: JSONTree, _ state: inout SandboxState
    ) -> HTTPResponse {
        message.tree["editedBy"] = ["_id": user["_id"] ?? nil, "username": user["username"] ?? nil]
        message.touch(editTimeFields, at: state.now)
        message.updates += 1
        state.insert(message)
        state.announce(.updated(message))
        return success(message)
    }

    // MARK: Bodies

    private static func object(in request: SandboxRequest) -> JSONTree {
        request.hasJSONBody ? request.object() ?? .null : .null
    }

    /// In the words of the server's validator, as far as they are known.
    private static func problem(in body: JSONTree, required: [String], optional: [String]) -> HTTPResponse? {
        guard body.isObject else { return invalid("must be object") }
        for name in required {
            guard let value = body[name] else { return missing(name) }
            if value.string == nil { return invalid("must be string") }
        }
        for (key, _) in body.members where !required.contains(key.string) && !optional.contains(key.string) {
            return invalid("must NOT have additional properties")
        }
        if let urls = body["previewUrls"], !urls.isArray { return invalid("must be array") }
        if let fields = body["customFields"], !fields.isObject { return invalid("must be object") }
        return nil
    }
}
