import EmendCore
import EmendHTTP
import EmendPlatform
import EmendSandbox
import Testing

struct SandboxPlayerTests {
    private static let chat = SandboxAccount(
        name: "chat", provider: .amity, webhook: ["secret": Secret("example-amity-secret")])
    private static let tickets = SandboxAccount(
        name: "tickets", provider: .gleap,
        webhook: ["header": Secret("x-emend-token"), "value": Secret("example-gleap-webhook-value")])

    static func example(_ path: String) throws -> [CaptureLine] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return try CaptureLine.lines(in: FileSystem.read("/\(root)/Examples/\(path)"), named: path)
    }

    private static func bench() throws -> Bench { try Bench { $0.accounts = [chat, tickets] } }

    private static func body(_ request: HTTPRequest) throws -> JSONTree {
        JSONTree(try JSONDocument(parsing: request.body).root)
    }

    @Test func `plays an Amity conversation with the signatures that were captured`() throws {
        let receiver = Receiver()
        let listener = try HTTPListener(configuration: .init(), handler: receiver)
        let bench = try Self.bench()
        let lines = try Self.example("amity/captures/order-support.ndjson")
        let player = try SandboxPlayer(
            accounts: [Self.chat], to: "http://127.0.0.1:\(listener.port)", sandbox: bench.sandbox.url)
        let outcomes = player.play(lines)
        let requests = receiver.requests.popAll() ?? []
        #expect(outcomes.count == lines.count && outcomes.allSatisfy(\.isAccepted))
        #expect(
            requests.map { $0.headers["x-amity-signature"] } == lines.map { $0.request.headers["x-amity-signature"] })
        #expect(requests.map(\.body) == lines.map(\.body))
        #expect(requests.allSatisfy { $0.target == "/hooks/chat" })
        let messages = bench.sandbox.state["messages"]?.elements ?? []
        #expect(messages.count == Set(outcomes.flatMap(\.messageIDs)).count)
        #expect(messages.map { $0["edits"]?.int64 ?? 0 }.reduce(0, +) == 1)
    }

    @Test func `an edit that is played later than our update shows a later time and keeps our tags`() throws {
        let receiver = Receiver()
        let listener = try HTTPListener(configuration: .init(), handler: receiver)
        let bench = try Self.bench()
        let lines = try Self.example("amity/captures/order-support.ndjson")
        let player = try SandboxPlayer(
            accounts: [Self.chat], to: "http://127.0.0.1:\(listener.port)", sandbox: bench.sandbox.url)
        let edit = try #require(
            lines.firstIndex { String(decoding: $0.body, as: UTF8.self).contains("didUpdate") })
        let id = try #require(player.play(Array(lines[..<edit])).last?.messageIDs.first)
        let tagged = try bench.call("PUT", "/api/v3/messages/\(id)", ["tags": ["lang:es"], "metadata": ["emend": [:]]])
            .json
        let ours = try #require(tagged["messages"]?.elements.first?["editedAt"]?.string)
        _ = receiver.requests.popAll()
        player.play([lines[edit]])
        let posted = try Self.body(try #require(receiver.requests.popAll()?.first))
        let message = try #require(posted["data"]?["messages"]?.elements.first)
        let edited = try #require(message["editedAt"]?.string)
        #expect(edited > ours)
        #expect(message["tags"] == ["lang:es"] && message["metadata"] == nil)
        #expect(message["data"]?["text"]?.string?.contains("ana@example.es") == true)
        let stored = bench.sandbox.state["messages"]?.elements.last
        #expect(
            stored?["message"]?["metadata"] == ["emend": [:]] && stored?["message"]?["editedAt"] == message["editedAt"])
    }

    @Test func `plays a Gleap ticket without undoing what was redacted meanwhile`() throws {
        let receiver = Receiver()
        let listener = try HTTPListener(configuration: .init(), handler: receiver)
        let bench = try Self.bench()
        let lines = try Self.example("gleap/captures/billing-ticket.ndjson")
        let player = try SandboxPlayer(
            accounts: [Self.tickets], to: "http://127.0.0.1:\(listener.port)", sandbox: bench.sandbox.url)
        let first = player.play(Array(lines[..<2]))
        #expect(first.map(\.messageIDs) == [["65f0c2b3c4d5e6f708192b01"]])
        let target = "/v3/messages/65f0c2b3c4d5e6f708192b01"
        let redacted: JSONTree = ["data": ["content": "My card is [credit_card]"]]
        #expect(try bench.call("PUT", target, redacted).status == 200)
        let outcomes = player.play(Array(lines[2...]))
        #expect(!outcomes.map(\.isAccepted).contains(false))
        let requests = receiver.requests.popAll() ?? []
        #expect(requests.allSatisfy { $0.headers["x-emend-token"] == "example-gleap-webhook-value" })
        let state = bench.sandbox.state
        let messages = state["messages"]?.elements ?? []
        #expect(messages.count >= 3 && messages[0]["current"] == "My card is [credit_card]")
        #expect(messages[0]["updates"] == 1)
        #expect(state["tickets"]?.elements.map { $0["id"] } == ["65f0c2b3c4d5e6f708192a3b"])
        #expect(state["deliveries"] == [])
    }

    @Test func `playing a file twice repeats the webhooks and changes no message`() throws {
        let receiver = Receiver()
        let listener = try HTTPListener(configuration: .init(), handler: receiver)
        let bench = try Self.bench()
        let lines = try Self.example("amity/captures/order-support.ndjson").prefix(3)
        let player = try SandboxPlayer(
            accounts: [Self.chat], to: "http://127.0.0.1:\(listener.port)", sandbox: bench.sandbox.url)
        player.play(Array(lines))
        let id = try #require(bench.sandbox.state["messages"]?.elements[2]["id"]?.string)
        _ = try bench.call("PUT", "/api/v3/messages/\(id)", ["data": ["text": "[redacted]"]])
        player.play(Array(lines))
        #expect(receiver.requests.popAll()?.count == 6)
        #expect(bench.sandbox.state["messages"]?.elements[2]["current"] == "[redacted]")
    }

    @Test func `says which line could not be played`() throws {
        let bench = try Self.bench()
        let lines = try Self.example("amity/captures/order-support.ndjson").prefix(1)
        let nobody = try SandboxPlayer(accounts: [], to: bench.sandbox.url)
        #expect(nobody.play(Array(lines)).first?.failure == "no account 'chat' is configured")
        let nowhere = try SandboxPlayer(accounts: [Self.chat], to: "http://127.0.0.1:1")
        #expect(nowhere.play(Array(lines)).first?.failure?.hasPrefix("http://127.0.0.1:1: not sent") == true)
        let elsewhere = try SandboxPlayer(accounts: [Self.chat], to: bench.sandbox.url)
        #expect(elsewhere.play(Array(lines)).first?.status == 404)
        #expect(throws: CaptureLineError(reason: "x:1: 'body' is missing")) {
            try CaptureLine.lines(in: Array(#"{"account":"a"}"#.utf8), named: "x")
        }
    }

    @Test func `shows before and after in a table that no text can break`() throws {
        let bench = try Bench()
        try bench.addMessages()
        try bench.control("POST", "messages", ["provider": "amity", "id": "m2", "text": "a\u{1B}[2J\nb"])
        _ = try bench.call("PUT", "/api/v3/messages/m1", ["data": ["text": "card [credit_card]"]])
        let expected = """
            PROVIDER  ID  BEFORE                    AFTER               UPDATES
            amity     m1  card 4111 1111 1111 1111  card [credit_card]  1
            gleap     g1  mail jane@example.com     (same)              0
            amity     m2  a\\u{1b}[2J / b            (same)              0

            """
        #expect(SandboxReport.table(bench.sandbox.state) == expected)
    }
}
