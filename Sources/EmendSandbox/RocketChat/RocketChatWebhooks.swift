import EmendCore

/// `Message` of the Omnichannel webhook for live chats, the outgoing integration for other rooms.
///
/// `apps/meteor/app/livechat/server/hooks/sendToCRM.ts`, `app/integrations/server/lib/triggerHandler.ts`, read 2026-11-20.
extension RocketChatStandIn {
    static func webhook(for change: StateChange, account: SandboxAccount, state: SandboxState) -> HTTPRequest? {
        let message: StoredMessage
        switch change {
        case .created(let changed), .updated(let changed): message = changed
        // Neither mechanism tells of deletions.
        case .deleted, .ticketCreated, .ticketUpdated: return nil
        }
        if let visitor = visitorMessage(of: message.conversation, account: account, state) {
            return signed(chat(of: message.tree, visitor: visitor.tree).encoded(), account: account)
        }
        // An account that names only the Omnichannel token has no integration.
        guard account.webhook["integration_token"] != nil || account.webhook["token"] == nil else { return nil }
        return signed(outgoing(message.tree, edits: message.updates + message.edits).encoded(), account: account)
    }

    private static func chat(of message: JSONTree, visitor: JSONTree) -> JSONTree {
        var person = visitor["u"] ?? [:]
        person["token"] = visitor["token"]
        let isVisitors = message["u"]?["username"] == person["username"]
        var item: JSONTree = [
            "u": message["u"] ?? nil, "_id": message["_id"] ?? nil, "username": message["u"]?["username"] ?? nil,
            "msg": message["msg"] ?? "", "ts": message["ts"] ?? nil, "rid": message["rid"] ?? nil,
        ]
        if let time = message["editedAt"] { item["editedAt"] = time }
        if !isVisitors { item["agentId"] = message["u"]?["_id"] }
        if message["file"] != nil {
            item["file"] = message["file"]
            item["attachments"] = message["attachments"]
        }
        item["_updatedAt"] = message["_updatedAt"]
        return [
            "_id": message["rid"] ?? nil, "label": person["name"] ?? nil, "createdAt": visitor["ts"] ?? nil,
            "lastMessageAt": message["ts"] ?? nil, "visitor": person, "type": "Message", "messages": [item],
        ]
    }

    private static func outgoing(_ message: JSONTree, edits: Int) -> JSONTree {
        var body: JSONTree = [
            "token": "", "bot": false, "channel_id": message["rid"] ?? nil, "channel_name": message["rid"] ?? nil,
            "message_id": message["_id"] ?? nil, "timestamp": message["ts"] ?? nil,
            "user_id": message["u"]?["_id"] ?? nil, "user_name": message["u"]?["username"] ?? nil,
            "text": message["msg"] ?? "", "siteUrl": "http://localhost",
        ]
        if edits > 0 { body["isEdited"] = true }
        return body
    }

    /// The secret goes into a header, or into the body of an outgoing integration.
    static func signed(_ body: [UInt8], account: SandboxAccount) -> HTTPRequest {
        var request = HTTPRequest(
            method: "POST", target: "/", headers: ["Content-Type": "application/json"], body: body)
        let tree = (try? JSONDocument(parsing: body)).map { JSONTree($0.root) } ?? nil
        guard tree["token"] != nil else {
            let token = account.webhook["token"]?.revealed ?? SandboxAccount.defaultSecret
            request.headers.append("X-RocketChat-Livechat-Token", token)
            return request
        }
        let token = JSONTree.string(account.webhook["integration_token"]?.revealed ?? SandboxAccount.defaultSecret)
        guard tree["token"] != token else { return request }
        var named = tree
        named["token"] = token
        request.body = named.encoded()
        return request
    }
}
