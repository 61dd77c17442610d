import EmendCore
import EmendHTTP
import EmendPlatform
import EmendSandbox
import TestSupport
import Testing

struct RocketChatStandInTests {
    static let account = SandboxAccount(
        name: "helpdesk", provider: .rocketchat,
        credentials: ["user_id": Secret("bot-id"), "auth_token": Secret("pat")],
        webhook: ["token": Secret("livechat"), "integration_token": Secret("integration")])
    static let headers: HTTPHeaders = [
        "X-Auth-Token": "pat", "X-User-Id": "bot-id", "Content-Type": "application/json",
    ]
    static let json: HTTPHeaders = ["Content-Type": "application/json"]

    static func bench(_ configure: (inout SandboxConfiguration) -> Void = { _ in }) throws -> Bench {
        let bench = try Bench {
            $0.accounts = [account]
            configure(&$0)
        }
        let message: JSONTree = [
            "_id": "v1", "rid": "room", "msg": "card 4111", "token": "vt", "ts": "2026-01-22T09:00:00.000Z",
            "u": ["_id": "v", "username": "guest", "name": "Guest"],
        ]
        let agents: JSONTree = [
            "_id": "a1", "rid": "room", "msg": "hello", "ts": "2026-01-22T09:00:01.000Z",
            "u": ["_id": "a", "username": "marta"], "attachments": [["description": "a file"]], "file": ["_id": "f"],
        ]
        try bench.control(
            "POST", "messages",
            [
                ["account": "helpdesk", "message": message], ["account": "helpdesk", "message": agents],
                [
                    "account": "helpdesk", "id": "c1", "text": "call me", "user": "u", "channel": "GENERAL",
                    "type": "channel",
                ],
            ])
        return bench
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var method = "PUT"
        var target = "/api/v1/livechat/message/v1"
        var headers = RocketChatStandInTests.headers
        var body: JSONTree = ["token": "vt", "rid": "room", "msg": "x"]
        var status = 400
        let error: String?
    }

    static let update: JSONTree = ["roomId": "room", "msgId": "a1", "text": "x"]
    static let loggedOut = "You must be logged in to do this."
    static let refusals = [
        Refusal(
            testDescription: "no msg", body: ["token": "vt", "rid": "room"],
            error: "must have required property 'msg' [invalid-params]"),
        Refusal(
            testDescription: "one more property",
            body: ["token": "vt", "rid": "room", "msg": "x", "customFields": [:]],
            error: "must NOT have additional properties [invalid-params]"),
        Refusal(
            testDescription: "msg is a number", body: ["token": "vt", "rid": "room", "msg": 1],
            error: "must be string [invalid-params]"),
        Refusal(testDescription: "body is a list", body: [], error: "must be object [invalid-params]"),
        Refusal(
            testDescription: "unknown visitor", body: ["token": "x", "rid": "room", "msg": "x"], error: "invalid-token"),
        Refusal(
            testDescription: "another room", body: ["token": "vt", "rid": "GENERAL", "msg": "x"], error: "invalid-room"),
        Refusal(
            testDescription: "unknown message", target: "/api/v1/livechat/message/none", error: "invalid-message"),
        Refusal(
            testDescription: "an agent's message", target: "/api/v1/livechat/message/a1",
            error: "error-action-not-allowed"),
        Refusal(
            testDescription: "read without a room", method: "GET", target: "/api/v1/livechat/message/v1?token=vt",
            error: "must have required property 'rid' [invalid-params]"),
        Refusal(
            testDescription: "read with another token", method: "GET",
            target: "/api/v1/livechat/message/v1?token=x&rid=room", error: "invalid-token"),
        Refusal(
            testDescription: "not logged in", method: "POST", target: "/api/v1/chat.update", headers: json,
            body: update, status: 401, error: loggedOut),
        Refusal(
            testDescription: "a token of another user", method: "POST", target: "/api/v1/chat.update",
            headers: ["X-Auth-Token": "pat", "X-User-Id": "x", "Content-Type": "application/json"], body: update,
            status: 401, error: loggedOut),
        Refusal(
            testDescription: "no such message", method: "POST", target: "/api/v1/chat.update",
            body: ["roomId": "room", "msgId": "none", "text": "x"],
            error: "No message found with the id of \"none\"."),
        Refusal(
            testDescription: "the wrong room", method: "POST", target: "/api/v1/chat.update",
            body: ["roomId": "GENERAL", "msgId": "a1", "text": "x"],
            error: "The room id provided does not match where the message is from."),
        Refusal(
            testDescription: "an unknown property", method: "POST", target: "/api/v1/chat.update",
            body: ["roomId": "room", "msgId": "a1", "text": "x", "tags": []],
            error: "must NOT have additional properties [invalid-params]"),
        Refusal(
            testDescription: "no such message to read", method: "GET", target: "/api/v1/chat.getMessage?msgId=none",
            error: nil),
        Refusal(
            testDescription: "unknown address", method: "POST", target: "/api/v1/chat.react", status: 404,
            error: "Not Found"),
    ]

