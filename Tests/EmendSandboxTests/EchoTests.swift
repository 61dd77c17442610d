import EmendCore
import EmendCrypto
import EmendHTTP
import EmendPlatform
import EmendSandbox
import Testing

/// Takes webhooks and answers with the statuses it was given, then 200.
final class Receiver: HTTPHandler {
    let requests = BlockingQueue<HTTPRequest>()
    private let statuses = BlockingQueue<Int>()

    init(_ statuses: [Int] = []) { self.statuses.push(contentsOf: statuses) }

    func admit(_ head: RequestHead) -> Admission { .accept(bodyLimit: 1 << 20) }

    func handle(_ request: HTTPRequest, exchange: Exchange) {
        requests.push(request)
        var waiting = statuses.popAll(waitingUntil: .zero) ?? []
        let status = waiting.isEmpty ? 200 : waiting.removeFirst()
        statuses.push(contentsOf: waiting)
        exchange.respond(HTTPResponse(status: status))
    }
}

struct EchoTests {
    @Test func `signs each change of an Amity message as documented`() throws {
        let receiver = Receiver()
        let listener = try HTTPListener(configuration: .init(), handler: receiver)
        let bench = try Bench { $0.echo = "http://127.0.0.1:\(listener.port)" }
        try bench.control("POST", "messages", ["provider": "amity", "id": "m1", "text": "card"])
        _ = try bench.call("PUT", "/api/v3/messages/m1", ["data": ["text": "[card]"], "metadata": ["emend": [:]]])
        try bench.control("PATCH", "messages/m1", ["text": "more"])
        try bench.control("DELETE", "messages/m1")
        #expect(bench.sandbox.wait(for: SandboxCondition(deliveries: 4)))
        let requests = receiver.requests.popAll() ?? []
        let bodies = try requests.map { JSONTree(try JSONDocument(parsing: $0.body).root) }
        #expect(
            bodies.map { $0["event"] } == [
                "message.didCreate", "message.didUpdate", "message.didUpdate", "message.didDelete",
            ])
        let messages = bodies.compactMap { $0["data"]?["messages"]?.elements.first }
        #expect(messages.map { $0["data"]?["text"] } == ["card", "[card]", "more", "more"])
        #expect(messages.allSatisfy { $0["metadata"] == nil } && messages[1]["myReactions"] == nil)
        #expect(requests.allSatisfy { $0.target == "/hooks/chat" })
        for request in requests {
            let digest = hmacSHA256(key: SecretBytes("amity-webhook-secret"), request.body)
            #expect(request.headers["x-amity-signature"] == digest.base64)
        }
    }

    @Test func `hints at a Gleap ticket with the configured header`() throws {
        let receiver = Receiver()
        let listener = try HTTPListener(configuration: .init(), handler: receiver)
        let bench = try Bench {
            $0.echo = "http://127.0.0.1:\(listener.port)/hooks/tickets"
            $0.sendsLatestComment = true
        }
        try bench.addMessages()
        _ = try bench.call("PUT", "/v3/messages/g1", ["data": ["content": "[email]"]])
        _ = try bench.call("PUT", "/v3/tickets/t1", ["tags": ["lang:en"]])
        #expect(bench.sandbox.wait(for: SandboxCondition(deliveries: 3)))
        let requests = receiver.requests.popAll() ?? []
        let bodies = try requests.map { JSONTree(try JSONDocument(parsing: $0.body).root) }
        #expect(bodies.map { $0["event"] } == ["ticket.created", "ticket.updated", "ticket.updated"])
        #expect(bodies.allSatisfy { $0["data"]?["_id"] == "t1" && $0["projectId"] == "project-1" })
        #expect(
            bodies.map { $0["data"]?["latestComment"]?["data"]?["content"]?.string } == [nil, "[email]", "[email]"])
        #expect(requests.allSatisfy { $0.headers["x-emend-token"] == "gleap-header-value" })
        let times = bodies.compactMap { $0["data"]?["updatedAt"]?.string }
        #expect(times == times.sorted() && Set(times).count == 3)
    }

    @Test(arguments: [([503, 429], 200, 3), ([401], 401, 1), ([500, 500, 500, 500, 500], 500, 5)])
    func `tries again what may succeed, a bounded number of times`(_ statuses: [Int], _ last: Int, _ attempts: Int)
        throws
    {
        let receiver = Receiver(statuses)
        let listener = try HTTPListener(configuration: .init(), handler: receiver)
        let bench = try Bench { $0.echo = "http://127.0.0.1:\(listener.port)/hooks/chat" }
        try bench.control("POST", "messages", ["provider": "amity", "text": "card"])
        #expect(bench.sandbox.wait(for: SandboxCondition(deliveries: 1)))
        let delivery = bench.sandbox.state["deliveries"]?.elements.first
        #expect(delivery?["status"] == .int(last) && delivery?["attempts"] == .int(attempts))
    }

    @Test func `is silent when asked, and about other accounts than the address names`() throws {
        let receiver = Receiver()
        let listener = try HTTPListener(configuration: .init(), handler: receiver)
        let bench = try Bench()
        try bench.control("POST", "echo", ["url": .string("http://127.0.0.1:\(listener.port)/hooks/tickets")])
        try bench.control("POST", "messages", ["provider": "amity", "text": "card"])
        try bench.control("POST", "messages", ["provider": "gleap", "text": "a", "ticket": "t1", "echo": false])
        try bench.control("POST", "messages", ["provider": "gleap", "text": "b", "ticket": "t1"])
        #expect(bench.sandbox.wait(for: SandboxCondition(deliveries: 1)))
        #expect(receiver.requests.count == 1)
        #expect(bench.sandbox.state["delivery_count"] == 1)
    }
}
