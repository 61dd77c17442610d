import EmendCore
import EmendRules
import Testing

struct ConditionTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var when: String
        var text: String
        var isMatch: Bool
        var testDescription: String { "\(when) on \(text)" }

        init(_ when: String, _ text: String, _ isMatch: Bool) {
            (self.when, self.text, self.isMatch) = (when, text, isMatch)
        }
    }

    static let rows = [
        Row("{ text: { regex: Foo } }", "foo", false),
        Row("{ text: { regex: '(?i)Foo' } }", "foo", true),
        Row("{ text: { keywords: [Foo] } }", "a foo b", true),
        Row("{ text: { keywords: [foo] } }", "food", false),
        Row("{ text: { keywords: [日本] } }", "今日本語", true),
        Row("{ text: { equals: foo } }", "foo ", false),
        Row("{ text: { longer_than: 3 } }", "äöü", false),
        Row("{ text: { longer_than: 2 } }", "äöü", true),
        Row("{ text: { regex: a, keywords: [b] } }", "a", false),
        Row("{ text: { regex: a, keywords: [b] } }", "a b", true),
        Row("{ text: { regex: [a, b] } }", "b", true),
        Row("{ text: { regex: '\\d+', except: ['1'] } }", "1", false),
        Row("{ provider: amity }", "", true),
        Row("{ provider: [gleap, amity] }", "", true),
        Row("{ provider: gleap }", "", false),
        Row("{ not: { provider: gleap } }", "", true),
        Row("{ account: helpdesk }", "", true),
        Row("{ account: other }", "", false),
        Row("{ sender: [u1, u2] }", "", true),
        Row("{ sender: U1 }", "", false),
        Row("{ sender_name: Ann }", "", true),
        Row("{ channel: web }", "", false),
        Row("{ conversation: c1 }", "", false),
        Row("{ attachments: true }", "", false),
        Row("{ attachments: false }", "", true),
        Row("{ reply: true }", "", false),
        Row("{ all: [] }", "", true),
        Row("{ any: [{ provider: gleap }, { account: helpdesk }] }", "", true),
        Row("{ provider: amity, account: other }", "", false),
        Row("{ field: { path: /type, equals: text } }", "", true),
        Row("{ field: { path: /size, equals: '10' } }", "", true),
        Row("{ field: { path: /type, in: [a, text] } }", "", true),
        Row("{ field: { path: /type, regex: '^te' } }", "", true),
        Row("{ field: { path: /type, exists: false } }", "", false),
        Row("{ field: { path: /nothing, exists: false } }", "", true),
        Row("{ field: { path: /nothing, exists: true } }", "", false),
        Row("{ field: { path: /nothing, equals: x } }", "", false),
        Row("{ not: { field: { path: /nothing, equals: x } } }", "", true),
        Row("{ field: { of: event, path: /kind, exists: false } }", "", true),
        Row("{ language: { is: [de] } }", "Guten Tag, ich habe eine Frage zu meiner Rechnung", true),
        Row("{ language: { not: [en] } }", "Guten Tag, ich habe eine Frage zu meiner Rechnung", true),
        Row("{ language: { not: [de] } }", "Guten Tag, ich habe eine Frage zu meiner Rechnung", false),
        Row("{ language: { is: [de] } }", "ok", false),
        Row("{ language: { not: [de] } }", "ok", false),
        Row("{ language: { is: [und] } }", "ok", true),
        Row("{ language: { not: [und] } }", "ok", false),
        Row("{ language: { is: [und] } }", "", false),
        Row("{ time: { between: ['12:00', '13:00'] } }", "", true),
        Row("{ time: { between: ['11:00', '12:00'] } }", "", false),
        Row("{ time: { between: ['22:00', '12:01'] } }", "", true),
        Row("{ time: { between: ['22:00', '12:00'] } }", "", false),
        Row("{ time: { between: ['00:00', '24:00'] } }", "", true),
        Row("{ time: { days: [thu] } }", "", true),
        Row("{ time: { days: [fri, wed] } }", "", false),
        Row("{ time: { days: [wed], between: ['22:00', '13:00'] } }", "", true),
    ]

    @Test(arguments: rows)
    func `leaves are true or false as the contract says`(_ row: Row) throws {
        var bench = try Bench.rule(when: row.when, then: "[flag]")
        bench.message.payload = try JSONDocument(parsing: Array(#"{"type": "text", "size": 10}"#.utf8)).root
        #expect((bench.judge(row.text).judgement == .matched) == row.isMatch)
    }

    /// `T`, `F` and `U` stand for leaves that are true, false and unknown.
    static let kleene: [(tree: String, judgement: Decision.Judgement)] = [
        ("all: [T, U]", .unscanned(.duplicateKey)), ("all: [F, U]", .clean), ("any: [T, U]", .matched),
        ("any: [F, U]", .unscanned(.duplicateKey)), ("not: U", .unscanned(.duplicateKey)),
        ("any: [{ not: T }, { not: F }]", .matched), ("all: [{ not: U }, { not: T }]", .clean),
    ]

    @Test(arguments: kleene)
    func `trees are Kleene's`(_ row: (tree: String, judgement: Decision.Judgement)) throws {
        let leaves = ["T": "{ provider: amity }", "F": "{ account: no }", "U": "{ text: { regex: x } }"]
        let tree = row.tree.map { leaves[String($0)] ?? String($0) }.joined()
        let bench = try Bench.rule(when: "{ \(tree) }", then: "[flag]")
        let view = TextView([TextPart(.text, "abc", unreadable: .duplicateKey)])
        #expect(bench.judge(view).judgement == row.judgement)
    }

    @Test func `every true leaf outside not binds, whatever its branch`() throws {
        let bench = try Bench.rule(
            when: """
                { any: [{ all: [{ text: { regex: a } }, { text: { regex: z } }] }, { text: { regex: b } },
                { not: { text: { regex: c } } }] }
                """)
        #expect(bench.redacted("abc") == "[r1][r1]c")
    }

    @Test func `a part that cannot be read makes a matched rule unscanned too`() throws {
        let bench = try Bench.rule(when: "{ text: { regex: a } }")
        let view = TextView([
            TextPart(.text, "a"), TextPart(PartKey(.attachment), "a", unreadable: .unreadableContent),
        ])
        let decision = bench.judge(view)
        #expect(decision.summary == ["r1:matched", "r1:unscanned(unreadable_content)"])
        #expect(decision.judgement == .matched)
        #expect(decision.change?.text.map(\.newText) == ["[r1]"])
    }

    @Test func `each part is matched alone`() throws {
        let bench = try Bench.rule(when: "{ text: { regex: 'a.?b' } }")
        #expect(bench.judge(TextView([TextPart(.text, "a"), TextPart(PartKey(.link), "b")])).judgement == .clean)
    }
}
