import EmendCore

/// Gleap, v3 messages and tickets.
///
/// The four shapes of errors are those that integrators saw; the published interface lists none.
enum GleapStandIn: StandIn {
    static let provider = Provider.gleap
    static let editTimeFields = ["updatedAt"]
    static let contentMembers = ["data", "comment", "text"]
    static let ownMembers = ["translatedData"]
    /// https://docs.gleap.io/documentation/server/api-overview, read 2026-11-20
    static let rate = Rate(1000, per: .seconds(60))
    static let rateRefusal: HTTPResponse = {
        var response = HTTPResponse(status: 429, text: "Too Many Requests")
        response.headers.append("Retry-After", "60")
        return response
    }()
    /// Keys of a message that say where it goes or who wrote it.
    static let routingKeys: Set = [
        "user", "session", "bot", "fallbackUser", "messageRef", "ticket", "type", "emailId", "outbound",
        "outboundTemplate", "outboundSubject", "replyTo", "channel", "sendToChannel",
    ]

    static func claims(_ segments: [String]) -> Bool { segments.first == "v3" }

    static func account(for request: SandboxRequest, among accounts: [SandboxAccount]) -> AccountSearch {
        guard let project = request.raw.headers["Project"], !project.isEmpty else {
            return .refused(HTTPResponse(status: 400, text: "Project header is required"))
        }
        for account in accounts where account.accepts(project, for: "project") {
            if account.accepts(request.bearer, for: "api_key") { return .found(account) }
        }
        return .refused(failure(401, "Unauthorized"))
    }

    static func answer(
        _ request: SandboxRequest, account: SandboxAccount, state: inout SandboxState
    ) -> StandInAnswer {
        guard let segments = request.segments else { return StandInAnswer(failure(400, "Bad Request")) }
        do {
            switch (request.method, segments.count, segments.count > 1 ? segments[1] : "") {
            case ("GET", 2, "messages"): return StandInAnswer(try messages(request, account: account, state: state))
            case ("PUT", 3, "messages"): return try update(segments[2], request, account: account, state: &state)
            case ("DELETE", 3, "messages"): return StandInAnswer(delete(segments[2], account: account, state: &state))
            case ("GET", 2, "tickets"): return StandInAnswer(try tickets(request, account: account, state: state))
            case ("GET", 3, "tickets"): return StandInAnswer(ticket(segments[2], account: account, state: state))
            case ("PUT", 3, "tickets"): return try updateTicket(segments[2], request, account: account, state: &state)
            default: return StandInAnswer(notFound)
            }
        } catch {
            return StandInAnswer(invalid([(error.path, error.message)]))
        }
    }

    // MARK: Messages

    private static func messages(
        _ request: SandboxRequest, account: SandboxAccount, state: SandboxState
    ) throws(GleapProblem) -> HTTPResponse {
        let query = try GleapQuery(request, mostItems: 10_000)
        let page = query.page(of: candidates(query, account: account, state: state))
        guard query.isPaginated else { return HTTPResponse(status: 200, json: .array(page.items)) }
        let next = page.hasMore ? page.items.last?["createdAt"] ?? nil : nil
        return HTTPResponse(
            status: 200, json: ["nextBefore": next, "hasMore": .bool(page.hasMore), "items": .array(page.items)])
    }

    /// All messages that the query can match; those of one ticket when it names one.
    private static func candidates(
        _ query: GleapQuery, account: SandboxAccount, state: SandboxState
    ) -> [JSONTree] {
        if let ticket = query.onlyTicket {
            return state.messages(of: ticket, in: account.name).filter { !$0.isDeleted }.map(\.tree)
        }
        return state.messages.filter { $0.account == account.name && !$0.isDeleted }.map(\.tree)
    }

