import EmendCore
import EmendRules
import Testing

struct RedactionTests {
    struct Row: CustomTestStringConvertible, Sendable {
        var name: String
        var when: String
        var redact: String
        var text: String
        var becomes: String
        var testDescription: String { name }

        init(_ name: String, _ when: String, _ redact: String, _ text: String, _ becomes: String) {
            (self.name, self.when, self.redact, self.text, self.becomes) = (name, when, redact, text, becomes)
        }
    }

    static let rows = [
        Row(
            "a detector's name is the entity", "{ text: { detect: [credit_card] } }", "{}", "card 4111 1111 1111 1111!",
            "card [credit_card]!"),
        Row("a regex's entity is the rule", "{ text: { regex: 'ab+' } }", "{}", "xabby", "x[r1]y"),
        Row(
            "a group's name is the entity", "{ text: { regex: 'id=(?<num>\\d+)' } }", "{ group: num }", "id=77;",
            "id=[num];"),
        Row(
            "text with placeholders", "{ text: { keywords: [foo] } }",
            "{ with: '<{rule} {account} {provider} {date} {entity}>' }", "a foo b",
            "a <r1 helpdesk amity 2026-01-01 r1> b"),
        Row("language in a text", "{ text: { keywords: [foo] } }", "{ with: '{language}' }", "foo", "und"),
        Row(
            "mask keeps last", "{ text: { detect: credit_card } }", "{ mask: '*', keep_last: 4 }",
            "4111 1111 1111 1111", "**** **** **** 1111"),
        Row(
            "mask keeps first and last", "{ text: { regex: '[a-z]+' } }", "{ mask: '•', keep_first: 1, keep_last: 2 }",
            "abcdef", "a•••ef"),
        Row(
            "mask that would keep all hides all", "{ text: { regex: '\\d+' } }",
            "{ mask: '#', keep_first: 2, keep_last: 2 }", "x 1234", "x ####"),
        Row(
            "mask hides marks with their letter", "{ text: { regex: 'e\\x{301}a' } }", "{ mask: '*' }", "e\u{301}a",
            "**"),
        Row(
            "mask without letters hides all", "{ text: { regex: '!+' } }", "{ mask: '*', keep_last: 1 }", "a!!!b",
            "a***b"),
        Row("mask of emoji", "{ text: { regex: '[\\p{So} ]+' } }", "{ mask: '•' }", "a😀 🚀b", "a•••b"),
        Row("mask of marks alone", "{ text: { regex: '\\p{M}+|-' } }", "{ mask: '*' }", "e\u{301}-", "e*"),
        Row("token", "{ text: { keywords: [foo] } }", "{ token: true }", "foo", "[r1:xxxxxxxx]"),
        Row("of message", "{ text: { keywords: [foo] } }", "{ of: message, with: gone }", "a foo b", "gone"),
        Row(
            "of entities", "{ text: { detect: [email, credit_card] } }", "{ of: [email] }", "a@b.org 4111111111111111",
            "[email] 4111111111111111"),
        Row(
            "group hides nothing else", "{ any: [{ text: { regex: 'k=(?<v>\\w+)' } }, { text: { detect: email } }] }",
            "{ group: v }", "k=1 a@b.org", "k=[v] a@b.org"),
        Row(
            "a group that took no part hides the match", "{ text: { regex: 'k(?:=(?<v>\\w+)|;)' } }", "{ group: v }",
            "k; k=1", "[v] k=[v]"),
        Row("nothing left", "{ text: { keywords: [foo] } }", "{ with: '' }", "foo", "[redacted]"),
        Row("only white space left", "{ text: { keywords: [foo] } }", "{ with: '' }", " foo ", "[redacted]"),
        Row("something left", "{ text: { keywords: [foo] } }", "{ with: '' }", "foo!", "!"),
        Row("equals binds all", "{ text: { equals: [abc, x] } }", "{}", "abc", "[r1]"),
        Row(
            "normalised text", "{ text: { detect: credit_card } }", "{}", "４１１１\u{200B}1111 1111 1111 ok",
            "[credit_card] ok"),
        Row("except a list", "{ text: { regex: '\\d+', except: ['12'] } }", "{}", "12 13", "12 [r1]"),
        Row("except a regex", "{ text: { regex: '\\d+', except: '1.' } }", "{}", "12 123", "12 [r1]"),
        Row("longer text only", "{ text: { regex: b, longer_than: 3 } }", "{}", "abc", "abc"),
        Row("text long enough", "{ text: { regex: b, longer_than: 3 } }", "{}", "äbcd", "ä[r1]cd"),
    ]

