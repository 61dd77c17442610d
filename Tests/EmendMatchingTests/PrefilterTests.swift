import EmendCore
import EmendMatching
import Testing

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

struct PrefilterTests {
    private static let words = [
        "kiss", "Straße", "ΣΟΦΟΣ", "sale", "card", "4711", "k", "s", "ab", "été", "купи", "手机", "-", "@x", ".com", "9",
    ]
    private static let atoms = [
        #"\d"#, #"\d{2}"#, "[0-9]", "[abk]", #"[\d.]"#, "[^a]", ".", #"\w"#, #"\s"#, "[- .]?", #"\."#, #"\x{212A}"#,
        #"\x6b"#,
        "(?i)", "(?=a)", #"\b"#, "^", "$", "(?<!x)", #"\p{L}"#, "[[:alpha:]]", "{", "[]k]", #"\Qab\E"#, "(?|a|b)",
        "[ſK]", "[a-f0-5]", #"[\w-]"#, #"(k)\1"#, "(?#c)", "a{0}", "(?x: a b )", #"\Kcard"#, "(?>sa|sal)e",
    ]
    private static let scraps = [
        " ", "K", "\u{212A}", "ſ", "ς", "٤", "４", "x", "a", "b", ".", "-", "\n", "é", "e\u{301}", "7", "47", "AB", "SS",
        "\u{200B}", "İ", "ı",
    ]

    private static func pattern(_ depth: Int, using random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: return words.randomElement(using: &random)?.replacing(".", with: #"\."#) ?? ""
        case 4, 5: return atoms.randomElement(using: &random) ?? ""
        case 6 where depth > 0:
            let quantifier =
                ["*", "+", "?", "{2}", "{1,3}", "{2,}", "+?", "*+", "{,2}"].randomElement(using: &random) ?? ""
            return "(?:" + pattern(depth - 1, using: &random) + ")" + quantifier
        case 7 where depth > 0:
            return "(" + pattern(depth - 1, using: &random) + "|" + pattern(depth - 1, using: &random) + ")"
        case 8 where depth > 0:
            return pattern(depth - 1, using: &random) + "|" + pattern(depth - 1, using: &random)
        default:
            guard depth > 0 else { return "a" }
            return pattern(depth - 1, using: &random) + pattern(depth - 1, using: &random)
        }
    }

    private static func text(using random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0..<8, using: &random)).reduce(into: "") { text, _ in
            let word = words.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<5, using: &random) {
            case 0: text += word
            case 1: text += word.uppercased()
            case 2: text += word.lowercased() + "9"
            default: text += scraps.randomElement(using: &random) ?? ""
            }
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `the prefiltered set is the set that matches one by one`(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var patterns: [Pattern] = []
        while patterns.count < 300 {
            let source = (Bool.random(using: &random) ? "(?i)" : "") + Self.pattern(4, using: &random)
            if let pattern = try? Pattern(source) { patterns.append(pattern) }
        }
        let prefilter = Prefilter(patterns.map(\.needs))
        let scratch = MatchScratch()
        var (matched, skipped) = (0, 0)
        for _ in 0..<250 {
            let text = ValidUTF8(Self.text(using: &random))
            let candidates = prefilter.candidates(in: Subject(text), raw: true)
            for (index, pattern) in patterns.enumerated() {
                let truth = pattern.matches(in: text, scratch: scratch).truth
                let gated = pattern.matches(in: Subject(text), raw: true, scratch: scratch).truth
                if truth != gated || truth != false && !candidates.contains(index) {
                    Issue.record("\(pattern.source) is lost in \(text.string.debugDescription)")
                }
                if truth != false { matched += 1 }
                if !candidates.contains(index) { skipped += 1 }
            }
        }
        // Both happen often, or the test would say nothing.
        #expect(matched > 6000 && skipped > 12_000, "\(matched) matched, \(skipped) skipped")
    }

    @Test func `what the engine equates without case is equal when folded`() throws {
        let cased = (0x80..<UInt32(0x1_F000)).compactMap(Unicode.Scalar.init).filter { $0.properties.isCased }
        let all = ValidUTF8(String(String.UnicodeScalarView(cased + (0x20..<0x7F).compactMap { Unicode.Scalar($0) })))
        let scratch = MatchScratch()
        for scalar in cased {
            let source = "\\x{" + String(scalar.value, radix: 16) + "}"
            let found = try Pattern(source, caseless: true).matches(in: all, scratch: scratch, limit: 8).matches
            let keyword = KeywordSet([String(scalar)])
            for match in found {
                let other = ValidUTF8(unchecked: Array(all.bytes[match.range]))
                if keyword.matches(in: Subject(other), raw: true).matches.isEmpty {
                    Issue.record("\(source) and \(other.string) fold apart")
                }
            }
        }
    }

    @Test func `keywords and patterns share one scan`() throws {
        let needs = [
            KeywordSet(["hello", "bye bye"]).needs, try Pattern("(?i)card|iban").needs, try Pattern(#"\d{4}"#).needs,
            KeywordSet(["ok"]).needs, try Pattern("a@b").needs,
        ]
        let prefilter = Prefilter(needs)
        #expect(prefilter.candidates(in: Subject("Hello you")).indices == [0, 3])
        #expect(prefilter.candidates(in: Subject("my CARD 12 34")).indices == [1, 2, 3])
        #expect(prefilter.candidates(in: Subject("ｈｅｌｌｏ")).indices.contains(0))
        #expect(Prefilter([KeywordSet(["école"]).needs]).candidates(in: Subject("e\u{301}cole")).indices == [0])
        #expect(prefilter.candidates(in: Subject("")).indices == [3])
        #expect(Prefilter([]).candidates(in: Subject("x")).indices.isEmpty)
    }
}