    private static func update(
        _ id: String, _ request: SandboxRequest, account: SandboxAccount, state: inout SandboxState
    ) throws(GleapProblem) -> StandInAnswer {
        let body = try object(in: request)
        let routing = body.members.map(\.key.string).filter(routingKeys.contains)
        guard var message = state.message(id, in: account.name), !message.isDeleted else {
            return StandInAnswer(notFound, routingKeys: routing)
        }
        let problems = GleapSchema.updateMessage.problems(in: body) + documentProblems(in: body)
        guard problems.isEmpty else { return StandInAnswer(invalid(problems), routingKeys: routing) }
        message.remember(text(of: message.tree))
        for (key, value) in body.members { message.tree[key] = value }
        message.touch(editTimeFields, at: state.now)
        message.updates += 1
        state.insert(message)
        state.announce(.updated(message))
        return StandInAnswer(HTTPResponse(status: 200, json: message.tree), routingKeys: routing)
    }

    private static func delete(_ id: String, account: SandboxAccount, state: inout SandboxState) -> HTTPResponse {
        guard var message = state.message(id, in: account.name), !message.isDeleted else { return notFound }
        delete(&message)
        state.insert(message)
        state.announce(.deleted(message))
        return HTTPResponse(status: 204)
    }

    /// Rich text in any of its places has to be a sound document.
    private static func documentProblems(in body: JSONTree) -> [(path: String, message: String)] {
        var problems: [(path: String, message: String)] = []
        if let content = body["data"]?["content"], content.string == nil {
            problems += ProseMirror.problems(in: content, at: "requestBody.data.content")
        }
        if let comment = body["comment"], comment.string == nil {
            problems += ProseMirror.problems(in: comment, at: "requestBody.comment")
        }
        return problems
    }

    // MARK: Tickets

    private static func tickets(
        _ request: SandboxRequest, account: SandboxAccount, state: SandboxState
    ) throws(GleapProblem) -> HTTPResponse {
        let query = try GleapQuery(request, mostItems: 1000)
        let all = state.tickets.filter { $0.account == account.name }
        let page = query.page(of: all.map { shown($0, state: state) })
        return HTTPResponse(
            status: 200,
            json: [
                "tickets": .array(page.items), "count": .int(page.items.count), "totalCount": .int(page.count),
            ])
    }

    private static func ticket(_ id: String, account: SandboxAccount, state: SandboxState) -> HTTPResponse {
        guard let ticket = state.ticket(id, in: account.name) else { return notFound }
        return HTTPResponse(status: 200, json: shown(ticket, state: state))
    }

    private static func updateTicket(
        _ id: String, _ request: SandboxRequest, account: SandboxAccount, state: inout SandboxState
    ) throws(GleapProblem) -> StandInAnswer {
        let body = try object(in: request)
        guard var ticket = state.ticket(id, in: account.name) else { return StandInAnswer(notFound) }
        let problems = GleapSchema.updateTicket.problems(in: body)
        guard problems.isEmpty else { return StandInAnswer(invalid(problems)) }
        for (key, value) in body.members { ticket.tree[key] = value }
        ticket.touch(at: state.now)
        ticket.updates += 1
        state.insert(ticket)
        state.announce(.ticketUpdated(ticket))
        return StandInAnswer(HTTPResponse(status: 200, json: shown(ticket, state: state)))
    }

    /// The ticket with its newest message, as a read shows it.
    static func shown(_ ticket: StoredTicket, state: SandboxState) -> JSONTree {
        var tree = ticket.tree
        let newest = state.messages(of: ticket.id, in: ticket.account).last { !$0.isDeleted }
        if let newest { tree["latestComment"] = newest.tree }
        return tree
    }

    // MARK: Bodies

    private static func object(in request: SandboxRequest) throws(GleapProblem) -> JSONTree {
        guard request.hasJSONBody else { throw GleapProblem("requestBody", "Content-Type must be application/json") }
        guard let body = request.object() else { throw GleapProblem("requestBody", "invalid object") }
        return body
    }

    static let notFound = failure(404, "Not Found")

    static func failure(_ status: Int, _ message: String) -> HTTPResponse {
        HTTPResponse(status: status, json: ["error": ["message": .string(message)]])
    }

    static func invalid(_ problems: [(path: String, message: String)]) -> HTTPResponse {
        var fields: JSONTree = [:]
        for (path, message) in problems { fields[path] = ["message": .string(message)] }
        return HTTPResponse(status: 400, json: ["fields": fields])
    }
}
