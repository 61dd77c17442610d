import EmendCore
import EmendRules
import Testing

struct CheckTests {
    static let rows: [(rules: String, found: [String])] = [
        ("{ id: a, when: { text: { regex: x } }, then: [flag] }", ["W103"]),
        ("{ id: a, when: { text: { regex: '(x+)+$' } }, then: [flag], tests: [{ text: y, clean: true }] }", ["E107"]),
        (
            "{ id: a, when: { text: { regex: 'https://ex\\.org/(?:\\w+/?)+[#!]' } }, then: [flag], tests: [{ text: y, clean: true }] }",
            ["E107"]
        ),
        ("{ id: a, when: { text: { regex: '\\w+@\\w+' } }, then: [flag], tests: [{ text: y, clean: true }] }", []),
        (
            "{ id: secret, when: { text: { keywords: [secret] } }, then: [{ redact: {} }], tests: [{ text: y, clean: true }] }",
            ["E108"]
        ),
        (
            "{ id: a, when: { text: { regex: 'id (?<n>\\S+)' } }, then: [{ redact: { group: n } }], tests: [{ text: id 7, becomes: 'id [n]' }] }",
            ["E108"]
        ),
        (
            "{ id: a, when: { text: { regex: '\\d{4}' } }, then: [{ redact: { mask: '*', keep_last: 2 } }], tests: [{ text: '1234', becomes: '**34' }] }",
            []
        ),
        (
            "{ id: a, when: { text: { regex: '\\d{2,4}' } }, then: [{ redact: { mask: '*', keep_last: 2 } }], tests: [{ text: '1234', becomes: '**34' }] }",
            ["E108"]
        ),
        (
            "{ id: a, when: { provider: amity }, then: [{ redact: { of: message, with: gone } }], tests: [{ text: y, becomes: gone }] }",
            []
        ),
        (
            "{ id: a, when: { text: { longer_than: 3 } }, then: [{ redact: { of: message, with: '[hidden text]' } }], tests: [{ text: y, clean: true }] }",
            ["E108"]
        ),
        (
            "{ id: a, when: { text: { longer_than: 30 } }, then: [{ redact: { of: message, with: '[hidden text]' } }], tests: [{ text: y, clean: true }] }",
            []
        ),
        (
            "{ id: a, when: { text: { regex: 'f..' } }, then: [{ redact: { mask: '*', keep_first: 1 } }], tests: [{ text: y, clean: true }] }",
            ["E108"]
        ),
        (
            "{ id: a, when: { text: { regex: '\\d{4,}' } }, then: [{ redact: { mask: '*', keep_last: 4 } }], tests: [{ text: y, clean: true }] }",
            ["E108"]
        ),
        (
            "{ id: a, when: { text: { regex: '\\b(?:no|id)[- ]?(?<n>[A-Z]{2}\\d{6,8})\\b' } }, then: [{ redact: { group: n, mask: '*', keep_last: 2 } }], tests: [{ text: y, clean: true }] }",
            []
        ),
        (
            "{ id: a, when: { text: { regex: 'x(?=y)|pass(?:word)?: (?<p>\\S+)' } }, then: [{ redact: { mask: '#' } }], tests: [{ text: y, clean: true }] }",
            []
        ),
        (
            "{ id: a, when: { text: { regex: 'x(?=y)|pass(?:word)?: (?<p>\\S+)' } }, then: [{ redact: { group: p, mask: '#' } }], tests: [{ text: z, clean: true }] }",
            ["E108"]
        ),
        (
            "{ id: a, when: { text: { regex: '!+' } }, then: [{ redact: { mask: '!' } }], tests: [{ text: y, clean: true }] }",
            ["E108"]
        ),
        (
            "{ id: a, when: { text: { detect: [credit_card, email, phone, iban, us_ssn, ipv4, url] } }, then: [{ redact: { mask: '*', keep_last: 4 } }], tests: [{ text: y, clean: true }] }",
            []
        ),
        ("{ id: a, when: { text: { regex: y } }, then: [flag], tests: [{ text: y, hits: [zz] }] }", ["E008"]),
        (
            "{ id: a, when: { text: { regex: y } }, then: [flag], tests: [{ text: y, hits: [a, b] }] }, { id: b, when: { text: { regex: y } }, then: [flag], tests: [{ text: y, ruleset: true, hits: [a, b] }] }",
            ["E008"]
        ),
        (
            "{ id: a, when: { provider: amity }, then: [{ translate: { to: en } }], tests: [{ text: y, hits: [a] }] }, { id: b, when: { text: { regex: x } }, then: [{ translate: { to: de } }], tests: [{ text: y, clean: true }] }",
            ["W101"]
        ),
        (
            "{ id: a, when: { provider: amity }, then: [{ translate: { to: en } }], tests: [{ text: y, hits: [a] }] }, { id: b, when: { provider: gleap }, then: [{ translate: { to: de } }], tests: [{ text: y, hits: [b] }] }",
            []
        ),
        ("{ id: a, when: { provider: [amity] }, then: [{ mark: read }], tests: [{ text: y, hits: [a] }] }", ["E109"]),
        (
            "{ id: a, when: { provider: [amity, quickblox] }, then: [{ mark: read }], tests: [{ text: y, hits: [a] }] }",
            ["W102"]
        ),
        ("{ id: a, when: { text: { regex: y } }, then: [{ mark: read }], tests: [{ text: y, hits: [a] }] }", []),
        (
            "{ id: a, when: { not: { provider: quickblox } }, then: [{ mark: read }], tests: [{ text: y, hits: [a] }] }",
            ["E109"]
        ),
    ]

