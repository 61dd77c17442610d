import EmendCore

/// What a captured webhook does to the sandbox, and the body to post afterwards.
struct PlayerScore: Sendable {
    var orders: [PlayerOrder] = []
    /// Makes the body from the captured one and the messages that the sandbox holds now.
    var body: @Sendable (_ captured: [UInt8], _ stored: [JSONTree]) -> [UInt8] = { captured, _ in captured }
}

/// One request to `/_sandbox`.
struct PlayerOrder: Sendable {
    let method: String
    private let path: String
    private let form: JSONTree

    static func put(_ message: JSONTree) -> PlayerOrder {
        PlayerOrder(method: "POST", path: "messages", form: ["message": message])
    }
    static func put(ticket: JSONTree) -> PlayerOrder {
        PlayerOrder(method: "POST", path: "tickets", form: ["ticket": ticket])
    }
    static func delete(_ id: String) -> PlayerOrder {
        PlayerOrder(method: "DELETE", path: "messages/" + PercentEncoding.encode(id), form: nil)
    }

    /// The request in the name of an account. The player posts the webhook, so the sandbox must not.
    func request(account: String) -> HTTPRequest {
        guard form != .null else {
            let query = "?echo=false&account=" + PercentEncoding.encode(account)
            return HTTPRequest(method: method, target: "/_sandbox/" + path + query)
        }
        var body = form
        body["account"] = .string(account)
        body["echo"] = false
        return HTTPRequest(
            method: method, target: "/_sandbox/" + path, headers: ["Content-Type": "application/json"],
            body: body.encoded())
    }
}
