import EmendCore
import EmendHTTP
import EmendPlatform
import EmendSandbox
import EmendService
import EmendStore
import Testing

/// Both mechanisms of Rocket.Chat through a running service, with the stand-in workspace at the other end.
struct RocketChatFlowTests {
    /// A service in front of a workspace; the stand-in announces every change to it.
    final class Bench {
        let folder: TemporaryDirectory
        let sandbox: Sandbox
        let service: Service
        private let client: HTTPClient

        init(hasBot: Bool = true, verify: AccountSettings.Verify = .both) throws {
            folder = try TemporaryDirectory()
            client = try HTTPClient()
            var account = AccountSettings(
                name: "helpdesk", provider: .rocketchat, url: try URLOrigin("http://localhost"), realm: "w",
                rate: Rate(10, per: .seconds(60)))
            account.webhookSecrets = ["token": [Secret("livechat")], "integration_token": [Secret("integration")]]
            account.verify = verify
            if hasBot { account.credentials = ["user_id": Secret("bot"), "auth_token": Secret("personal-token")] }
            sandbox = try Sandbox(SandboxConfiguration(accounts: [SandboxAccount(account)]))
            account.url = try URLOrigin(sandbox.url)
            var configuration = ServiceConfiguration(
                listen: ListenAddress(host: "127.0.0.1", port: 0),
                store: StoreSettings(path: folder.file("emend.db")), keysDirectory: folder.file("keys"),
                accounts: [account])
            configuration.log.level = .debug
            var options = ServiceOptions()
            let log = folder.file("log")
            options.logOutput = OutputStream(descriptor: try logDescriptor(log), isImmediate: true)
            service = try Service(
                configuration, ruleset: try ServiceBench.ruleset(ServiceBench.rules), options: options)
            try sandbox.setEcho("http://127.0.0.1:\(service.port)")
        }

        deinit {
            service.stop(grace: .seconds(5))
            sandbox.stop()
            client.stop()
        }

        func post(_ body: String, header: String?) throws -> HTTPResponse {
            var request = HTTPRequest(
                method: "POST", target: "/hooks/helpdesk", headers: ["Content-Type": "application/json"],
                body: Array(body.utf8))
            if let header { request.headers.append("X-RocketChat-Livechat-Token", header) }
            let origin = try URLOrigin("http://127.0.0.1:\(service.port)")
            return try client.sendAndWait(OutgoingRequest(origin: origin, request: request))
        }

        /// Each message of the workspace by its id, as it stands there once nothing is left to do.
        func settled(deliveries: Int) throws -> [String: JSONTree] {
            try #require(sandbox.wait(for: SandboxCondition(deliveries: deliveries)))
            #expect(service.waitUntilIdle(timeout: .seconds(20)))
            let messages = sandbox.state["messages"]?.elements ?? []
            return Dictionary(messages.map { ($0["id"]?.string ?? "", $0) }) { $1 }
        }

        func hits() throws -> [String] {
            try StoreReader(folder.file("emend.db")).hits(HitQuery()).reversed().map { hit in
                "\(hit.messageID ?? "-") \(hit.receipt)" + (hit.receiptReason.map { "(\($0))" } ?? "")
            }
        }
    }

    static let card = "card 4111 1111 1111 1111"
    static let visitors: JSONTree = [
        "_id": "v1", "rid": "room", "msg": .string(card), "token": "visitor-secret", "ts": "2026-01-22T09:00:00.000Z",
        "u": ["_id": "v", "username": "guest"], "file": ["_id": "f"],
        "attachments": [["description": "and 5555 5555 5555 4444"]],
    ]
    static let agents: JSONTree = [
        "_id": "a1", "rid": "room", "msg": .string(card), "ts": "2026-01-22T09:00:01.000Z",
        "u": ["_id": "a", "username": "marta"],
    ]
    static let channels: JSONTree = [
        "_id": "c1", "rid": "GENERAL", "msg": .string(card), "ts": "2026-01-22T09:00:02.000Z",
        "u": ["_id": "u", "username": "jonas"],
    ]

