import EmendCore
import EmendMatching
import EmendRules
import Testing

/// More finds than one rule keeps: the rest counts as not judged, and says so.
struct FindLimitTests {
    static let most = FindLimit.perSearch

    struct Row: CustomTestStringConvertible, Sendable {
        let when: String
        let unit: String
        var searches = 1
        var testDescription: String { when }
    }

    static let rows = [
        Row(when: "{ text: { regex: a } }", unit: "ab"), Row(when: "{ text: { keywords: [ab] } }", unit: "ab "),
        Row(when: "{ text: { detect: email } }", unit: "a@b.org "),
        Row(when: "{ any: [{ text: { regex: a } }, { text: { regex: b } }] }", unit: "ab ", searches: 2),
        Row(when: "{ text: { regex: '(?:a*)*' } }", unit: "ab"),
        Row(when: "{ text: { regex: a, except: [x] } }", unit: "ab"),
    ]

    @Test(arguments: rows) func `a rule keeps so many finds and leaves the rest unscanned`(_ row: Row) throws {
        let bench = try Bench.rule(when: row.when, then: "[{ redact: { with: '#' } }]")
        let decision = bench.judge(String(repeating: row.unit, count: Self.most + 500))
        #expect(decision.summary == ["r1:matched", "r1:unscanned(limit)"])
        #expect(decision.outcomes.first?.spans.count == Self.most * row.searches)
    }

    @Test(arguments: rows.prefix(3)) func `below the limit everything is found`(_ row: Row) throws {
        let bench = try Bench.rule(when: row.when, then: "[{ redact: { with: '#' } }]")
        let decision = bench.judge(String(repeating: row.unit, count: Self.most - 500))
        #expect(decision.summary == ["r1:matched"])
        #expect(decision.outcomes.first?.spans.count == Self.most - 500)
    }

    @Test func `what only asks whether there is a match needs one`() throws {
        let bench = try Bench.rule(when: "{ not: { text: { regex: a } } }", then: "[flag]")
        #expect(bench.judge(String(repeating: "a", count: 2 * Self.most)).summary == [])
    }

    @Test func `the other rules judge all of the text`() throws {
        let bench = try Bench(
            """
            version: 1
            rules:
              - { id: many, when: { text: { regex: a } }, then: [{ redact: { with: '#' } }], on_unscanned: ignore }
              - { id: last, when: { text: { regex: z } }, then: [flag] }
            """)
        let decision = bench.judge(String(repeating: "ab", count: Self.most + 1) + "z")
        #expect(decision.summary == ["many:matched", "many:unscanned(limit)", "last:matched"])
    }

    @Test func `the deadline is seen between finds and exceptions`() throws {
        for when in ["{ text: { regex: a } }", "{ text: { regex: a, except: 'b' } }", "{ text: { detect: email } }"] {
            var bench = try Bench.rule(when: when)
            var looks = 0
            bench.context.deadline = Deadline {
                looks += 1
                return looks > 2
            }
            let decision = bench.judge(String(repeating: "a@b.org ", count: 5000))
            #expect(decision.summary.last == "r1:unscanned(deadline)", "\(when)")
        }
    }

    @Test func `a scan for detectors counts in one pass`() throws {
        let scanner = TextScanner(detectors: Detectors.all, now: .noon)
        let result = scanner.scan(ValidUTF8(String(repeating: "ä a@b.org ", count: 3000)))
        #expect(result.spans.count == 3000 && result.spans.last?.range == 29_992..<29_999)
    }
}
