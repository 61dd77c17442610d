import EmendCore
import EmendMatching
import EmendRules
import Testing

struct RuleTesterTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var when: String
        var test: String
        /// Nil: passes; else how the first failure begins.
        var failure: String?
        var testDescription: String { "\(when) \(test)" }

        init(_ when: String, _ test: String, _ failure: String? = nil) {
            (self.when, self.test, self.failure) = (when, test, failure)
        }
    }

    static let rows = [
        Row("{ text: { regex: b } }", "{ text: abc, becomes: 'a[r1]c' }"),
        Row("{ text: { regex: b } }", "{ text: abc, becomes: abc }", "`becomes` differs from character 2 on"),
        Row(
            "{ text: { regex: b } }", "{ text: abc, clean: true }",
            "`clean` expects no match, but r1 matched (r1 at 1-2)"),
        Row("{ text: { regex: b } }", "{ text: acc, clean: true }"),
        Row("{ text: { regex: b } }", "{ text: acc, clean: false }", "`clean: false` expects a match"),
        Row("{ text: { regex: b } }", "{ text: abc, hits: [r1] }"),
        Row("{ text: { regex: b } }", "{ text: abc, hits: [] }", "`hits` expects [], matched [r1]"),
        Row("{ text: { regex: b }, channel: web, reply: true }", "{ text: abc, hits: [r1] }"),
        Row("{ text: { regex: b }, not: { channel: web } }", "{ text: abc, hits: [r1] }"),
        Row("{ text: { regex: b }, account: shop }", "{ text: abc, hits: [r1] }"),
        Row("{ text: { regex: b }, account: shop }", "{ text: abc, account: other, clean: true }"),
        Row("{ text: { regex: b }, provider: [gleap, acquire] }", "{ text: abc, hits: [r1] }"),
        Row("{ text: { regex: b }, provider: gleap }", "{ text: abc, provider: acquire, clean: true }"),
        Row("{ text: { regex: b } }", "{ text: abc, from: bot, clean: true }"),
        Row("{ text: { regex: b }, time: { between: ['11:00', '13:00'] } }", "{ text: abc, hits: [r1] }"),
        Row(
            "{ text: { regex: b }, time: { between: ['11:00', '13:00'] } }",
            "{ text: abc, at: '2026-01-01T14:00:00Z', clean: true }"),
        Row(
            "{ text: { regex: '(b+)+$' } }", "{ text: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbba, clean: true }",
            "the text could not be judged (r1: limit)"),
        Row("{ language: { not: [en] }, text: { regex: o } }", "{ text: ok, clean: true }"),
        Row(
            "{ language: { not: [en] }, text: { regex: o } }",
            "{ text: ok, after: ['Guten Tag, ich habe eine Frage zu meiner Rechnung'], hits: [r1], language: de }"),
        Row("{ text: { regex: b } }", "{ text: ok, language: en }", "`language` expects en, found und"),
        Row("{ text: { regex: b } }", "{ capture: 'x.ndjson:3', clean: true }", "no such line"),
        Row("{ text: { regex: b } }", "{ capture: 'x.ndjson:1', becomes: 'a[r1]' }"),
        Row("{ text: { regex: b } }", "{ text: b, calls: [] }", "`calls` expects 0, found 1: PUT /m"),
        Row(
            "{ text: { regex: b } }", "{ text: bno, calls: [{}] }", "`calls` expects 1, found 0: `redact` is impossible"
        ),
        Row("{ text: { regex: b } }", "{ text: c, calls: [] }"),
        Row(
            "{ text: { regex: b } }",
            "{ text: b, calls: [{ method: PUT, path: /m, headers: { authorization: 'Bearer ***' }, body: { text: '[r1]', more: [1, null] } }] }"
        ),
        Row("{ text: { regex: b } }", "{ text: b, calls: [{ url: 'https://chat.example/m' }] }"),
        Row("{ text: { regex: b } }", "{ text: b, calls: [{ url: /m }] }", "call 1: expects url /m, found https"),
        Row(
            "{ text: { regex: b } }", "{ text: b, calls: [{ headers: { x: y } }] }",
            "call 1: expects header x y, found none"),
        Row(
            "{ text: { regex: b } }", "{ text: b, calls: [{ body: { text: b } }] }",
            "call 1: the body at /text differs: expects b, found \"[r1]\""
        ),
        Row(
            "{ text: { regex: b } }", "{ text: b, calls: [{ body: { text: '[r1]' } }] }",
            "call 1: the body has /more, which is not expected"),
        Row(
            "{ text: { regex: b } }", "{ text: b, calls: [{ body: { text: '[r1]', more: [1, 2] } }] }",
            "call 1: the body at /more/1 differs: expects 2, found null"),
    ]

    @Test(arguments: rows)
    func `a test beside a rule passes or says why not`(_ row: Row) throws {
        let bench = try Bench.rule(when: row.when, more: "    tests: [\(row.test)]\n")
        let environment = TestEnvironment(
            token: { _, _ in "kqzvmwpa" },
            capture: { test, _ throws(TestProblem) in
                guard case .capture(_, line: 1) = test.input else { throw TestProblem("no such line") }
                var message = bench.message
                message.text = TextView(text: "ab")
                return message
            },
            calls: { change, _, _ throws(TestProblem) in
                let text = change.text.first?.newText.string ?? ""
                guard text != "[r1]no" else { return TestCalls([], impossible: ["`redact` is impossible (no_room)"]) }
                let body = try? JSONDocument(parsing: Array(#"{"text": "\#(text)", "more": [1, null]}"#.utf8)).root
                let request = HTTPRequest(method: "PUT", target: "/m", headers: ["Authorization": "Bearer ***"])
                return TestCalls([TestCall(request, url: "https://chat.example/m", body: body)])
            })
        let results = RuleTester(bench.ruleset, environment).run()
        #expect(results.count == 1)
        let failure = results.first?.failures.first
        #expect(
            row.failure == nil ? failure == nil : failure?.hasPrefix(row.failure ?? "") == true, "\(failure ?? "-")")
    }

    @Test func `a test alone runs its rule live and one for the ruleset runs all as they are`() throws {
        let bench = try Bench(
            """
            version: 1
            rules:
              - { id: a, mode: shadow, when: { text: { regex: b } }, then: [{ redact: {} }], tests: [{ text: b, becomes: "[a]" }] }
              - { id: c, when: { text: { regex: b } }, then: [flag], tests: [{ text: b, hits: [a, c], becomes: b, ruleset: true }] }
            """)
        let results = RuleTester(bench.ruleset, TestEnvironment { _, _ in "" }).run()
        #expect(results.map(\.failures) == [[], []])
    }

    @Test func `scan redacts lines and counts scalars`() throws {
        let bench = try Bench.rule(when: "{ text: { regex: '\\d+' }, conversation: c9 }")
        let scanner = TextScanner(bench.ruleset, now: .noon) { _, _ in "" }
        let result = scanner.scan("ä 12 x")
        #expect(result.text == "ä [r1] x")
        #expect(result.spans == [TextScanner.Span(range: 2..<4, entity: "r1", rule: "r1")])
        let other = TextScanner(bench.ruleset, origin: .init(from: .bot), now: .noon) { _, _ in "" }
        #expect(other.scan("ä 12 x").text == "ä 12 x")
    }

    @Test func `detectors without rules list overlapping finds`() throws {
        let detectors = try ["url", "email"].map { try #require(Detectors.named($0)) }
        let scanner = TextScanner(detectors: detectors, now: .noon)
        let result = scanner.scan("see https://example.org/?m=ann@example.org now")
        #expect(result.spans.map(\.entity) == ["url", "email"])
        #expect(result.spans.allSatisfy { $0.rule == nil })
        #expect(result.text == "see [url] now")
    }
}
