import EmendCore

/// Rocket.Chat: the livechat messages of a visitor, and `chat.*` as a user. All accounts are one workspace.
///
/// RocketChat/Rocket.Chat `apps/meteor/app/livechat/server/api/v1/message.ts`, `app/api/server/v1/chat.ts`, read 2026-11-20.
enum RocketChatStandIn: StandIn {
    static let provider = Provider.rocketchat
    static let editTimeFields = ["editedAt", "_updatedAt"]
    static let contentMembers = ["msg", "attachments", "token", "file"]
    static let ownMembers = ["customFields", "editedBy", "token", "file", "attachments"]
    /// Per client address, route and method. `apps/meteor/server/settings/rate.ts`, read 2026-11-20.
    static let rate = Rate(10, per: .seconds(60))
    static let rateRefusal: HTTPResponse = {
        let sentence =
            "Error, too many requests. Please slow down. You must wait 60 seconds before trying this endpoint again. "
            + "[error-too-many-requests]"
        var response = failure(sentence, status: 429)
        response.headers.append("X-RateLimit-Limit", "10")
        response.headers.append("X-RateLimit-Remaining", "0")
        return response
    }()

    /// The template of the route, so that all message ids share one bucket.
    static func rateBucket(of request: SandboxRequest) -> String {
        let route = request.segments?.dropFirst(2).prefix(2).joined(separator: "/") ?? ""
        return " " + request.method + " " + route
    }

    static func claims(_ segments: [String]) -> Bool {
        guard segments.starts(with: ["api", "v1"]), segments.count > 2 else { return false }
        return segments[2] == "livechat" || segments[2].hasPrefix("chat.")
    }

    /// Livechat routes look at no headers; the visitor's token is checked with the call.
    static func account(for request: SandboxRequest, among accounts: [SandboxAccount]) -> AccountSearch {
        if request.segments?.dropFirst(2).first == "livechat" {
            return accounts.first.map { .found($0) } ?? .refused(failure("invalid-token"))
        }
        let (token, user) = (request.raw.headers["X-Auth-Token"], request.raw.headers["X-User-Id"])
        for account in accounts
        where account.accepts(token, for: "auth_token") && account.accepts(user, for: "user_id") {
            return .found(account)
        }
        let sentence = JSONTree.string("You must be logged in to do this.")
        let json: JSONTree = ["success": false, "error": sentence, "status": "error", "message": sentence]
        return .refused(HTTPResponse(status: 401, json: json))
    }

    static func answer(
        _ request: SandboxRequest, account: SandboxAccount, state: inout SandboxState
    ) -> StandInAnswer {
        guard let route = request.segments?.dropFirst(2).map(\.self) else {
            return StandInAnswer(HTTPResponse(status: 404))
        }
        let isLivechat = route.count == 3 && route[0] == "livechat" && route[1] == "message"
        let response: HTTPResponse
        switch (request.method, route[0]) {
        case ("GET", _) where isLivechat: response = livechatMessage(route[2], request, state)
        case ("PUT", _) where isLivechat: response = updateLivechat(route[2], request, &state)
        case ("GET", "chat.getMessage") where route.count == 1: response = message(request, state)
        case ("POST", "chat.update") where route.count == 1: response = update(request, &state)
        default: response = HTTPResponse(status: 404, json: ["success": false, "error": "Not Found"])
        }
        return StandInAnswer(response)
    }

    // MARK: Reading

    private static func livechatMessage(
        _ id: String, _ request: SandboxRequest, _ state: SandboxState
    ) -> HTTPResponse {
        for name in ["token", "rid"] where request.value(name) == nil { return missing(name) }
        let (token, room) = (request.value("token") ?? "", request.value("rid") ?? "")
        switch visit(id, token: token, room: room, state) {
        case .failure(let problem): return failure(problem.code)
        case .success(let visit): return success(visit.message)
        }
    }

    private static func message(_ request: SandboxRequest, _ state: SandboxState) -> HTTPResponse {
        guard let id = request.value("msgId"), !id.isEmpty else {
            return failure(#"The "msgId" query parameter must be provided."#)
        }
        guard let message = stored(id, state) else { return HTTPResponse(status: 400, json: ["success": false]) }
        return success(message)
    }

    /// A message and the visitor who asks for it.
    struct Visit {
        let message: StoredMessage
        let visitor: JSONTree
    }
    struct Problem: Error { let code: String }

    /// The checks of the livechat routes in their order: visitor by token, room by id and token, message by id.
    static func visit(
        _ id: String, token: String, room: String, _ state: SandboxState
    ) -> Result<Visit, Problem> {
        let known = state.messages.filter { $0.provider == provider && $0.tree["token"]?.string == token }
        guard let visitor = known.first?.tree["u"] else { return .failure(Problem(code: "invalid-token")) }
        guard known.contains(where: { $0.conversation == room }) else { return .failure(Problem(code: "invalid-room")) }
        guard let message = stored(id, state) else { return .failure(Problem(code: "invalid-message")) }
        return .success(Visit(message: message, visitor: visitor))
    }

    static func stored(_ id: String, _ state: SandboxState) -> StoredMessage? {
        state.messages(id).first { $0.provider == provider && !$0.isDeleted }
    }

    // MARK: Answers

    static func success(_ message: StoredMessage) -> HTTPResponse {
        HTTPResponse(status: 200, json: ["message": message.tree, "success": true])
    }

    static func failure(_ error: String, type: String? = nil, status: Int = 400) -> HTTPResponse {
        var json: JSONTree = ["success": false, "error": .string(error)]
        if let type { json["errorType"] = .string(type) }
        return HTTPResponse(status: status, json: json)
    }

    static func invalid(_ problem: String) -> HTTPResponse {
        failure(problem + " [invalid-params]", type: "invalid-params")
    }

    static func missing(_ name: String) -> HTTPResponse { invalid("must have required property '\(name)'") }
}
