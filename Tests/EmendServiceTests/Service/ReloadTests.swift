import EmendCore
import EmendService
import EmendStore
import Testing

struct ReloadTests {
    private static let mails = """
        version: 1
        rules:
          - id: mails
            when: { text: { detect: [email] } }
            then: [{ redact: { with: "[{entity}]" } }]
        """

    @Test func `new rules judge from the reload on`() throws {
        let bench = try ServiceBench()
        try bench.post("m1", "write to ann@example.com")
        bench.waitUntilIdle()
        try bench.service.reload(ruleset: try ServiceBench.ruleset(Self.mails), accounts: [try bench.account()])
        try bench.post("m2", "write to ann@example.com")
        try bench.post("m3", ServiceBench.card)
        bench.waitUntilIdle()
        #expect(try bench.hits() == ["mails proved"])
        #expect(bench.provider.text("m2") == "write to [email]")
        #expect(try bench.metrics().contains("emend_reloads_total 1"))
    }

    @Test func `an account taken out is not known any more, and its changes wait`() throws {
        let bench = try ServiceBench()
        try bench.service.reload(ruleset: try ServiceBench.ruleset(Self.mails), accounts: [])
        #expect(try bench.post("m1", "a") == 404)
        #expect(bench.service.waitUntilIdle(timeout: .seconds(20)))
    }

    @Test func `commits that cross a reload are judged by the rules that count`() throws {
        let bench = try ServiceBench { $0.mode = .observe }
        let rulesets = [try ServiceBench.ruleset(Self.mails), try ServiceBench.ruleset(ServiceBench.rules)]
        let account = try bench.account()
        for round in 0..<20 {
            try bench.service.reload(ruleset: rulesets[round % 2], accounts: [account])
            #expect(try bench.post("m\(round)", "\(ServiceBench.card) ann@example.com") == 200)
        }
        let hits = try bench.reader().hits(HitQuery())
        #expect(hits.count == 20)
        let digests = Set(hits.map { ($0.rule ?? "") + $0.ruleset })
        #expect(digests.count == 2)
    }

    @Test func `a reload that fails leaves what was there and is told`() throws {
        let bench = try ServiceBench()
        bench.service.reloadFailed("rules.yaml: not there")
        try bench.post("m1", ServiceBench.card)
        bench.waitUntilIdle()
        #expect(try bench.hits() == ["cards proved"])
        #expect(try bench.metrics().contains("emend_failed_reloads_total 1"))
        let health = try #require(try bench.control(ControlRequest(.health)).rows.first)
        #expect(health.contains(#""last_reload_error":"rules.yaml: not there""#))
    }

    @Test func `what is read at the start only is named until it is as it was`() throws {
        let bench = try ServiceBench()
        let ruleset = try ServiceBench.ruleset(Self.mails)
        var changed = try bench.configuration()
        (changed.limits.connections, changed.log.level) = (7, .debug)
        try bench.service.reload(ruleset: ruleset, configuration: changed)
        func health() throws -> String { try #require(try bench.control(ControlRequest(.health)).rows.first) }
        #expect(try health().contains(#""restart_needed":["limits","log"]"#))
        #expect(try bench.logLines().contains { $0.hasSuffix("warning restart_needed keys=limits,log") })
        try bench.post("m1", "write to ann@example.com")
        bench.waitUntilIdle()
        #expect(try bench.hits() == ["mails proved"])
        bench.service.reloadFailed("rules.yaml: not there")
        #expect(try health().contains(#""restart_needed":["limits","log"]"#))
        try bench.service.reload(ruleset: ruleset, configuration: try bench.configuration())
        #expect(try health().contains(#""restart_needed":[]"#))
    }
}
