import EmendCore
import EmendMatching
import Testing

struct NormalizedViewTests {
    static let rows: [(String, String)] = [
        ("４１１１　１１１１", "4111 1111"), ("٤١١١‑۱۱۱۱", "4111-1111"), ("a\u{200B}b\u{AD}c", "abc"), ("𝟜𝟙１①²", "41112"),
        ("jоhn＠еxample․com", "john@example.com"), ("Привет", "Привет"), ("don’t – 日本", "don't - 日本"),
        ("𝕁𝒐𝗁𝙣", "John"), ("\u{1D7D8}\u{1D7FF}", "09"), ("Ⓐⓩ🅰", "AzA"), ("é̈", "é̈"), ("👩\u{200D}💻", "👩💻"),
        ("4\u{3164}1", "41"), ("4\u{115F}1\u{1160}1", "411"), ("4\u{FFA0}1", "41"),
        ("4\u{FE0F}\u{20E3}1\u{20E3}", "41"), ("4\u{FE00}1\u{E0100}1\u{180B}", "411"), ("4\u{E0031}1\u{E007F}", "41"),
        ("4\u{34F}1\u{2063}1\u{17B4}1\u{1BCA0}", "4111"),
    ]

    @Test(arguments: rows) func `tricks become plain`(text: String, expected: String) {
        let subject = Subject(ValidUTF8(text))
        #expect(subject.normalized?.text ?? subject.text == ValidUTF8(expected))
    }

    @Test func `text that is plain has no view of its own`() {
        #expect(Subject("plain 123").normalized == nil)
        #expect(Subject("日本語 üñ").normalized == nil)
    }

    @Test func `a find is mapped back and widened to whole characters`() throws {
        let text = ValidUTF8("号 ４１\u{200D}１1\u{301}! 5")
        let outcome = try Pattern("[0-9]{4}").matches(in: Subject(text), scratch: MatchScratch())
        #expect(
            outcome.matches.map { String(decoding: text.bytes[$0.range], as: UTF8.self) } == ["４１\u{200D}１1\u{301}"])
    }

    @Test func `groups are mapped back too`() throws {
        let text = ValidUTF8("ｉｄ＝７７")
        let outcome = try Pattern("id=(?<n>[0-9]+)").matches(in: Subject(text), scratch: MatchScratch(), groups: true)
        #expect(outcome.matches.first?.group(1) == 9..<15)
    }

    @Test func `finds of both views are united`() throws {
        let text = ValidUTF8("77 x ٧٧")
        let pattern = try Pattern("[0-9]+")
        #expect(pattern.matches(in: Subject(text), scratch: MatchScratch()).matches.map(\.range) == [0..<2, 5..<9])
        #expect(pattern.matches(in: Subject(text), raw: true, scratch: MatchScratch()).matches.map(\.range) == [0..<2])
    }

    /// Each was quadratic in the length of one character, so that the test would not end.
    static let longCharacters = [
        "a" + String(repeating: "\u{301}", count: 120_000) + "\u{200B}1",
        "\u{200B}" + String(repeating: "🇩🇪", count: 30_000), "\u{FEFF}👩" + String(repeating: "\u{200D}👩", count: 30_000),
    ]

    @Test(arguments: longCharacters) func `a character as long as the text is walked through once`(text: String) throws
    {
        let subject = Subject(ValidUTF8(text))
        let outcome = try Pattern(".").matches(in: subject, scratch: MatchScratch())
        #expect(outcome.unknown == nil && outcome.matches.last?.range.upperBound == subject.text.bytes.count)
    }

    @Test func `a word of look-alikes as long as the text takes one pass`() {
        let text = ValidUTF8("x" + String(repeating: "\u{430}", count: 100_000))
        #expect(Subject(text).normalized?.text.bytes.count == 100_001)
    }
}
