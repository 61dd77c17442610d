import EmendCore
import EmendMatching
import EmendRules
import Testing

/// What one redaction uncovers is found in the same judgement, or recorded as not scanned.
struct SettlingTests {
    /// A number shows only when no digit stands a space before it.
    static let hidingNeighbours = "{ text: { regex: '(?<![0-9] )[0-9]{3}-[0-9]{2}-[0-9]{4}' } }"

    @Test func `eight neighbours that show one by one are all hidden at once`() throws {
        let bench = try Bench.rule(when: Self.hidingNeighbours)
        let numbers = (1...8).map { "536-90-439\($0)" }.joined(separator: " ")
        let decision = bench.judge(numbers)
        #expect(bench.redacted(numbers) == Array(repeating: "[r1]", count: 8).joined(separator: " "))
        #expect(decision.summary == ["r1:matched"] && decision.outcomes.first?.spans.count == 8)
    }

    @Test func `a row too long to settle is told as not scanned`() throws {
        let bench = try Bench.rule(when: Self.hidingNeighbours)
        let decision = bench.judge(String(repeating: "536-90-4399 ", count: 20_000))
        #expect(decision.summary == ["r1:matched", "r1:unscanned(limit)"])
        #expect((decision.outcomes.first?.spans.count ?? 0) > 30)
    }

    @Test func `what could not be settled before the deadline is told as not scanned`() throws {
        var bench = try Bench(
            """
            version: 1
            rules:
              - { id: a, when: { text: { regex: '[0-9]{4}' } }, then: [{ redact: {} }] }
              - { id: b, when: { text: { regex: '[x-z]{4}' } }, then: [{ redact: {} }] }
              - { id: c, when: { text: { regex: '[x-z]{4}' } }, then: [flag] }
            """)
        bench.context.deadline = Deadline { true }
        let decision = bench.judge("pin 1234")
        #expect(decision.summary == ["a:matched", "a:unscanned(deadline)", "b:unscanned(deadline)"])
        #expect(decision.change?.text.first?.newText == "pin [a]")
        #expect(bench.judge("nothing here").summary == [])
    }

    static let policies = [("flag", "pin [r1]"), ("redact_all", "[unscanned]")]

    @Test(arguments: policies)
    func `what cannot be settled is hidden as the rule says`(policy: String, text: String) throws {
        var bench = try Bench.rule(when: "{ text: { regex: '[0-9]{4}' } }", more: "    on_unscanned: \(policy)\n")
        // Over before the first round, or within it.
        for looksBefore in [0, 1] {
            var looks = 0
            bench.context.deadline = Deadline {
                looks += 1
                return looks > looksBefore
            }
            let long = "pin 1234" + String(repeating: " ", count: looksBefore * 600)
            let decision = bench.judge(long)
            #expect(decision.summary == ["r1:matched", "r1:unscanned(deadline)"])
            #expect(decision.change?.text.first?.newText.string.hasPrefix(text) == true)
        }
    }

    @Test func `thousands of parts take time by their number only`() throws {
        let bench = try Bench.rule(when: "{ text: { regex: '[0-9]{4}' } }")
        let view = TextView((0..<9000).map { TextPart(PartKey(.link, UInt16($0)), "x 1234") })
        let decision = bench.judge(view)
        #expect(decision.change?.text.count == 9000)
        #expect(decision.outcomes.first?.spans.count == 9000)
    }
}