    @Test func `redacts text and description, of visitors, agents and channels, and knows its echoes`() throws {
        let bench = try Bench()
        for message in [Self.visitors, Self.agents, Self.channels] {
            bench.sandbox.control("POST", "messages", ["account": "helpdesk", "message": message])
        }
        // Three messages; two updates of the first and one of each other are announced.
        let messages = try bench.settled(deliveries: 7)
        #expect(
            messages["v1"]?["current"] == "card [credit_card]\nand [credit_card]" && messages["v1"]?["updates"] == 2)
        #expect(messages["a1"]?["current"] == "card [credit_card]" && messages["a1"]?["updates"] == 1)
        #expect(messages["c1"]?["current"] == "card [credit_card]" && messages["c1"]?["updates"] == 1)
        #expect(try bench.hits().sorted() == ["a1 proved", "c1 proved", "v1 proved"])
        #expect(bench.sandbox.state["deliveries"]?.elements.contains { $0["status"] != 200 } == false)
        let log = String(decoding: try FileSystem.read(bench.folder.file("log")), as: UTF8.self)
        #expect(log.contains("call account=helpdesk"))
        for secret in ["visitor-secret", "personal-token", "4111", "integration\"", "livechat\""] {
            #expect(!log.contains(secret), "\(secret)")
        }
    }

    @Test(arguments: [AccountSettings.Verify.none, .after])
    func `the bot writes over a read, whatever is verified`(_ verify: AccountSettings.Verify) throws {
        let bench = try Bench(verify: verify)
        bench.sandbox.control("POST", "messages", ["account": "helpdesk", "message": Self.agents])
        bench.sandbox.control("POST", "messages", ["account": "helpdesk", "message": Self.visitors])
        let messages = try bench.settled(deliveries: 5)
        #expect(messages["a1"]?["current"] == "card [credit_card]")
        #expect(messages["v1"]?["current"] == "card [credit_card]\nand [credit_card]")
        #expect(try bench.hits().sorted() == ["a1 proved", "v1 proved"])
    }

    @Test func `without a bot nothing but the visitor's text is touched, and the rest says so`() throws {
        let bench = try Bench(hasBot: false)
        for message in [Self.visitors, Self.agents] {
            bench.sandbox.control("POST", "messages", ["account": "helpdesk", "message": message])
        }
        let messages = try bench.settled(deliveries: 3)
        #expect(messages["v1"]?["current"] == "card [credit_card]\nand 5555 5555 5555 4444")
        #expect(messages["a1"]?["updates"] == 0)
        let hits = try bench.hits()
        #expect(hits.contains("a1 impossible(missing_credential)"))
        #expect(hits.contains("v1 impossible(missing_credential)"))
        // Nobody was asked for an agent's message without a key to it, so no account is paused.
        #expect(bench.sandbox.state["calls"]?.elements.contains { $0["status"] != 200 } == false)
    }

    @Test func `a transcript brings what no webhook brought, and repeats what is known`() throws {
        let bench = try Bench()
        bench.sandbox.control("POST", "messages", ["account": "helpdesk", "message": Self.visitors, "echo": false])
        let item =
            #"{"_id":"v1","u":{"_id":"v","username":"guest"},"msg":"\#(Self.card)","ts":"2026-01-22T09:00:00.000Z"}"#
        let chat = { (type: String) in
            #"{"_id":"room","type":"\#(type)","visitor":{"_id":"v","token":"visitor-secret"},"messages":[\#(item)]}"#
        }
        let answer = try bench.post(chat("LivechatSessionTaken"), header: "livechat")
        #expect(answer.status == 200 && answer.body.isEmpty)
        let messages = try bench.settled(deliveries: 1)
        // The read before the update shows the description, so both are judged once more and hidden.
        #expect(messages["v1"]?["current"] == "card [credit_card]\nand [credit_card]")
        let updates = bench.sandbox.state["update_count"]
        #expect(try bench.post(chat("LivechatSession"), header: "livechat").status == 200)
        #expect(bench.service.waitUntilIdle(timeout: .seconds(20)))
        #expect(bench.sandbox.state["update_count"] == updates)
    }

    @Test func `a transcript that shows an edit nobody told of makes one read of that message`() throws {
        let bench = try Bench()
        var message = Self.agents
        message["token"] = "visitor-secret"
        message["msg"] = "hello"
        bench.sandbox.control("POST", "messages", ["account": "helpdesk", "message": message])
        _ = try bench.settled(deliveries: 1)
        bench.sandbox.control("PATCH", "messages/a1", ["text": .string(Self.card), "echo": false])
        let edited = bench.sandbox.state["messages"]?.elements[0]["message"]?["editedAt"]?.string ?? ""
        let item = #"{"_id":"a1","u":{"_id":"a"},"msg":"\#(Self.card)","editedAt":"\#(edited)"}"#
        let visitor = #"{"_id":"a","token":"visitor-secret"}"#
        let body = #"{"_id":"room","type":"LivechatSession","visitor":\#(visitor),"messages":[\#(item)]}"#
        #expect(try bench.post(body, header: "livechat").status == 200)
        let messages = try bench.settled(deliveries: 2)
        #expect(messages["a1"]?["current"] == "card [credit_card]")
        #expect(try bench.hits() == ["a1 proved"])
    }

    struct Request: Sendable {
        let body: String
        var header: String?
        let status: Int
        var answer = ""
    }

    static let sample = #"{"type":"LivechatSession","_id":"fasd6f5a4sd6f8a4sdf","visitor":{"_id":""},"messages":[{}]}"#
    static let outgoing = #"{"token":"integration","channel_id":"r","message_id":"m","text":"hi"}"#

    @Test(arguments: [
        Request(body: sample, header: "livechat", status: 200),
        Request(body: outgoing, status: 200, answer: #"{"ok":true}"#),
        Request(
            body: #"{"token":"integration","channel_id":"r","user":{}}"#, status: 200, answer: #"{"ok":true}"#),
        Request(body: sample, status: 401),
        Request(body: outgoing, header: "wrong", status: 401),
        Request(body: #"{"token":"wrong","message_id":"m","text":"hi"}"#, status: 401),
        // Who cannot be parsed has proved nothing; who has, and sends this, is told.
        Request(body: "{", status: 401),
        Request(body: "{", header: "livechat", status: 400),
    ])
    func `each request is answered as its mechanism wants it`(_ c: Request) throws {
        let bench = try Bench()
        let answer = try bench.post(c.body, header: c.header)
        #expect(answer.status == c.status && String(decoding: answer.body, as: UTF8.self) == c.answer)
    }
}
