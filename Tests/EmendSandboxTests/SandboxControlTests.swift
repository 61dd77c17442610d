import EmendCore
import EmendHTTP
import EmendPlatform
import EmendSandbox
import Testing

struct SandboxControlTests {
    @Test func `gives a fault's answer as often as it was ordered and leaves the message alone`() throws {
        let bench = try Bench()
        try bench.addMessages()
        let body: JSONTree = ["status": "error", "code": 400_307, "message": "Max Repetition Exceed"]
        try bench.control(
            "POST", "faults",
            [
                "provider": "amity", "method": "PUT", "status": 403, "count": 2, "body": body,
                "headers": ["Retry-After": "3"],
            ])
        func put() throws -> HTTPResponse { try bench.call("PUT", "/api/v3/messages/m1", ["data": ["text": "x"]]) }
        for _ in 1...2 {
            #expect(try bench.call("GET", "/api/v3/messages/m1").status == 200)
            let refused = try put()
            #expect(try refused.status == 403 && refused.json == body && refused.headers["Retry-After"] == "3")
        }
        #expect(bench.sandbox.state["update_count"] == 0)
        #expect(try put().status == 200)
        #expect(
            bench.sandbox.state["calls"]?.elements.map { $0["fault"] ?? false } == [false, true, false, true, false])
    }

    @Test func `can answer with a failure although the update took effect`() throws {
        let bench = try Bench()
        try bench.addMessages()
        try bench.control("POST", "faults", ["provider": "amity", "status": 502, "apply": true])
        #expect(try bench.call("PUT", "/api/v3/messages/m1", ["data": ["text": "x"]]).status == 502)
        #expect(bench.sandbox.state["messages"]?.elements[0]["current"] == "x")
    }

    @Test(arguments: [(JSONTree.bool(true), "theirs"), (.string("request"), "ours")])
    func `keeps an answer or a request until it is released`(_ hold: JSONTree, _ last: String) throws {
        let bench = try Bench()
        try bench.addMessages()
        try bench.control("POST", "faults", ["method": "PUT", "hold": hold])
        let answers = BlockingQueue<Int>()
        let put = HTTPRequest(
            method: "PUT", target: "/api/v3/messages/m1", headers: Bench.headers(for: "/api/"),
            body: Array(#"{"data":{"text":"ours"}}"#.utf8))
        bench.client.send(OutgoingRequest(origin: bench.origin, request: put)) { result in
            answers.push((try? result.get().status) ?? 0)
        }
        #expect(try bench.control("GET", "wait?held=1")["held"] == 1)
        try bench.control("PATCH", "messages/m1", ["text": "theirs"])
        #expect(answers.count == 0)
        #expect(try bench.control("POST", "release")["released"] == 1)
        #expect(answers.popAll() == [200])
        #expect(bench.sandbox.state["messages"]?.elements[0]["current"] == .string(last))
    }

    @Test func `edits and deletes as the author would`() throws {
        let bench = try Bench()
        try bench.addMessages()
        try bench.control("PATCH", "messages/m1", ["text": "edited"])
        try bench.control("POST", "messages/g1", ["text": "two\nlines"])
        try bench.control("DELETE", "messages/m1")
        let messages = bench.sandbox.state["messages"]?.elements ?? []
        #expect(messages.map { $0["current"] } == ["edited", "two\nlines"])
        #expect(messages.map { $0["deleted"] } == [true, false])
        #expect(try bench.call("GET", "/api/v3/messages/m1").json["messages"]?.elements.first?["isDeleted"] == true)
        #expect(try bench.call("PUT", "/api/v3/messages/m1", ["tags": []]).status == 404)
        try bench.control("POST", "reset")
        #expect(bench.sandbox.state["messages"] == [])
    }

    static let badOrders: [(String, JSONTree, String)] = [
        ("messages", ["provider": "amity"], "'text'"), ("messages", ["provider": "skype"], "'provider'"),
        ("messages", ["account": "none", "text": "x"], "unknown account"),
        ("messages", ["provider": "amity", "txt": "x"], "unknown key 'txt'"),
        ("messages", ["provider": "amity", "id": "m1", "text": "x"], "already"),
        ("messages", ["provider": "gleap", "message": ["_id": "x"]], "'ticket'"), ("faults", [:], "'status' or 'hold'"),
        ("faults", ["status": 99], "'status'"), ("faults", ["hold": true, "count": 0], "'count'"),
        ("echo", ["url": "ftp://x"], "the url"), ("tickets", ["provider": "gleap"], "'ticket'"),
    ]

    @Test(arguments: badOrders)
    func `says what is wrong with an order`(_ target: String, _ body: JSONTree, _ part: String) throws {
        let bench = try Bench()
        try bench.addMessages()
        let response = try bench.send("POST", "/_sandbox/" + target, headers: [:], body: body.encoded())
        #expect(response.status == 400)
        #expect(try response.json["error"]?.string?.contains(part) == true, "\(response.text)")
    }

    @Test func `refuses browsers`() throws {
        let bench = try Bench()
        let response = try bench.send("POST", "/_sandbox/reset", headers: ["Origin": "http://evil.example"])
        #expect(response.status == 403)
    }

    @Test func `takes any credential without accounts`() throws {
        let bench = try Bench { $0.accounts = [] }
        try bench.addMessages()
        let response = try bench.send("GET", "/api/v3/messages/m1", headers: ["x-admin-token": "whatever"])
        #expect(response.status == 200)
        #expect(try bench.send("GET", "/api/v3/messages/m1", headers: ["x-admin-token": ""]).status == 401)
    }
}
