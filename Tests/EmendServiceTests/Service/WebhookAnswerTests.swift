import EmendCore
import EmendCrypto
import EmendService
import Testing

/// The answers of the webhook address, in the order in which the checks are made.
struct WebhookAnswerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: HTTPRequest
        let status: Int
        let reason: RequestReason?

        init(
            _ name: String, _ status: Int, _ reason: RequestReason? = nil, method: String = "POST",
            target: String = "/hooks/chat", type: String? = "application/json", signed: Bool = true,
            body: [UInt8] = body
        ) {
            var headers: HTTPHeaders = [:]
            if let type { headers.append("Content-Type", type) }
            if signed { headers.append("x-amity-signature", hmacSHA256(key: SecretBytes("s"), body).base64) }
            let carried = method == "GET" ? [] : body
            request = HTTPRequest(method: method, target: target, headers: headers, body: carried)
            (testDescription, self.status, self.reason) = (name, status, reason)
        }
    }

    private static let body = FakeAmity.envelope("message.didCreate", "m1", "hello", edit: 0)
    private static let unknownEvent = Array(#"{"event":"channel.didCreate","data":{}}"#.utf8)
    private static let deep = [UInt8](repeating: UInt8(ascii: "["), count: 5000)
    private static let large = [UInt8](repeating: UInt8(ascii: " "), count: 5000)

    static let cases: [Case] = [
        Case("taken", 200, .accepted),
        Case("charset", 200, .accepted, type: "Application/JSON; charset=\"UTF-8\""),
        Case("a query does not change the address", 200, .accepted, target: "/hooks/chat?x=1"),
        Case("nothing to do", 200, .nothing, body: unknownEvent),
        Case("unknown account", 404, target: "/hooks/other"),
        Case("pre-hooks are not there", 404, target: "/hooks/chat/pre"),
        Case("unknown before wrong method", 404, method: "PUT", target: "/nothing"),
        Case("wrong method", 405, .wrongMethod, method: "GET"),
        Case("wrong method before too large", 405, .wrongMethod, method: "PUT", body: large),
        Case("too large before wrong type", 413, .tooLarge, type: "text/plain", body: large),
        Case("wrong type before the signature", 415, .wrongType, type: "text/plain", signed: false),
        Case("no type", 415, .wrongType, type: nil),
        Case("another charset", 415, .wrongType, type: "application/json; charset=latin1"),
        Case("not signed", 401, .unauthenticated, signed: false),
        Case("not signed before not JSON", 401, .unauthenticated, signed: false, body: Array("{".utf8)),
        Case("not JSON", 400, .malformed, body: Array(#"{"event": "#.utf8)),
        Case("invalid UTF-8", 400, .malformed, body: Array(#"{"event": ""#.utf8) + [0xFF] + Array(#""}"#.utf8)),
        Case("too deep", 400, .malformed, body: Array(deep.prefix(4000))),
    ]

    @Test func `answers in the order of the contract and counts each reason`() throws {
        var limits = ServiceLimits()
        limits.bodyBytes = 4096
        let bench = try ServiceBench(limits: limits)
        for row in Self.cases {
            let metrics = bench.service.metrics
            let counter = row.reason.map { metrics.account("chat")[$0] } ?? metrics.unknownAddresses
            let before = counter.value
            let answer = try bench.send(row.request)
            #expect(answer.status == row.status, "\(row.testDescription)")
            #expect(counter.value == before + 1, "\(row.testDescription)")
        }
    }

    @Test func `names the methods that an address takes`() throws {
        let bench = try ServiceBench()
        #expect(try bench.send(HTTPRequest(method: "GET", target: "/hooks/chat")).headers["Allow"] == "POST")
    }

    @Test func `tells its health without a token`() throws {
        let bench = try ServiceBench()
        for target in ["/health/live", "/health/ready"] {
            #expect(try bench.send(HTTPRequest(method: "GET", target: target)).status == 200)
            #expect(try bench.send(HTTPRequest(method: "GET", target: target), toAdmin: true).status == 200)
            #expect(try bench.send(HTTPRequest(method: "POST", target: target)).status == 405)
        }
    }

    @Test func `shows metrics on the admin address only, and only with the token`() throws {
        let bench = try ServiceBench()
        let rows: [(header: String?, admin: Bool, status: Int)] = [
            ("Bearer admin", true, 200), ("bearer admin", true, 200), ("Bearer wrong", true, 401), (nil, true, 401),
            ("Bearer admin", false, 404),
        ]
        for row in rows {
            var request = HTTPRequest(method: "GET", target: "/metrics")
            if let header = row.header { request.headers.append("Authorization", header) }
            #expect(try bench.send(request, toAdmin: row.admin).status == row.status)
        }
    }

    @Test func `every event and reason word reaches the metrics`() throws {
        let bench = try ServiceBench()
        try bench.post("m1", ServiceBench.card)
        bench.waitUntilIdle()
        let lines = try bench.metrics()
        for line in [
            #"emend_requests_total{account="chat",status="200",reason="accepted"} 1"#,
            #"emend_messages_total{account="chat",verdict="matched",reason=""} 1"#,
            #"emend_rule_hits_total{rule="cards"} 1"#,
            #"emend_calls_total{account="chat",kind="read",outcome="done"} 1"#,
            #"emend_calls_total{account="chat",kind="write",outcome="done"} 1"#,
            #"emend_receipts_total{account="chat",effect="redact",receipt="proved",reason=""} 1"#,
            "emend_ready 1", "emend_oldest_pending_redaction_seconds 0.000", "emend_ruleset_generation 1",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }
}
