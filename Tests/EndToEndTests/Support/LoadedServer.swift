import EmendCore
import EmendCrypto
import EmendHTTP
import EmendPlatform
import EmendSandbox
import TestSupport
import Testing

/// The real server in a process of its own, before a sandbox in this one that keeps no rate limits, and a provider that
/// posts many webhooks at once.
final class LoadedServer {
    static let secret = "load-secret"

    let folder: TemporaryDirectory
    let sandbox: Sandbox
    private(set) var server: ProgramRun
    /// `http://127.0.0.1:PORT`; another one after each start.
    private(set) var address: String
    private let client: HTTPClient
    private let environment: [String: String]

    /// - Parameters:
    ///   - store: The path of the store; beside the configuration when nil.
    ///   - log: Which lines are logged. Nobody reads them while webhooks are posted, so there must be few.
    init(store: String? = nil, log: String = "warning") throws {
        folder = try TemporaryDirectory()
        let account = SandboxAccount(
            name: "chat", provider: .amity, credentials: ["token": Secret("t")],
            webhook: ["secret": Secret(Self.secret)])
        sandbox = try Sandbox(SandboxConfiguration(accounts: [account], keepsRateLimits: false))
        client = try HTTPClient(HTTPClient.Configuration(connectionsPerHost: 64))
        try FileSystem.write(Array(ServedFolder.rules.utf8), to: folder.file("rules.yaml"))
        let configuration = """
            listen: 127.0.0.1:0
            rules: [rules.yaml]
            store: { path: \(store ?? "emend.db") }
            keys: { dir: keys }
            log: { level: \(log) }
            accounts:
              chat:
                provider: amity
                url: ${SANDBOX_URL}
                webhook: { secret: \(Self.secret) }
                credentials: { token: t }
                rate: 100000/1s

            """
        try FileSystem.write(Array(configuration.utf8), to: folder.file("emend.yaml"))
        environment = ["SANDBOX_URL": sandbox.url]
        (server, address) = try Self.start(in: folder.path, environment)
    }

    deinit { client.stop() }

    private static func start(
        in folder: String, _ environment: [String: String]
    ) throws -> (server: ProgramRun, address: String) {
        let server = try ProgramRun(["serve"], in: folder, environment: environment)
        let line = try server.waitForLine(containing: "listening on ")
        _ = try server.waitForLine(containing: "store at ")
        return (server, String(line.dropFirst("listening on ".utf8.count)))
    }

    func restart() throws { (server, address) = try Self.start(in: folder.path, environment) }

    /// Runs a command in the folder to its end.
    func emend(_ words: String...) throws -> ProgramRun.Ended {
        try ProgramRun.run(words, in: folder.path, environment: environment)
    }

    // MARK: The provider

    /// One signed webhook of a message that stands in the sandbox.
    struct Webhook: Sendable {
        let id: String
        let request: HTTPRequest
    }

    /// Users write so many messages, each with a card number.
    func write(_ count: Int, as prefix: String) throws -> [Webhook] {
        let forms = (0..<count).map { number -> JSONTree in
            [
                "account": "chat", "id": .string("\(prefix)-\(number)"), "text": "card 4111 1111 1111 1111",
                "channel": "load",
            ]
        }
        let answer = sandbox.control("POST", "messages", .array(forms))
        let made = JSONTree(try JSONDocument(parsing: answer.body).root)
        return try (made["messages"]?.elements ?? []).map { report in
            let message = try #require(report["message"])
            let body: JSONTree = ["event": "message.didCreate", "data": ["messages": .array([message]), "users": []]]
            let bytes = body.encoded()
            let signature = hmacSHA256(key: SecretBytes(Array(Self.secret.utf8)), bytes).base64
            return Webhook(
                id: report["id"]?.string ?? "",
                request: HTTPRequest(
                    method: "POST", target: "/hooks/chat",
                    headers: ["Content-Type": "application/json", "x-amity-signature": signature], body: bytes))
        }
    }

    /// Posts all at once, and does something once so many were acknowledged, while the others are under way.
    ///
    /// - Returns: The answers by message; what got none is absent.
    func post(
        _ webhooks: [Webhook], then action: (after: Int, body: () -> Void)? = nil
    ) throws -> [String: HTTPResponse] {
        let origin = try URLOrigin(address)
        let results = BlockingQueue<(String, Result<HTTPResponse, TransportFailure>)>()
        for webhook in webhooks {
            client.send(OutgoingRequest(origin: origin, request: webhook.request)) { results.push((webhook.id, $0)) }
        }
        var answers: [String: HTTPResponse] = [:]
        var (ended, isDone) = (0, action == nil)
        while ended < webhooks.count {
            let deadline = SystemClock.uptime() + .seconds(40)
            let batch = try #require(results.popAll(waitingUntil: deadline))
            try #require(!batch.isEmpty, "webhooks without an end")
            for (id, result) in batch { answers[id] = try? result.get() }
            ended += batch.count
            if !isDone, let action, answers.acknowledged.count >= action.after {
                isDone = true
                action.body()
            }
        }
        return answers
    }

    func get(_ path: String) throws -> HTTPResponse {
        try client.sendAndWait(
            OutgoingRequest(origin: try URLOrigin(address), request: HTTPRequest(method: "GET", target: path)))
    }

    // MARK: What came of it

    /// Waits until the outbox is empty.
    func drain() throws {
        let waited = try emend("outbox", "list", "--wait", "40s")
        try #require(waited.code == 0, "\(waited.output)")
    }

    /// Text and number of updates of each message at the provider.
    var messages: [String: (text: String, updates: Int64)] {
        let reports = (sandbox.state["messages"]?.elements ?? []).map { message in
            (
                message["id"]?.string ?? "",
                (text: message["current"]?.string ?? "", updates: message["updates"]?.int64 ?? 0)
            )
        }
        return Dictionary(reports) { first, _ in first }
    }

    /// Receipts of the rule `card-numbers` by message.
    func receipts() throws -> [String: [String]] {
        var receipts: [String: [String]] = [:]
        let hits = try emend("hits", "--rule", "card-numbers", "--format", "ndjson").output
        for line in hits.split(separator: "\n") {
            let hit = try JSONDocument(parsing: Array(line.utf8)).root
            receipts[hit["message_id"]?.string ?? "", default: []].append(hit["receipt"]?.string ?? "")
        }
        return receipts
    }
}

extension [String: HTTPResponse] {
    /// Messages whose webhook was answered with success.
    var acknowledged: Set<String> { Set(filter { $0.value.status == 200 }.keys) }
}
