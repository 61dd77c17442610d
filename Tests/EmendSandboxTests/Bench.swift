import EmendCore
import EmendHTTP
import EmendPlatform
import EmendSandbox
import Testing

/// A sandbox on a free port and a client that speaks to it over its socket.
final class Bench: Sendable {
    static let token = "amity-token"
    static let amity = SandboxAccount(
        name: "chat", provider: .amity, credentials: ["token": Secret(token)],
        webhook: ["secret": Secret("amity-webhook-secret")])
    static let gleap = SandboxAccount(
        name: "tickets", provider: .gleap,
        credentials: ["api_key": Secret("gleap-key"), "project": Secret("project-1")],
        webhook: ["header": Secret("x-emend-token"), "value": Secret("gleap-header-value")])

    let sandbox: Sandbox
    let client: HTTPClient
    let origin: URLOrigin

    init(_ configure: (inout SandboxConfiguration) -> Void = { _ in }) throws {
        var configuration = SandboxConfiguration(accounts: [Self.amity, Self.gleap])
        configure(&configuration)
        sandbox = try Sandbox(configuration)
        client = try HTTPClient()
        origin = try URLOrigin(sandbox.url)
    }

    deinit { sandbox.stop() }

    func send(
        _ method: String, _ target: String, headers: HTTPHeaders, body: [UInt8] = []
    ) throws -> HTTPResponse {
        let request = HTTPRequest(method: method, target: target, headers: headers, body: body)
        return try client.sendAndWait(OutgoingRequest(origin: origin, request: request))
    }

    /// A call with sound credentials.
    func call(_ method: String, _ target: String, _ body: JSONTree? = nil) throws -> HTTPResponse {
        try send(method, target, headers: Self.headers(for: target), body: body?.encoded() ?? [])
    }

    static func headers(for target: String) -> HTTPHeaders {
        target.hasPrefix("/api/")
            ? ["Authorization": "Bearer \(token)", "Content-Type": "application/json"]
            : ["Authorization": "Bearer gleap-key", "Project": "project-1", "Content-Type": "application/json"]
    }

    /// A request to `/_sandbox/…`, over the socket.
    @discardableResult
    func control(_ method: String, _ target: String, _ body: JSONTree? = nil) throws -> JSONTree {
        let response = try send(method, "/_sandbox/" + target, headers: [:], body: body?.encoded() ?? [])
        return try response.json
    }

    /// Puts in an Amity message `m1` and a Gleap message `g1` of ticket `t1`.
    func addMessages() throws {
        try control(
            "POST", "messages",
            [
                ["provider": "amity", "id": "m1", "text": "card 4111 1111 1111 1111", "channel": "support"],
                ["provider": "gleap", "id": "g1", "ticket": "t1", "text": "mail jane@example.com"],
            ])
    }
}

extension HTTPResponse {
    var json: JSONTree {
        get throws { JSONTree(try JSONDocument(parsing: body).root) }
    }
    var text: String { String(decoding: body, as: UTF8.self) }
}
