import EmendCore
import EmendService
import Testing

/// What people hear of a message that could not be judged.
struct UnscannedTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var policy: String
        var mode = "live"
        var alarms: Bool
        var warns: Bool
        var testDescription: String { "\(policy), \(mode)" }
    }

    static let rows = [
        Row(policy: "flag", alarms: true, warns: true), Row(policy: "redact_all", alarms: false, warns: true),
        Row(policy: "ignore", alarms: false, warns: false),
        Row(policy: "flag", mode: "shadow", alarms: false, warns: false),
    ]

    @Test(arguments: rows)
    func `an alarm is raised as the rule's policy says, also where another rule matched`(_ row: Row) throws {
        let rules = """
            version: 1
            rules:
              - { id: all, when: { provider: amity }, then: [flag] }
              - id: words
                mode: \(row.mode)
                on_unscanned: \(row.policy)
                when: { text: { keywords: [pin] } }
                then: [flag]
            """
        var limits = ServiceLimits()
        limits.textBytes = 300
        let bench = try ServiceBench(rules: rules, limits: limits) { $0.mode = .observe }
        try bench.post("m1", String(repeating: "x ", count: 400))
        bench.waitUntilIdle()
        #expect(try bench.hits().count == 2)
        let alarm = #"emend_alarms_total{account="chat",alarm="unscanned"} 1"#
        #expect(try bench.metrics().contains(alarm) == row.alarms)
        let lines = try bench.logLines().filter { $0.contains(" unscanned ") }
        #expect(lines.count == (row.warns ? 1 : 0))
        #expect(lines.allSatisfy { $0.contains("rules=words ") && $0.contains("reason=too_large") }, "\(lines)")
    }
}
