import EmendCore
import EmendMatching
import EmendPlatform
import EmendRules
import Testing

struct DecisionTests {
    @Test func `effects of all rules become one change and the first rule wins a place`() throws {
        let bench = try Bench(
            """
            version: 1
            rules:
              - id: one
                when: { text: { detect: [email, credit_card] } }
                then:
                  - tag: ["pii:{entity}", seen]
                  - metadata: { found: "{entity}", by: "{rule}" }
                  - translate: { to: de }
                  - mark: read
              - id: two
                when: { provider: amity }
                then:
                  - metadata: { by: "{rule}" }
                  - tag: [seen, "on:{date}"]
                  - translate: { to: fr }
                  - mark: { as: read, by: recipient }
                  - mark: { as: delivered, by: u7, scope: dialog }
                  - flag
            """)
        let decision = bench.judge("a@b.org 4111111111111111 and a second address c@d.org in English prose")
        let change = try #require(decision.change)
        #expect(change.tags == ["pii:email", "pii:credit_card", "seen", "on:2026-01-01"])
        #expect(
            change.metadata == [
                MetadataEntry(key: "found", value: "email,credit_card"), MetadataEntry(key: "by", value: "one"),
            ])
        #expect(change.translation == Translation(language: "en", target: "de"))
        #expect(change.marks == [Mark(.read), Mark(.delivered, by: .user("u7"), scope: .dialog)])
        #expect(
            decision.outcomes.map(\.effects) == [
                [.tag("pii:email"), .tag("pii:credit_card"), .tag("seen"), .metadata, .translate, .mark(.read)],
                [.tag("seen"), .tag("on:2026-01-01"), .mark(.delivered)],
            ])
        #expect(
            decision.outcomes.map(\.actions) == [
                ["tag", "metadata", "translate", "mark"], ["metadata", "tag", "translate", "mark", "flag"],
            ])
        #expect(decision.outcomes[0].entities.map(\.count) == [2, 1])
        #expect(decision.language == "en")
    }

    @Test func `what cannot be changed is told of the rule that found it and of no other`() throws {
        let bench = try Bench(
            """
            version: 1
            rules:
              - { id: a, when: { text: { detect: [email] } }, then: [{ redact: {} }] }
              - { id: b, when: { text: { detect: [credit_card] } }, then: [{ redact: {} }] }
            """
        )
        var view = TextView(text: "a@b.org")
        view.parts.append(TextPart(PartKey(.attachment, 0), "c@d.org 4111111111111111", isFixed: true))
        let decision = bench.judge(view)
        #expect(decision.change?.text.map(\.newText) == ["[email]"])
        #expect(decision.outcomes.map(\.effects) == [[.redact], [.redact]])
        #expect(decision.outcomes.map(\.leavesText) == [.contentType, .contentType])
        view.parts[1].text = "4111111111111111"
        #expect(bench.judge(view).outcomes.map(\.leavesText) == [nil, .contentType])
        view.parts.removeFirst()
        #expect(bench.judge(view).change == nil)
        #expect(bench.judge(view).outcomes.map(\.effects) == [[.redact]])
    }

    struct Flow: CustomTestStringConvertible, Sendable {
        var name: String
        var rules: String
        var summary: [String]
        var judgement: Decision.Judgement
        var redacted: String
        var testDescription: String { name }
    }

    static let flows = [
        Flow(
            name: "stop keeps what came before", rules: "a[redact] a[stop] a[redact]",
            summary: ["r0:matched", "r1:matched"],
            judgement: .matched, redacted: "[r0]"),
        Flow(
            name: "stop of a shadow rule stops nothing", rules: "~a[stop] a[redact]",
            summary: ["~r0:matched", "r1:matched"], judgement: .matched, redacted: "[r1]"),
        Flow(
            name: "a stop that does not match stops nothing", rules: "b[stop] a[redact]", summary: ["r1:matched"],
            judgement: .matched, redacted: "[r1]"),
        Flow(
            name: "a shadow rule changes nothing", rules: "~a[redact]", summary: ["~r0:matched"], judgement: .clean,
            redacted: "a"),
        Flow(name: "a disabled rule is not judged", rules: "-a[redact]", summary: [], judgement: .clean, redacted: "a"),
        Flow(name: "flag only records", rules: "a[flag]", summary: ["r0:matched"], judgement: .matched, redacted: "a"),
    ]

    @Test(arguments: flows)
    func `rules follow each other as their modes say`(_ flow: Flow) throws {
        let rules = flow.rules.split(separator: " ").enumerated().map { index, rule in
            let mode = rule.hasPrefix("~") ? "shadow" : rule.hasPrefix("-") ? "disabled" : "live"
            let letter = rule.drop { "~-".contains($0) }.prefix(1)
            let action = rule.contains("redact") ? "{ redact: {} }" : rule.contains("stop") ? "stop" : "flag"
            return
                "  - { id: r\(index), mode: \(mode), when: { text: { regex: '\\b\(letter)\\b' } }, then: [\(action)] }"
        }
        let bench = try Bench("version: 1\nrules:\n" + rules.joined(separator: "\n"))
        let decision = bench.judge("a")
        #expect(decision.summary == flow.summary)
        #expect(decision.judgement == flow.judgement)
        #expect(bench.redacted("a") == flow.redacted)
        #expect(bench.ruleset.disabled == (flow.rules.hasPrefix("-") ? ["r0"] : []))
    }

    static let policies: [(policy: String, actions: [String], text: String?, spans: [TextSpan])] = [
        ("flag", ["flag"], nil, []), ("ignore", [], nil, []),
        ("redact_all", ["redact"], "[unscanned]", [TextSpan(0..<600, "unscanned")]),
    ]

    @Test(arguments: policies)
    func `a message over the limit is never no match`(
        _ row: (policy: String, actions: [String], text: String?, spans: [TextSpan])
    ) throws {
        var bench = try Bench.rule(when: "{ text: { regex: zzz } }", more: "    on_unscanned: \(row.policy)\n")
        bench.context.textLimitBytes = 500
        let decision = bench.judge(String(repeating: "x", count: 600))
        #expect(decision.judgement == .unscanned(.tooLarge))
        #expect(decision.outcomes.map(\.actions) == [row.actions])
        #expect(decision.outcomes.map(\.spans) == [row.spans])
        #expect(decision.change?.text.first?.newText.string == row.text)
    }

    @Test func `the match limit of a rule is its own`() throws {
        let text = String(repeating: "a", count: 24) + "!"
        let low = try Bench.rule(when: "{ text: { regex: '(a+)+$' } }", then: "[flag]")
        #expect(low.judge(text).judgement == .unscanned(.limit))
        let high = try Bench.rule(
            when: "{ text: { regex: '(a|aa)+$' } }", then: "[flag]", more: "    limits: { match: 100000 }\n")
        let low2 = try Bench.rule(when: "{ text: { regex: '(a|aa)+$' } }", then: "[flag]")
        let short = String(repeating: "a", count: 19) + "!"
        #expect(low2.judge(short).judgement == .unscanned(.limit))
        #expect(high.judge(short).judgement == .clean)
    }

    @Test func `a deadline that is over is told as such`() throws {
        var bench = try Bench.rule(when: "{ text: { regex: '(a+)+b' } }", then: "[flag]")
        bench.context.deadline = Deadline { true }
        #expect(bench.judge(String(repeating: "ab ", count: 4000)).summary.last == "r1:unscanned(deadline)")
    }

    static let filters: [(keys: String, kind: SenderKind, event: EventKind?, applies: Bool)] = [
        ("", .visitor, nil, true), ("", .agent, .edited, true), ("", .bot, nil, false), ("", .system, nil, false),
        ("    from: [bot]\n", .bot, nil, true), ("    from: bot\n", .visitor, nil, false),
        ("    events: [created]\n", .visitor, .edited, false), ("    events: [edited]\n", .visitor, nil, false),
        ("    events: [edited]\n", .visitor, .edited, true),
    ]

    @Test(arguments: filters)
    func `from and events choose messages`(_ row: (keys: String, kind: SenderKind, event: EventKind?, applies: Bool))
        throws
    {
        var bench = try Bench.rule(when: "{ provider: amity }", then: "[flag]", more: row.keys)
        bench.message.sender.kind = row.kind
        bench.message.event = row.event
        #expect(bench.ruleset.applies(to: bench.message, bench.context) == row.applies)
        #expect((bench.judge("x").judgement == .matched) == row.applies)
    }

    @Test func `what one redaction uncovers is found at once`() throws {
        let bench = try Bench.rule(when: "{ text: { regex: '(?<![0-9] )[0-9]{3}-[0-9]{2}|[0-9]{8}' } }")
        #expect(bench.redacted("12345678 123-45") == "[r1] [r1]")
    }

    @Test func `finds without number take time by their number only`() throws {
        let bench = try Bench.rule(
            when: "{ any: [{ text: { regex: '[0-9]' } }, { text: { regex: '(?s).++' } }] }",
            then: "[{ redact: { mask: '*' } }]")
        let decision = bench.judge(String(repeating: "1 ", count: 100_000))
        #expect(decision.outcomes.first?.spans.count == FindLimit.perSearch + 1)
        #expect(decision.change?.text.first?.newText.bytes.contains(UInt8(ascii: "1")) == false)
    }

    @Test func `the digest covers names and texts but not line ends`() throws {
        func input(_ name: String, _ text: String) throws -> [UInt8] {
            try #require(Ruleset.compile(files: [SourceFile(path: name, bytes: Array(text.utf8))]).ruleset).digestInput
        }
        let text = "version: 1\nrules: []\n"
        #expect(try input("a", text) == input("a", "version: 1\r\nrules: []\r\n"))
        #expect(try input("a", text) != input("b", text))
        #expect(try input("a", text) != input("a", text + "# more\n"))
    }

    @Test func `the digest covers time zones but not the folder of the files`() throws {
        let text = "version: 1\nrules: [{ id: a, when: { time: { days: mon, zone: Europe/Berlin } }, then: [flag] }]"
        func input(path: String, zone: [UInt8]) throws -> [UInt8] {
            let file = SourceFile(path: path, name: "a.yaml", bytes: Array(text.utf8))
            return try #require(Ruleset.compile(files: [file], CompileEnvironment(zones: { _ in zone })).ruleset)
                .digestInput
        }
        let zone = try FileSystem.read("/usr/share/zoneinfo/Europe/Berlin")
        #expect(try input(path: "a.yaml", zone: zone) == input(path: "/srv/rules/a.yaml", zone: zone))
        #expect(try input(path: "a.yaml", zone: zone) != input(path: "a.yaml", zone: zone + [10]))
    }

    @Test func `defaults of a file hold where a rule says nothing`() throws {
        let bench = try Bench(
            """
            version: 1
            defaults: { from: [bot], mode: shadow, on_unscanned: ignore, owner: team }
            rules:
              - { id: a, when: { provider: amity }, then: [flag] }
              - { id: b, from: visitor, mode: live, when: { provider: amity }, then: [flag] }
            """)
        #expect(bench.ruleset.rules.map(\.mode) == [.shadow, .live])
        #expect(bench.ruleset.rules.map(\.from) == [[.bot], [.visitor]])
        #expect(bench.ruleset.rules.map(\.owner) == ["team", "team"])
        #expect(bench.ruleset.rules.map(\.onUnscanned) == [.ignore, .ignore])
    }
}
