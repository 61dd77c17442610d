import EmendCore
import EmendHTTP
import EmendService
import EmendStore
import Testing

/// Reads that are refused, strange or late, through the whole service.
struct ReadFlowTests {
    private static let card = ServiceBench.card
    private static let refused = HTTPResponse(status: 403, body: Array(#"{"code":400300}"#.utf8))

    private func edit(_ bench: ServiceBench, _ text: String) throws {
        #expect(try bench.deliver(FakeAmity.envelope("message.didUpdate", "m1", text, edit: 0)) == 200)
        bench.waitUntilIdle()
    }

    @Test func `a deferred text that cannot be read is told, and later ones are taken as they come`() throws {
        let bench = try ServiceBench()
        bench.provider.answerNextReads(Self.refused)
        try bench.post("m1", "hello")
        // The same edit time: only a read could tell which text is newer.
        try edit(bench, Self.card)
        #expect(try bench.hits() == ["- none(unreadable_content)"])
        #expect(try bench.reader().hits(HitQuery()).map(\.verdict) == ["unscanned"])
        #expect(try bench.metrics().contains(#"emend_alarms_total{account="chat",alarm="read_abandoned"} 1"#))
        bench.provider.answerNextReads(Self.refused)
        try edit(bench, "new " + Self.card)
        // Each change tries its read again; what is sent without one is not proved by the answer.
        #expect(bench.provider.methods == ["GET", "GET", "PUT"])
        #expect(try bench.hits().last == "cards accepted")
    }

    @Test func `a realm that was read once stays so over a restart`() throws {
        let bench = try ServiceBench()
        try bench.post("m1", Self.card)
        bench.waitUntilIdle()
        try bench.restart()
        bench.provider.answerNextReads(Self.refused)
        try bench.post("m2", Self.card)
        bench.waitUntilIdle()
        // A refused read means that the credentials have stopped working, so nothing is sent blindly.
        #expect(bench.provider.methods == ["GET", "PUT", "GET"])
        #expect(try bench.metrics().contains(#"emend_accounts_paused{account="chat"} 1"#))
        #expect(try bench.resume().error == nil)
        let provider = bench.provider
        bench.wait { provider.text("m2") == ServiceBench.redacted }
        let gone = FakeAmity.envelope("message.didCreate", "m3", Self.card, edit: 0)
        #expect(try bench.deliver(gone) == 200)
        bench.waitUntilIdle()
        #expect(try bench.hits() == ["cards proved", "cards proved", "cards dropped(gone)"])
    }

    @Test func `an answer that nobody understands is an alarm after three attempts`() throws {
        let bench = try ServiceBench()
        let strange = HTTPResponse(status: 200, body: Array("{}".utf8))
        bench.provider.answerNextReads(strange, strange, strange)
        try bench.post("m1", Self.card)
        let provider = bench.provider
        bench.wait { provider.text("m1") == ServiceBench.redacted }
        bench.waitUntilIdle()
        #expect(bench.provider.methods == ["GET", "GET", "GET", "GET", "PUT"])
        #expect(try bench.metrics().contains(#"emend_alarms_total{account="chat",alarm="read_unusable"} 1"#))
        #expect(try bench.logLines().count { $0.contains("read_unusable") } == 1)
    }

    @Test func `only an edit that was replaced counts as overwritten`() throws {
        let bench = try ServiceBench { $0.verify = .none }
        bench.provider.script(.editAndHold)
        try bench.post("m1", Self.card)
        #expect(bench.provider.waitForHold())
        // The judged text once more: nothing of the user's was replaced by another text.
        #expect(try bench.deliver(FakeAmity.envelope("message.didUpdate", "m1", Self.card, edit: 1)) == 200)
        bench.provider.release()
        bench.waitUntilIdle()
        #expect(try bench.hits().allSatisfy { !$0.contains("overwrote") })
        #expect(try !bench.metrics().contains { $0.contains("overwrote") })
    }

    @Test func `an edit that was replaced is told also when the read that would show it is refused`() throws {
        let bench = try ServiceBench { $0.verify = .after }
        bench.provider.script(.editAndHold)
        try bench.post("m1", Self.card)
        #expect(bench.provider.waitForHold())
        #expect(try bench.deliver(FakeAmity.envelope("message.didUpdate", "m1", "no card", edit: 1)) == 200)
        bench.provider.answerNextReads(HTTPResponse(status: 405))
        bench.provider.release()
        bench.waitUntilIdle()
        #expect(try bench.hits() == ["cards overwrote(unread)"])
        #expect(try bench.metrics().contains(#"emend_alarms_total{account="chat",alarm="overwrote"} 1"#))
    }

    @Test func `an edit that only a read shows is judged as an edit`() throws {
        let rules = """
            version: 1
            rules:
              - id: created
                events: [created]
                when: { text: { detect: [credit_card] } }
                then: [flag]
              - id: edited
                events: [edited]
                when: { text: { detect: [credit_card] } }
                then: [{ redact: { with: "[{entity}]" } }]
            """
        let bench = try ServiceBench(rules: rules)
        try bench.post("m1", "hello")
        bench.provider.write("m1", Self.card)
        try edit(bench, "something in between")
        #expect(bench.provider.text("m1") == ServiceBench.redacted)
        let hits = try bench.reader().hits(HitQuery()).map { "\($0.event) \($0.rule ?? "-") \($0.receipt)" }
        #expect(hits == ["edited edited proved"])
    }

    @Test func `transactions of the store are measured`() throws {
        let bench = try ServiceBench { $0.mode = .observe }
        try bench.post("m1", Self.card)
        let lines = try bench.metrics()
        for name in ["emend_commit_verbs", "emend_commit_seconds"] {
            let count = try #require(lines.first { $0.hasPrefix(name + "_count ") })
            let last = try #require(lines.first { $0.hasPrefix(name + #"_bucket{le="+Inf"} "#) })
            #expect(count.split(separator: " ").last == last.split(separator: " ").last)
            #expect(!count.hasSuffix(" 0"))
        }
        #expect(lines.contains { $0.hasPrefix(#"emend_commit_seconds_bucket{le="0.001"} "#) })
    }
}
