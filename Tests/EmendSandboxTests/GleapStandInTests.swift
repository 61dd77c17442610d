import EmendCore
import EmendSandbox
import Testing

struct GleapStandInTests {
    struct Refusal: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var method = "PUT"
        var target = "/v3/messages/g1"
        var headers = Bench.headers(for: "/v3/")
        var body: JSONTree = [:]
        let status: Int
        /// The path in `fields`, or the whole text of the body.
        let tells: String
    }

    static func document(_ content: JSONTree) -> JSONTree {
        ["data": ["content": ["type": "doc", "content": content]]]
    }
    static func paragraph(_ content: JSONTree) -> JSONTree { document([["type": "paragraph", "content": content]]) }
    static let inDocument = "requestBody.data.content.content[0].content[0]"

    static let refusals = [
        Refusal(
            testDescription: "no project", headers: ["Authorization": "Bearer gleap-key"], status: 400,
            tells: "Project header is required"),
        Refusal(
            testDescription: "no key", headers: ["Project": "project-1"], status: 401,
            tells: #"{"error":{"message":"Unauthorized"}}"#),
        Refusal(
            testDescription: "wrong key", headers: ["Project": "project-1", "Authorization": "Bearer other"],
            status: 401,
            tells: #"{"error":{"message":"Unauthorized"}}"#),
        Refusal(
            testDescription: "wrong project", headers: ["Project": "other", "Authorization": "Bearer gleap-key"],
            status: 401, tells: #"{"error":{"message":"Unauthorized"}}"#),
        Refusal(
            testDescription: "unknown message", target: "/v3/messages/none", status: 404,
            tells: #"{"error":{"message":"Not Found"}}"#),
        Refusal(
            testDescription: "there is no read of one message", method: "GET", status: 404,
            tells: #"{"error":{"message":"Not Found"}}"#),
        Refusal(
            testDescription: "wrong content type",
            headers: ["Project": "project-1", "Authorization": "Bearer gleap-key"], status: 400, tells: "requestBody"),
        Refusal(testDescription: "unknown key", body: ["tags": []], status: 400, tells: "requestBody.tags"),
        Refusal(testDescription: "bot is text", body: ["bot": "true"], status: 400, tells: "requestBody.bot"),
        Refusal(
            testDescription: "attachment without url", body: ["attachments": [["name": "x"]]], status: 400,
            tells: "requestBody.attachments[0].url"),
        Refusal(
            testDescription: "empty text node", body: paragraph([["type": "text", "text": ""]]), status: 400,
            tells: inDocument),
        Refusal(
            testDescription: "text node without text", body: paragraph([["type": "text"]]), status: 400,
            tells: inDocument),
        Refusal(testDescription: "node without type", body: paragraph([["text": "x"]]), status: 400, tells: inDocument),
        Refusal(
            testDescription: "text in a hard break", body: paragraph([["type": "hardBreak", "text": "x"]]), status: 400,
            tells: inDocument),
        Refusal(
            testDescription: "marks are no list", body: paragraph([["type": "text", "text": "x", "marks": "bold"]]),
            status: 400, tells: inDocument + ".marks"),
        Refusal(
            testDescription: "text without a paragraph", body: document([["type": "text", "text": "x"]]), status: 400,
            tells: "requestBody.data.content.content"),
        Refusal(
            testDescription: "document without blocks", body: document([]), status: 400,
            tells: "requestBody.data.content.content"),
        Refusal(
            testDescription: "bad comment", body: ["comment": ["type": "doc", "content": [1]]], status: 400,
            tells: "requestBody.comment.content[0]"),
        Refusal(
            testDescription: "limit above 10000", method: "GET", target: "/v3/messages?limit=10001", status: 400,
            tells: "limit"),
        Refusal(
            testDescription: "unknown ticket", target: "/v3/tickets/none", status: 404,
            tells: #"{"error":{"message":"Not Found"}}"#),
        Refusal(
            testDescription: "ticket tags are text", target: "/v3/tickets/t1", body: ["tags": "x"], status: 400,
            tells: "requestBody.tags"),
        Refusal(
            testDescription: "unknown priority", target: "/v3/tickets/t1", body: ["priority": "URGENT"], status: 400,
            tells: "requestBody.priority"),
        Refusal(
            testDescription: "unknown ticket key", target: "/v3/tickets/t1", body: ["bugID": 1], status: 400,
            tells: "requestBody.bugID"),
    ]

    @Test(arguments: refusals)
    func `refuses what the documentation refuses and changes nothing`(_ refusal: Refusal) throws {
        let bench = try Bench()
        try bench.addMessages()
        let body = refusal.method == "GET" ? [] : refusal.body.encoded()
        let response = try bench.send(refusal.method, refusal.target, headers: refusal.headers, body: body)
        let paths = (try? response.json["fields"]?.members.map(\.key.string)) ?? []
        #expect(response.status == refusal.status)
        #expect(response.text == refusal.tells || paths.contains(refusal.tells), "\(response.text)")
        #expect(bench.sandbox.state["update_count"] == 0)
    }

    @Test func `takes a redacted document and notes keys that would route the message`() throws {
        let bench = try Bench()
        try bench.addMessages()
        var body = Self.paragraph([["type": "text", "text": "mail [email]"], ["type": "hardBreak"]])
        body["sendToChannel"] = true
        #expect(try bench.call("PUT", "/v3/messages/g1", body).status == 200)
        let state = bench.sandbox.state
        #expect(state["messages"]?.elements[1]["current"] == "mail [email]\n")
        #expect(state["messages"]?.elements[1]["original"] == "mail jane@example.com")
        #expect(state["calls"]?.elements.last?["routing_keys"] == ["sendToChannel"])
        #expect(state["calls"]?.elements.last?["headers"]?["Authorization"] == "***")
    }

    @Test func `shows text that is left in a place which the update forgot`() throws {
        let bench = try Bench()
        let comment: JSONTree = [
            "type": "doc",
            "content": [["type": "paragraph", "content": [["type": "text", "text": "jane@example.com"]]]],
        ]
        try bench.control(
            "POST", "messages", ["provider": "gleap", "message": ["_id": "g2", "ticket": "t2", "comment": comment]])
        let body = Self.paragraph([["type": "text", "text": "[email]"]])
        #expect(try bench.call("PUT", "/v3/messages/g2", body).status == 200)
        #expect(bench.sandbox.state["messages"]?.elements[0]["current"] == "[email]\njane@example.com")
    }

    @Test func `filters, sorts and pages messages`() throws {
        let bench = try Bench()
        let rows: [(String, String, String)] = [
            ("a", "t1", "2024-01-01T10:00:00.000Z"), ("b", "t1", "2024-01-03T10:00:00.000Z"),
            ("c", "t2", "2024-01-02T10:00:00.000Z"),
        ]
        for (id, ticket, time) in rows {
            let message: JSONTree = [
                "_id": .string(id), "ticket": .string(ticket), "type": id == "a" ? "NOTE" : "TEXT",
                "bot": .bool(id == "c"),
                "data": ["content": "x"], "createdAt": .string(time), "updatedAt": .string(time),
            ]
            try bench.control("POST", "messages", ["provider": "gleap", "message": message])
        }
        func ids(_ query: String) throws -> String {
            let json = try bench.call("GET", "/v3/messages?" + query).json
            return (json.isEmptyArray ? json.elements : json.elements + (json["items"]?.elements ?? []))
                .compactMap { $0["_id"]?.string }.joined()
        }
        let cases = [
            ("", "abc"), ("ticket=t1", "ab"), ("ticket=t1&sort=-createdAt", "ba"),
            ("sort=-createdAt&limit=1&skip=1", "c"),
            ("type=NOTE", "a"), ("type=NOTE,TEXT", "abc"), ("bot=true", "c"), ("createdAt>=2024-01-02", "bc"),
            ("createdAt%3E=2024-01-02&createdAt<=2024-01-02T23:00:00Z", "c"),
            ("updatedAt>2024-01-02T10:00:00.000Z", "b"),
            ("paginated=true&limit=2", "ab"), ("ticket=t3", ""),
        ]
        for (query, expected) in cases { #expect(try ids(query) == expected, "\(query)") }
    }

    @Test func `replaces the tags of a ticket and shows its newest message`() throws {
        let bench = try Bench()
        try bench.addMessages()
        let answer = try bench.call("PUT", "/v3/tickets/t1", ["tags": ["lang:es"], "notificationsUnread": false]).json
        #expect(answer["tags"] == ["lang:es"] && answer["latestComment"]?["_id"] == "g1")
        #expect(try bench.call("GET", "/v3/tickets/t1").json["tags"] == ["lang:es"])
        #expect(try bench.call("GET", "/v3/tickets?tags=lang:es").json["totalCount"] == 1)
    }
}

extension JSONTree {
    var isEmptyArray: Bool { self == [] }
}
