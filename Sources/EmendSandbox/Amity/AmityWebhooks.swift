import EmendCore
import EmendCrypto

/// `message.didCreate`, `message.didUpdate`, `message.didDelete`.
///
/// https://learn.social.plus/analytics-and-moderation/social+-apis-and-services/webhook-event, read 2026-11-20
extension AmityStandIn {
    static func webhook(for change: StateChange, account: SandboxAccount, state: SandboxState) -> HTTPRequest? {
        let (event, message): (String, StoredMessage)
        switch change {
        case .created(let changed): (event, message) = ("message.didCreate", changed)
        case .updated(let changed): (event, message) = ("message.didUpdate", changed)
        case .deleted(let changed): (event, message) = ("message.didDelete", changed)
        case .ticketCreated, .ticketUpdated: return nil
        }
        var tree = message.tree
        tree["metadata"] = nil
        if event == "message.didUpdate" { tree["myReactions"] = nil }
        let body: JSONTree = [
            "event": .string(event), "data": ["messages": [tree], "users": [user(of: tree)]],
        ]
        return signed(body.encoded(), account: account)
    }

    /// The body with its signature, as the provider posts it.
    static func signed(_ body: [UInt8], account: SandboxAccount) -> HTTPRequest {
        let secret = account.webhook["secret"]?.bytes ?? Array(SandboxAccount.defaultSecret.utf8)
        let digest = hmacSHA256(key: SecretBytes(secret), body).bytes
        let signature = account.webhook["encoding"]?.revealed == "hex" ? Hex.encode(digest) : Base64.encode(digest)
        return HTTPRequest(
            method: "POST", target: "/",
            headers: ["Content-Type": "application/json", "User-Agent": "Amity", "x-amity-signature": signature],
            body: body)
    }

    private static func user(of message: JSONTree) -> JSONTree {
        let id = message["userId"] ?? "visitor-1"
        let time = message["createdAt"] ?? nil
        return [
            "_id": id, "path": .string("sandbox/user/" + (id.string ?? "")), "userId": id, "roles": [],
            "displayName": id, "flagCount": 0, "hashFlag": nil, "metadata": [:], "createdAt": time, "updatedAt": time,
            "isDeleted": false,
        ]
    }
}