    @Test(arguments: refusals)
    func `refuses what the server refuses and changes nothing`(_ refusal: Refusal) throws {
        let bench = try Self.bench()
        let body = refusal.method == "GET" ? [] : refusal.body.encoded()
        let response = try bench.send(refusal.method, refusal.target, headers: refusal.headers, body: body)
        let answer = try response.json
        #expect(response.status == refusal.status && answer["success"] == false)
        #expect(answer["error"]?.string == refusal.error)
        #expect(bench.sandbox.state["update_count"] == 0)
    }

    @Test func `writes every visitor's update and leaves descriptions alone`() throws {
        let bench = try Self.bench { $0.clock = { Timestamp(milliseconds: 1_700_000_000_000) } }
        var times: [String?] = []
        for _ in 1...2 {
            let body: JSONTree = ["token": "vt", "rid": "room", "msg": "card [card]"]
            let answer = try bench.send(
                "PUT", "/api/v1/livechat/message/v1", headers: Self.json, body: body.encoded()
            ).json
            #expect(answer["success"] == true && answer["message"]?["msg"] == "card [card]")
            #expect(answer["message"]?["editedBy"]?["username"] == "guest")
            times.append(answer["message"]?["editedAt"]?.string)
        }
        // Later than what was edited, though that is dated after the clock.
        #expect(times == ["2026-01-22T09:00:00.001Z", "2026-01-22T09:00:00.002Z"])
        #expect(bench.sandbox.state["update_count"] == 2)
        let shown = String(decoding: bench.sandbox.state["calls"]?.encoded() ?? [], as: UTF8.self)
        #expect(!shown.contains("vt") && shown.contains("***"))
    }

    @Test func `edits the description where there is one, and nothing when nothing changes`() throws {
        let bench = try Self.bench()
        func update(_ body: JSONTree) throws -> JSONTree? {
            try bench.send("POST", "/api/v1/chat.update", headers: Self.headers, body: body.encoded()).json["message"]
        }
        let same = try update(["roomId": "room", "msgId": "a1", "text": "a file"])
        #expect(same?["editedAt"] == nil && bench.sandbox.state["update_count"] == 0)
        let changed = try update(["roomId": "room", "msgId": "a1", "text": "[x]"])
        #expect(changed?["msg"] == "hello" && changed?["attachments"]?.elements[0]["description"] == "[x]")
        let tagged = try update(["roomId": "room", "msgId": "a1", "text": "[x]", "customFields": ["emend": [:]]])
        #expect(tagged?["customFields"] == ["emend": [:]] && tagged?["editedBy"]?["_id"] == "bot-id")
        #expect(try update(["roomId": "GENERAL", "msgId": "c1", "text": "[x]"])?["msg"] == "[x]")
        #expect(bench.sandbox.state["update_count"] == 3)
        let read = try bench.send("GET", "/api/v1/chat.getMessage?msgId=c1", headers: Self.headers)
        #expect(try read.json["message"]?["msg"] == "[x]")
    }

