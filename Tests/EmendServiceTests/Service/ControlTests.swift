import EmendCore
import EmendHTTP
import EmendPlatform
import EmendService
import EmendStore
import Testing

struct ControlTests {
    @Test func `requests and answers survive the way over a line`() throws {
        var request = ControlRequest(.outboxRetry)
        (request.account, request.rule, request.ids, request.limit) = ("a \"b\"\n", "r", [1, -2, .max], 5)
        #expect(ControlRequest(line: request.line) == request)
        #expect(!request.line.contains("\n"))
        for line in ["", "{}", "[]", #"{"verb":"fly"}"#, #"{"verb":"pause","ids":["x"]}"#] {
            #expect(ControlRequest(line: line) == nil)
        }
        let answers = [ControlAnswer(rows: ["{}"]), ControlAnswer(error: "no \"such\" account")]
        #expect(answers.map { ControlAnswer(lines: $0.lines) } == answers)
        #expect(ControlAnswer(lines: []) == nil && ControlAnswer(lines: ["x"]) == nil)
    }

    @Test func `pause stops calls at once and resume goes on`() throws {
        let bench = try ServiceBench()
        #expect(try bench.control(ControlRequest(.pause)).rows == [#"{"account":"chat","paused":true}"#])
        try bench.post("m1", ServiceBench.card)
        bench.waitUntilIdle()
        #expect(bench.provider.calls.isEmpty)
        #expect(try bench.control(ControlRequest(.resume)).error == nil)
        let provider = bench.provider
        bench.wait { provider.text("m1") == ServiceBench.redacted }
        var unknown = ControlRequest(.pause)
        unknown.account = "other"
        #expect(try bench.control(unknown).error == "there is no account other")
    }

    @Test func `lists, retries and discards what waits`() throws {
        let bench = try ServiceBench()
        _ = try bench.control(ControlRequest(.pause))
        try bench.post("m1", ServiceBench.card)
        try bench.post("m2", ServiceBench.card)
        let listed = try bench.control(ControlRequest(.outboxList)).rows
        #expect(listed.count == 2)
        #expect(listed.allSatisfy { $0.contains(#""effects":["redact"],"state":"pending""#) })
        #expect(!listed.joined().contains("4111"))
        var discard = ControlRequest(.outboxDiscard)
        discard.rule = "cards"
        #expect(try bench.control(discard).rows == [#"{"rows":2}"#])
        #expect(try bench.control(ControlRequest(.outboxList)).rows.isEmpty)
        #expect(try bench.hits() == ["cards dropped(discarded)", "cards dropped(discarded)"])
        let statistics = try #require(try bench.control(ControlRequest(.stats)).rows.first)
        #expect(statistics.contains(#""pending_redactions":0"#))
    }

    @Test func `a refused redaction is told, listed, and can be tried again`() throws {
        let bench = try ServiceBench()
        bench.provider.script(.answer(HTTPResponse(status: 403, body: Array(#"{"code":400301}"#.utf8))))
        try bench.post("m1", ServiceBench.card)
        bench.waitUntilIdle()
        #expect(try bench.hits() == ["cards refused(permission)"])
        #expect(try bench.logLines().contains { $0.contains("error redaction_refused account=chat message=m1") })
        #expect(try bench.control(ControlRequest(.outboxList)).rows.count == 1)
        #expect(try bench.control(ControlRequest(.outboxRetry)).rows == [#"{"rows":1}"#])
        let provider = bench.provider
        bench.wait { provider.text("m1") == ServiceBench.redacted }
    }

    @Test func `the socket is the owner's alone and goes with the server`() throws {
        let bench = try ServiceBench()
        let path = bench.folder.file("emend.db.sock")
        #expect(try FileSystem.status(path).mode & 0o777 == 0o600)
        bench.service.stop()
        #expect(!FileSystem.exists(path))
        #expect(throws: ControlClient.Failure.notServing) { try ControlClient.send("{}", to: path) }
    }
}