    @Test(arguments: rows)
    func `hides what its style says`(_ row: Row) throws {
        let bench = try Bench.rule(when: row.when, then: "[{ redact: \(row.redact) }]")
        #expect(bench.redacted(row.text) == row.becomes)
    }

    struct Overlap: CustomTestStringConvertible, Sendable {
        var name: String
        var rules: [(pattern: String, redact: String)]
        var text: String
        var becomes: String
        var testDescription: String { name }
    }

    static let overlaps = [
        Overlap(
            name: "the longest span names the union", rules: [("abc", "{ with: A }"), ("bcdef", "{ with: B }")],
            text: "xabcdefy", becomes: "xBy"),
        Overlap(
            name: "a tie goes to the first rule", rules: [("abc", "{ with: A }"), ("bcd", "{ with: B }")], text: "abcd",
            becomes: "A"),
        Overlap(
            name: "touching spans are not united", rules: [("ab", "{ with: A }"), ("cd", "{ with: B }")], text: "abcd",
            becomes: "AB"),
        Overlap(
            name: "a text beats a longer mask", rules: [("abcdef", "{ mask: '*' }"), ("bc", "{ with: B }")],
            text: "abcdef", becomes: "B"),
        Overlap(
            name: "masks hide what either hides",
            rules: [("1234", "{ mask: '*', keep_last: 2 }"), ("3456", "{ mask: '#', keep_last: 2 }")], text: "123456",
            becomes: "**##56"),
        Overlap(
            name: "spans united through a third",
            rules: [("ab", "{ with: A }"), ("de", "{ with: B }"), ("bcd", "{ with: C }")], text: "abcde", becomes: "C"),
        Overlap(
            name: "token of the longest", rules: [("abc", "{ token: true }"), ("b", "{ with: B }")], text: "abc",
            becomes: "[r0:xxxxxxxx]"),
    ]

    @Test(arguments: overlaps)
    func `unites what overlaps`(_ row: Overlap) throws {
        let rules = row.rules.enumerated().map { index, rule in
            "  - { id: r\(index), when: { text: { regex: '\(rule.pattern)' } }, then: [{ redact: \(rule.redact) }] }"
        }
        let bench = try Bench("version: 1\nrules:\n" + rules.joined(separator: "\n"))
        #expect(bench.redacted(row.text) == row.becomes)
    }

    @Test func `counts in scalars of the text view and not a detector that lost`() throws {
        let bench = try Bench.rule(
            when: "{ any: [{ text: { regex: 'mail \\S+' } }, { text: { detect: email } }] }")
        let view = TextView([
            TextPart(.text, "ääö"), TextPart(PartKey(.attachment), "mail ann@example.org then bob@example.org"),
        ])
        let outcome = try #require(bench.judge(view).outcomes.first)
        #expect(outcome.spans == [TextSpan(4..<24, "r1"), TextSpan(30..<45, "email")])
        #expect(bench.judge(view).change?.text.map(\.part) == [PartKey(.attachment)])
    }

    @Test func `judges its own output as clean`() throws {
        let bench = try Bench.rule(when: "{ text: { detect: [credit_card, email] } }")
        let once = bench.redacted("4111 1111 1111 1111 a@b.org")
        #expect(bench.judge(once).change == nil)
    }
}
