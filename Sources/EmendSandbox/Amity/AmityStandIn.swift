import EmendCore

/// Amity Social Cloud (social.plus), v3 messages.
///
/// AmityCo/apidocs, swagger 4.92.0 and `v3/message/api.yaml`, `global/error-example.yaml`, read 2026-11-20.
enum AmityStandIn: StandIn {
    static let provider = Provider.amity
    static let editTimeFields = ["updatedAt", "editedAt"]
    static let contentMembers = ["data"]
    static let ownMembers = ["tags", "metadata"]
    /// Per user, and an admin token is taken for one user. https://github.com/AmityCo/social-plus-docs, technical-faq.
    static let rate = Rate(100, per: .seconds(5))
    static let rateRefusal = failure(429, 400_311, "RateLimit Exceed.")

    static func claims(_ segments: [String]) -> Bool { segments.starts(with: ["api", "v3"]) }

    static func account(for request: SandboxRequest, among accounts: [SandboxAccount]) -> AccountSearch {
        let presented = [request.bearer, request.raw.headers["x-admin-token"]]
        for account in accounts where presented.contains(where: { account.accepts($0, for: "token") }) {
            return .found(account)
        }
        return .refused(failure(401, 400_100, "Unauthorized"))
    }

    static func answer(
        _ request: SandboxRequest, account: SandboxAccount, state: inout SandboxState
    ) -> StandInAnswer {
        guard let segments = request.segments else { return StandInAnswer(badRequest) }
        guard segments.starts(with: ["api", "v3", "messages"]), segments.count <= 4 else {
            return StandInAnswer(notFound)
        }
        let response =
            switch (request.method, segments.count == 4 ? segments[3] : nil) {
            case ("GET", nil): query(request, account: account, state: state)
            case ("GET", "list"?): list(request, account: account, state: state)
            case ("GET", let id?): get(id, account: account, state: state)
            case ("PUT", let id?): update(id, request, account: account, state: &state)
            case ("DELETE", let id?): delete(id, account: account, state: &state)
            default: notFound
            }
        return StandInAnswer(response)
    }

    // MARK: Reading

    private static func get(_ id: String, account: SandboxAccount, state: SandboxState) -> HTTPResponse {
        guard let message = state.message(id, in: account.name) else { return notFound }
        return messages([message])
    }

    private static func list(_ request: SandboxRequest, account: SandboxAccount, state: SandboxState) -> HTTPResponse {
        let ids = request.values("messageIds").flatMap { $0.split(separator: ",").map(String.init) }
        guard (1...10).contains(ids.count) else {
            return invalid(["The 'messageIds' field must contain from 1 to 10 items."])
        }
        return messages(ids.compactMap { state.message($0, in: account.name) })
    }

    private static func query(_ request: SandboxRequest, account: SandboxAccount, state: SandboxState) -> HTTPResponse {
        guard let channel = request.value("channelId"), !channel.isEmpty else {
            return invalid(["The 'channelId' field is required."])
        }
        let limit = request.value("options[limit]").map { Int($0) ?? 0 } ?? 20
        let start = request.value("options[token]").map { Int($0) ?? -1 } ?? 0
        guard (1...100).contains(limit) else { return invalid(["The 'options.limit' field must be from 1 to 100."]) }
        guard start >= 0 else { return invalid(["The 'options.token' field is not a token."]) }
        let (wanted, unwanted) = (request.values("tags"), request.values("excludeTags"))
        let isDeleted = request.value("isDeleted").map { $0 == "true" }
        let found = state.messages(of: channel, in: account.name).filter { message in
            let tags = message.tree["tags"]?.elements.compactMap(\.string) ?? []
            return isDeleted != !message.isDeleted && wanted.allSatisfy(tags.contains)
                && !unwanted.contains(where: tags.contains)
        }
        let newestFirst = Array(found.reversed().dropFirst(start))
        let paging: JSONTree = newestFirst.count > limit ? ["next": .string(String(start + limit))] : [:]
        return messages(newestFirst.prefix(limit), paging: paging)
    }

    // MARK: Changing

    private static func update(
        _ id: String, _ request: SandboxRequest, account: SandboxAccount, state: inout SandboxState
    ) -> HTTPResponse {
        guard request.hasJSONBody, let body = request.object() else { return badRequest }
        guard var message = state.message(id, in: account.name), !message.isDeleted else { return notFound }
        let problems = AmityValidation.problems(inUpdate: body, of: id)
        guard problems.isEmpty else { return invalid(problems) }
        message.remember(text(of: message.tree))
        for key in ["data", "metadata", "tags", "mentionees"] {
            if let value = body[key] { message.tree[key] = value }
        }
        message.touch(editTimeFields, at: state.now)
        message.updates += 1
        state.insert(message)
        state.announce(.updated(message))
        return messages([message])
    }

    private static func delete(_ id: String, account: SandboxAccount, state: inout SandboxState) -> HTTPResponse {
        guard var message = state.message(id, in: account.name), !message.isDeleted else { return notFound }
        delete(&message)
        message.touch(editTimeFields, at: state.now)
        state.insert(message)
        state.announce(.deleted(message))
        return HTTPResponse(status: 200, json: ["status": "success", "data": ["success": true]])
    }

    // MARK: Answers

    private static func messages(_ messages: some Sequence<StoredMessage>, paging: JSONTree? = nil) -> HTTPResponse {
        var json: JSONTree = ["messages": .array(messages.map(\.tree)), "users": [], "files": []]
        json["paging"] = paging
        return HTTPResponse(status: 200, json: json)
    }

    static let notFound = failure(404, 400_400, "Resource Not Found.")
    static let badRequest = failure(400, 400_000, "Bad Request.")

    /// Validation comes as 500, which is what the documentation says.
    static func invalid(_ details: [String]) -> HTTPResponse {
        failure(500, 500_000, "Parameters error.", details: details)
    }

    static func failure(_ status: Int, _ code: Int, _ message: String, details: [String] = []) -> HTTPResponse {
        var json: JSONTree = ["status": "error", "code": .int(code), "message": .string(message)]
        if !details.isEmpty { json["data"] = ["detail": .array(details.map { .string($0) })] }
        return HTTPResponse(status: status, json: json)
    }
}
