import EmendCore
import EmendMatching
import Testing

struct PatternTests {
    let scratch = MatchScratch()

    struct Row: CustomTestStringConvertible, Sendable {
        let pattern: String
        let text: String
        let found: [String]
        var testDescription: String { "\(pattern) in \(text)" }
    }
    static let rows = [
        Row(pattern: "a+", text: "aa b a", found: ["aa", "a"]),
        Row(pattern: "(?i)straße", text: "STRAßE 😀 Straße", found: ["STRAßE", "Straße"]),
        Row(pattern: #"(?<=€)\d+"#, text: "€12 €٣٤", found: ["12", "٣٤"]),
        Row(pattern: #"\bπ\w*"#, text: "επ πάντα", found: ["πάντα"]),
        Row(pattern: "😀.", text: "x😀👍🏽", found: ["😀👍"]),
        Row(pattern: "|b", text: "abab", found: ["b", "b"]),
        Row(pattern: "(?i)k", text: "k\u{212A}K", found: ["k", "\u{212A}", "K"]),
        Row(pattern: "x", text: "", found: []),
    ]

    @Test(arguments: rows) func `finds byte ranges of all matches`(_ row: Row) throws {
        let text = ValidUTF8(row.text)
        let outcome = try Pattern(row.pattern).matches(in: text, scratch: scratch)
        #expect(outcome.matches.map { String(decoding: text.bytes[$0.range], as: UTF8.self) } == row.found)
        #expect(outcome.unknown == nil)
    }

    @Test func `an empty match is true and binds nothing`() throws {
        let outcome = try Pattern("x*").matches(in: "abc", scratch: scratch)
        #expect(outcome.matches.isEmpty && outcome.matchedEmpty && outcome.truth == true)
        #expect(try Pattern("^$").matches(in: "", scratch: scratch).truth == true)
        #expect(try Pattern("^$").matches(in: "a", scratch: scratch).truth == false)
    }

    @Test func `groups have names, numbers and ranges`() throws {
        let pattern = try Pattern(#"(?<year>\d{4})-(?<month>\d\d)(-\d\d)?"#)
        #expect(pattern.names.map(\.name) == ["year", "month"])
        let match = try #require(pattern.matches(in: "ü 2026-03", scratch: scratch, groups: true).matches.first)
        #expect(match.range == 3..<10)
        #expect(match.group(try #require(pattern.number(of: "month"))) == 8..<10)
        #expect(match.group(3) == nil)
    }

    @Test func `a match may begin at any place of a text longer than a window`() throws {
        let pattern = try Pattern("(?<=ä)needle")
        for padding in [0, 100, 127, 128, 129, 255, 256, 257, 1000] {
            let text = ValidUTF8(
                String(repeating: "ä", count: padding + 1) + "needle" + String(repeating: "ä", count: 600))
            let found = pattern.matches(in: text, scratch: scratch).matches.map(\.range)
            #expect(found == [2 * padding + 2..<2 * padding + 8])
        }
    }

    struct Refusal: CustomTestStringConvertible, Sendable {
        let pattern: String
        let offset: Int
        let message: String
        var testDescription: String { String(pattern.prefix(30)) }
    }
    static let refusals = [
        Refusal(pattern: "buy (now", offset: 8, message: "missing closing parenthesis"),
        Refusal(pattern: "äö[b-a]", offset: 5, message: "range out of order in character class"),
        Refusal(pattern: #"a\C"#, offset: 3, message: #"using \C is disabled by the application"#),
        Refusal(pattern: "(*LIMIT_MATCH=1)a", offset: 0, message: "(*LIMIT_...) is not allowed"),
        Refusal(pattern: "(*NO_JIT)a", offset: 0, message: "(*NO_JIT...) is not allowed"),
        Refusal(pattern: "(*UTF)a", offset: 0, message: "(*UTF...) is not allowed"),
        Refusal(pattern: #"é\Ga"#, offset: 1, message: #"\G is not allowed"#),
        Refusal(pattern: "ab(*SKIP)c", offset: 2, message: "(*SKIP) is not allowed"),
        Refusal(
            pattern: String(repeating: "a", count: 4097), offset: 4097, message: "pattern is longer than 4096 bytes"),
        Refusal(
            pattern: String(repeating: "(", count: 51) + "a" + String(repeating: ")", count: 51), offset: 51,
            message: "parentheses are too deeply nested"),
        Refusal(pattern: String(repeating: "(a)", count: 65), offset: 0, message: "more than 64 groups"),
    ]

    @Test(arguments: refusals) func `a pattern that cannot be used says why and where`(_ row: Refusal) {
        #expect(throws: PatternError(message: row.message, offset: row.offset)) { try Pattern(row.pattern) }
    }

    @Test func `a quoted backslash G is only text`() throws {
        #expect(try Pattern(#"\Q\G\E"#).matches(in: #"a\G"#, scratch: scratch).matches.map(\.range) == [1..<3])
    }

    @Test func `what cannot be judged is never no match`() throws {
        let outcome = try Pattern("(a+)+$").matches(
            in: ValidUTF8(String(repeating: "a", count: 64) + "!"), scratch: scratch)
        #expect(outcome.unknown == .limit && outcome.truth == nil)
    }

    @Test func `finds before and behind a place that hits the limit are kept`() throws {
        let hostile = "zz " + String(repeating: "a", count: 40) + "!" + String(repeating: " ", count: 600) + "zz"
        let outcome = try Pattern("zz|(?:a+)+b").matches(in: ValidUTF8(hostile), scratch: scratch)
        #expect(outcome.unknown == .limit)
        #expect(outcome.matches.map(\.range) == [0..<2, hostile.utf8.count - 2..<hostile.utf8.count])
    }

    @Test func `a long hostile text stops at the deadline`() throws {
        let text = ValidUTF8(String(repeating: "a.", count: 32 * 1024))
        var looks = 0
        let deadline = Deadline {
            looks += 1
            return looks > 5
        }
        let outcome = try Pattern(#"(?:\w+\.)+[#!]"#).matches(in: text, scratch: scratch, deadline: deadline)
        #expect(outcome.unknown == .deadline && looks == 6)
    }

    @Test func `many matches look at the deadline too`() throws {
        let text = ValidUTF8(String(repeating: "ab", count: 2000))
        let outcome = try Pattern("a").matches(in: text, scratch: scratch, deadline: Deadline { true })
        #expect(outcome.unknown == .deadline && outcome.matches.count < 20)
    }

    @Test func `the stack of compiled code ends as a limit`() throws {
        let pattern = try Pattern(#"\A(?:(a)|b)*[cd]"#, matchLimit: Pattern.highestMatchLimit)
        let outcome = pattern.matches(in: ValidUTF8(String(repeating: "ab", count: 50_000)), scratch: scratch)
        #expect(outcome.unknown == .limit)
    }

    @Test(arguments: [
        ("(a+)+$", true), (#"(?:\w+\.?)+[#!]{3}"#, true), (#"(\d+,?)*;"#, true), (#"\d{4}-\d{4}"#, false),
        ("(?:a++)+$", false),
        (#"\b[\w.]+@\w+\.com\b"#, false),
    ])
    func `a pattern that runs wild on its own pieces gives itself away`(source: String, isWild: Bool) throws {
        #expect((try Pattern(source).textThatHitsLimit(scratch: scratch) != nil) == isWild)
    }

    @Test func `one pattern serves many threads`() async throws {
        let pattern = try Pattern(#"(\d+)-(\d+)"#)
        let counts = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let scratch = MatchScratch()
                    return (0..<500).reduce(0) { sum, _ in
                        sum + pattern.matches(in: "1-2 33-44 x", scratch: scratch).matches.count
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == Array(repeating: 1000, count: 8))
    }

    @Test(arguments: [("a.c", "abc", true), ("a.c", "abcd", false), ("a|ab", "ab", true), ("", "", true)])
    func `an exception has to match all of the text`(pattern: String, text: String, expected: Bool) throws {
        #expect(try Pattern(pattern).matchesAll(of: Subject(ValidUTF8(text)), scratch: scratch) == expected)
    }
}

struct GroupPlacementTests {
    static let rows: [(String, GroupPlacement?)] = [
        (#"https://x\.com/(?<id>\d+)"#, .plain), (#"(?:a(?<id>b))?"#, .plain), (#"(?i)(?<id>b)[)(]"#, .plain),
        (#"(?:a(?<id>b))+"#, .repeated), (#"(?<id>b){2}"#, .repeated), (#"((?<id>b)c)*"#, .repeated),
        (#"a(?=(?<id>b))"#, .lookaround), (#"(?<!(?<id>b))c"#, .lookaround), (#"(?:(?=(?<id>b)))*"#, .lookaround),
        (#"(?x) (?<id>b) # )+"#, .unclear), (#"(?|(?<id>a)|(?<id>b))"#, .unclear), (#"\Q(\E(?<id>a)"#, .unclear),
        (#"[]([:alpha:]\]](?<id>b)"#, .plain), ("(?P<id>a)(?'other'b)+", .plain), ("(?<other>a)", nil),
    ]

    @Test(arguments: rows) func `tells whether a group can be hidden alone`(source: String, expected: GroupPlacement?)
        throws
    {
        #expect(try Pattern(source).placement(of: "id") == expected)
    }
}