    @Test func `counts each route apart, all ids of it together`() throws {
        let bench = try Self.bench { $0.clock = { Timestamp(milliseconds: 1_800_000_000_000) } }
        for number in 1...10 {
            let target = "/api/v1/livechat/message/\(number.isMultiple(of: 2) ? "v1" : "a1")?token=vt&rid=room"
            #expect(try bench.send("GET", target, headers: [:]).status == 200)
        }
        let refused = try bench.send("GET", "/api/v1/livechat/message/v1?token=vt&rid=room", headers: [:])
        #expect(try refused.status == 429 && refused.json["error"]?.string?.contains("must wait 60 seconds") == true)
        #expect(try bench.send("GET", "/api/v1/chat.getMessage?msgId=v1", headers: Self.headers).status == 200)
    }

    @Test func `announces a live chat by Omnichannel and a channel by the integration`() throws {
        let receiver = Receiver()
        let listener = try HTTPListener(configuration: .init(), handler: receiver)
        let bench = try Self.bench { $0.echo = "http://127.0.0.1:\(listener.port)" }
        try bench.control("PATCH", "messages/c1", ["text": "call me [x]"])
        #expect(bench.sandbox.wait(for: SandboxCondition(deliveries: 4)))
        let requests = receiver.requests.popAll() ?? []
        let bodies = try requests.map { JSONTree(try JSONDocument(parsing: $0.body).root) }
        #expect(requests.map { $0.headers["x-rocketchat-livechat-token"] } == ["livechat", "livechat", nil, nil])
        #expect(bodies.map { $0["type"]?.string } == ["Message", "Message", nil, nil])
        #expect(bodies[0]["visitor"]?["token"] == "vt" && bodies[0]["messages"]?.elements[0]["agentId"] == nil)
        #expect(bodies[1]["messages"]?.elements[0]["agentId"] == "a")
        #expect(bodies[1]["messages"]?.elements[0]["attachments"]?.elements.count == 1)
        #expect(bodies.map { $0["token"]?.string } == [nil, nil, "integration", "integration"])
        #expect(bodies.map { $0["isEdited"]?.bool } == [nil, nil, nil, true])
        #expect(bodies[3]["text"] == "call me [x]" && bodies[3]["message_id"] == "c1")
    }

    @Test func `plays a chat whose transcript shows what was redacted meanwhile`() throws {
        let receiver = Receiver()
        let listener = try HTTPListener(configuration: .init(), handler: receiver)
        let example = SandboxAccount(
            name: "helpdesk", provider: .rocketchat,
            webhook: [
                "token": Secret("example-livechat-secret"), "integration_token": Secret("example-integration-token"),
            ])
        let bench = try Bench { $0.accounts = [example] }
        let player = try SandboxPlayer(
            accounts: [example], to: "http://127.0.0.1:\(listener.port)", sandbox: bench.sandbox.url)
        let lines = try SandboxPlayerTests.example("rocketchat/captures/billing-chat.ndjson")
        let end = try #require(lines.firstIndex { String(decoding: $0.body, as: UTF8.self).contains("closedAt") })
        #expect(!player.play(Array(lines[..<end])).map(\.isAccepted).contains(false))
        let first = receiver.requests.popAll() ?? []
        #expect(first.map(\.body) == lines[..<end].filter { $0.kind == .webhook }.map(\.body))
        let redacted: JSONTree = ["token": "example-visitor-token-41", "rid": "zRAeTszXor8CCPceB", "msg": "[redacted]"]
        let target = "/api/v1/livechat/message/ZKWP8LfGnRHQ3ozWa"
        #expect(try bench.send("PUT", target, headers: Self.json, body: redacted.encoded()).status == 200)
        #expect(!player.play(Array(lines[end...])).map(\.isAccepted).contains(false))
        let posted = JSONTree(try JSONDocument(parsing: try #require(receiver.requests.popAll()?.last).body).root)
        let shown = posted["messages"]?.elements ?? []
        #expect(shown.count == 5 && shown[0]["msg"] == "[redacted]" && shown[0]["editedAt"] != nil)
        #expect(shown[4]["closingMessage"] == true && shown[4]["editedAt"] == nil)
        let team = try SandboxPlayerTests.example("rocketchat/captures/team-channel.ndjson")
        #expect(!player.play(team).map(\.isAccepted).contains(false))
        let bodies = receiver.requests.popAll()?.map(\.body)
        #expect(bodies == team.filter { $0.kind == .webhook }.map(\.body))
        #expect(bench.sandbox.state["messages"]?.elements.count == 7)
    }
}
