import EmendCore
import EmendSandbox
import Testing

struct AmityStandInTests {
    struct Refusal: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var method = "PUT"
        var target = "/api/v3/messages/m1"
        var headers = Bench.headers(for: "/api/")
        var body: JSONTree = [:]
        let status: Int
        let code: Int64
        var detail: String?
    }

    static let mentionee: JSONTree = ["type": "user", "userIds": ["u"]]
    static let refusals = [
        Refusal(
            testDescription: "no credentials", headers: ["Content-Type": "application/json"], status: 401, code: 400_100
        ),
        Refusal(
            testDescription: "wrong token", headers: ["Authorization": "Bearer other"], status: 401, code: 400_100),
        Refusal(
            testDescription: "token without Bearer", headers: ["Authorization": Bench.token], status: 401, code: 400_100
        ),
        Refusal(testDescription: "unknown message", target: "/api/v3/messages/none", status: 404, code: 400_400),
        Refusal(testDescription: "unknown path", target: "/api/v3/message/m1", status: 404, code: 400_400),
        Refusal(testDescription: "unknown method", method: "PATCH", status: 404, code: 400_400),
        Refusal(testDescription: "id decoded twice", target: "/api/v3/messages/%256d1", status: 404, code: 400_400),
        Refusal(
            testDescription: "wrong content type",
            headers: ["Authorization": "Bearer \(Bench.token)", "Content-Type": "text/plain"], status: 400,
            code: 400_000),
        Refusal(testDescription: "body is a list", body: [], status: 400, code: 400_000),
        Refusal(
            testDescription: "unknown key", body: ["text": "x"], status: 500, code: 500_000,
            detail: "The object '' contains forbidden keys: 'text'."),
        Refusal(
            testDescription: "text too long", body: ["data": ["text": .string(String(repeating: "é", count: 20_001))]],
            status: 500, code: 500_000,
            detail: "The 'data.text' field length must be less than or equal to 20000 characters long."),
        Refusal(
            testDescription: "text is a number", body: ["data": ["text": 1]], status: 500, code: 500_000,
            detail: "The 'data.text' field must be a string."),
        Refusal(
            testDescription: "data is text", body: ["data": "x"], status: 500, code: 500_000,
            detail: "The 'data' field must be an object."),
        Refusal(
            testDescription: "metadata is a list", body: ["metadata": []], status: 500, code: 500_000,
            detail: "The 'metadata' field must be an object."),
        Refusal(
            testDescription: "eleven tags", body: ["tags": .array((1...11).map { .string("t\($0)") })], status: 500,
            code: 500_000, detail: "The 'tags' field must contain less than or equal to 10 items."),
        Refusal(
            testDescription: "a long tag", body: ["tags": ["a", .string(String(repeating: "t", count: 31))]],
            status: 500,
            code: 500_000, detail: "The 'tags[1]' field length must be less than or equal to 30 characters long."),
        Refusal(
            testDescription: "tag is a number", body: ["tags": [1]], status: 500, code: 500_000,
            detail: "The 'tags[0]' field must be a string."),
        Refusal(
            testDescription: "three mentionees", body: ["mentionees": [mentionee, mentionee, mentionee]], status: 500,
            code: 500_000, detail: "The 'mentionees' field must contain less than or equal to 2 items."),
        Refusal(
            testDescription: "too many mentioned users",
            body: ["mentionees": [["type": "user", "userIds": .array((1...31).map { .string("u\($0)") })]]],
            status: 500,
            code: 500_000, detail: "The 'mentionees[0].userIds' field must contain less than or equal to 30 items."),
        Refusal(
            testDescription: "unknown kind of mention", body: ["mentionees": [["type": "all"]]], status: 500,
            code: 500_000, detail: "The 'mentionees[0].type' field must be one of: user, channel."),
        Refusal(
            testDescription: "query without channel", method: "GET", target: "/api/v3/messages", status: 500,
            code: 500_000, detail: "The 'channelId' field is required."),
    ]

    @Test(arguments: refusals)
    func `refuses what the documentation refuses and changes nothing`(_ refusal: Refusal) throws {
        let bench = try Bench()
        try bench.addMessages()
        let body = refusal.method == "GET" ? [] : refusal.body.encoded()
        let response = try bench.send(refusal.method, refusal.target, headers: refusal.headers, body: body)
        let json = try response.json
        let detail = json["data"]?["detail"]?.elements.first?.string
        #expect(response.status == refusal.status && json["code"]?.int64 == refusal.code && detail == refusal.detail)
        let state = bench.sandbox.state
        #expect(state["messages"]?.elements[0]["updates"] == 0)
        #expect(state["calls"]?.elements.last?["status"]?.int64 == Int64(refusal.status))
    }

    @Test(
        arguments: [
            ["Authorization": "Bearer \(Bench.token)"], ["x-admin-token": Bench.token],
            ["authorization": "bearer \(Bench.token)"],
        ] as [HTTPHeaders])
    func `takes the token in either header`(_ headers: HTTPHeaders) throws {
        let bench = try Bench()
        try bench.addMessages()
        let response = try bench.send("GET", "/api/v3/messages/m1", headers: headers)
        #expect(try response.json["messages"]?.elements.first?["data"]?["text"] == "card 4111 1111 1111 1111")
    }

    @Test func `replaces what an update names and moves the edit time`() throws {
        let bench = try Bench { $0.clock = { Timestamp(milliseconds: 1_700_000_000_000) } }
        try bench.addMessages()
        for text in ["card [card]", "card [gone]"] {
            let body: JSONTree = [
                "data": ["text": .string(text)], "tags": ["lang:en"], "metadata": ["emend": ["a": "b"]],
            ]
            #expect(try bench.call("PUT", "/api/v3/messages/m1", body).status == 200)
        }
        let answer = try bench.call("PUT", "/api/v3/messages/m1", ["tags": ["only"]]).json["messages"]?.elements.first
        #expect(answer?["tags"] == ["only"] && answer?["metadata"] == ["emend": ["a": "b"]])
        #expect(answer?["editedAt"] == "2023-11-14T22:13:20.003Z" && answer?["createdAt"] == "2023-11-14T22:13:20.000Z")
        let message = try #require(bench.sandbox.state["messages"]?.elements.first)
        #expect(message["previous"] == ["card 4111 1111 1111 1111", "card [card]", "card [gone]"])
        #expect(message["original"] == "card 4111 1111 1111 1111" && message["current"] == "card [gone]")
        #expect(message["updates"] == 3)
    }

    @Test func `pages through a channel, newest first, by tags`() throws {
        let bench = try Bench()
        for number in 1...3 {
            let text = JSONTree.string("text \(number)")
            let id = JSONTree.string("m \(number)")
            try bench.control("POST", "messages", ["provider": "amity", "id": id, "text": text, "channel": "c"])
        }
        _ = try bench.call("PUT", "/api/v3/messages/m%202", ["tags": ["emend"]])
        func ids(_ query: String) throws -> [String] {
            let json = try bench.call("GET", "/api/v3/messages?channelId=c&" + query).json
            return (json["messages"]?.elements ?? []).compactMap { $0["messageId"]?.string }
                + (json["paging"]?["next"]?.string.map { ["next \($0)"] } ?? [])
        }
        #expect(try ids("") == ["m 3", "m 2", "m 1"])
        #expect(try ids("excludeTags[]=emend") == ["m 3", "m 1"])
        #expect(try ids("tags=emend") == ["m 2"])
        #expect(try ids("options[limit]=2") == ["m 3", "m 2", "next 2"])
        #expect(try ids("options%5Blimit%5D=2&options[token]=2") == ["m 1"])
    }

    @Test func `keeps the documented rate and no more`() throws {
        let bench = try Bench { $0.clock = { Timestamp(milliseconds: 1_700_000_000_000) } }
        try bench.addMessages()
        for _ in 1...100 { #expect(try bench.call("GET", "/api/v3/messages/m1").status == 200) }
        let refused = try bench.call("GET", "/api/v3/messages/m1")
        #expect(try refused.status == 429 && refused.json["code"] == 400_311)
        #expect(try bench.call("GET", "/v3/messages").status == 200)
    }
}