    @Test(arguments: rows)
    func `check finds what compiling cannot`(_ row: (rules: String, found: [String])) throws {
        let bench = try Bench("version: 1\nrules: [\(row.rules)]")
        let environment = CompileEnvironment(support: { provider, effect, _, _ in
            if case .mark = effect, provider != .quickblox { .no("use a tag") } else { .yes }
        })
        let found = bench.ruleset.check(environment, scratch: JudgingScratch())
        #expect(found.map(\.id.rawValue) == row.found, "\(found)")
    }

    /// What the clock says at each look, in turn; the last step repeats.
    static let clocks: [(steps: [Int64], found: [String])] = [
        ([1_000], []), ([79_000], []), ([100_000], ["W104"]), ([900_000, 800_000, 2_000], []), ([0], []),
    ]

    @Test(arguments: clocks)
    func `a pattern is slow when no measurement of it is quick`(_ row: (steps: [Int64], found: [String])) throws {
        let bench = try Bench.rule(
            when: "{ text: { regex: 'a[0-9]+' } }", then: "[flag]", more: "    tests: [{ text: y, clean: true }]\n")
        var (looks, time) = (0, Int64(0))
        // Time passes between the first and the second look of a pair.
        let found = bench.ruleset.check(.offline, scratch: JudgingScratch()) {
            if looks % 2 == 1 { time += row.steps[min(looks / 2, row.steps.count - 1)] }
            looks += 1
            return time
        }
        #expect(found.map(\.id.rawValue) == row.found)
        #expect(found.allSatisfy { $0.message.contains("about 12 microseconds") && $0.location.line == 4 })
        #expect(bench.ruleset.check(.offline, scratch: JudgingScratch()) == [])
    }

    struct AccountRow: Sendable, CustomTestStringConvertible {
        var rule: String
        var found: [String]
        var testDescription: String { rule }
    }

    /// Accounts `chat` (amity), `desk` (gleap) and `shop` (gleap); `desk` tags nothing, `shop` nothing of agents.
    static let accountRows = [
        AccountRow(rule: "when: { provider: gleap }, then: [{ redact: { of: message } }]", found: []),
        AccountRow(
            rule: "when: { account: desk }, then: [{ tag: [a] }]",
            found: ["E109: `tag` is impossible in every account that the rule reaches: `desk`; add a key"]),
        AccountRow(
            rule: "when: { provider: gleap }, from: [visitor], then: [{ tag: [a] }]",
            found: ["W102: `tag` is impossible at `desk`; add a key"]),
        AccountRow(
            rule: "when: { account: shop }, then: [{ tag: [a] }]",
            found: ["W102: `tag` is impossible at `shop` for messages of agent; only visitors"]),
        AccountRow(
            rule: "when: { account: shop }, from: [agent], then: [{ tag: [a] }]",
            found: ["E109: `tag` is impossible in every account that the rule reaches: `shop`; only visitors"]),
        AccountRow(
            rule: "when: { account: chat, provider: gleap }, then: [flag]",
            found: [
                "W105: the rule `a` reaches no configured account; its `provider` or `account` conditions leave none"
            ]),
        AccountRow(rule: "when: { provider: quickblox }, then: [{ mark: read }]", found: []),
        AccountRow(
            rule: "when: { provider: quickblox }, then: [{ tag: [a] }]",
            found: ["E109: `tag` is impossible at `quickblox`; flag it"]),
        AccountRow(rule: "when: { account: chat }, then: [{ tag: [a, '{language}-of-it'] }]", found: []),
        AccountRow(
            rule: "when: { account: chat }, then: [{ tag: [a, longer] }]",
            found: [
                "E109: the tag `longer` is impossible in every account that the rule reaches: `chat`; shorten it"
            ]),
        AccountRow(
            rule: "when: { account: [chat, shop] }, from: [visitor], then: [{ tag: [longer] }]",
            found: ["W102: the tag `longer` is impossible at `chat`; shorten it"]),
        AccountRow(
            rule: "when: { account: chat }, then: [{ tag: [a, b] }, { tag: [b, c] }]",
            found: [
                "E109: a list of 3 tags is impossible in every account that the rule reaches: `chat`; a message carries at most 2 there"
            ]),
        AccountRow(rule: "mode: disabled, when: { account: chat, provider: gleap }, then: [flag]", found: []),
    ]

    @Test(arguments: accountRows)
    func `what accounts cannot do is told with their names`(_ row: AccountRow) throws {
        let tests = "tests: [{ text: y, hits: [a] }]"
        let bench = try Bench("version: 1\nrules: [{ id: a, \(row.rule), \(tests) }]")
        let url = try URLOrigin("https://example.org")
        let accounts = [("chat", Provider.amity), ("desk", .gleap), ("shop", .gleap)].map { name, provider in
            AccountSettings(name: name, provider: provider, url: url, realm: name, rate: Rate(1, per: .seconds(1)))
        }
        let environment = CompileEnvironment(
            accounts: accounts,
            support: { provider, effect, kind, account in
                guard case .tag(let text) = effect else { return .yes }
                if provider == .quickblox { return .no("flag it") }
                if account?.name == "chat" { return text.count > 5 ? .no("shorten it") : .yes }
                if account?.name == "desk" { return .no("add a key") }
                return account?.name == "shop" && kind == .agent ? .no("only visitors") : .yes
            }, mostTags: { $0 == .amity ? 2 : nil })
        let found = bench.ruleset.check(environment, scratch: JudgingScratch())
        #expect(
            found.map { "\($0.id.rawValue): \($0.message)" + ($0.hint.map { "; \($0)" } ?? "") } == row.found)
    }
}
