import EmendCore
import EmendMatching
import Testing

struct RandomTextTests {
    private static let pieces = [
        "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "+49 30 1234567", "(415) 555-2671", "a@b.io", "https://",
        "www.",
        "1.2.3.4", "123-45-6789", "`", "```", "[email]", "@", "#", "\u{200D}", "\u{301}", "\u{FE0F}", "👩🏽\u{200D}💻", "٤",
        "４", "𝟜",
        "\u{430}", "x", "e", "ß", "\u{212A}", "文字", "한국어", "ไทย", "\u{2029}", "\r\n", " ", "-", ".", "/", "(", ")", "0",
        "7", "00",
        "+", "é", "\u{0}", "’", "。",
    ]

    @Test(arguments: [UInt64(11), 12, 13])
    func `whatever the text, finds are whole characters of it`(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let scratch = MatchScratch()
        let words = KeywordSet(["a", "文字", "kelvin", "e\u{301}", "@", "x-", "k"])
        for _ in 0..<1500 {
            let count = Int.random(in: 0..<24, using: &random)
            let text = ValidUTF8((0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined())
            let subject = Subject(text)
            var ranges = words.matches(in: subject).matches.map(\.range)
            for detector in Detectors.all {
                ranges += detector.finds(in: subject, confidence: 0, scratch: scratch).finds.map(\.range)
            }
            for range in ranges {
                let isInside = 0 <= range.lowerBound && range.upperBound <= text.bytes.count && !range.isEmpty
                #expect(isInside && isBoundary(range.lowerBound, text) && isBoundary(range.upperBound, text))
            }
            let guess = LanguageIdentifier.identify(text)
            #expect((0...1).contains(guess.confidence) && !guess.code.isEmpty)
        }
    }

    @Test(arguments: Detectors.all.map(\.name), [UInt64(21), 22])
    func `what is left after a redaction is clean`(name: String, seed: UInt64) throws {
        let detector = try #require(Detectors.named(name))
        var random = SeededGenerator(state: seed)
        let scratch = MatchScratch()
        for _ in 0..<1000 {
            let count = Int.random(in: 1..<12, using: &random)
            let text = ValidUTF8((0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined())
            var bytes = text.bytes
            let found = detector.finds(in: Subject(text), scratch: scratch).finds
            for range in united(found.map(\.range)).reversed() {
                bytes.replaceSubrange(range, with: Array("[\(name)]".utf8))
            }
            let left = ValidUTF8(unchecked: bytes)
            let again = detector.finds(in: Subject(left), scratch: scratch).finds
            #expect(again.isEmpty, "\(text.string.debugDescription) became \(left.string.debugDescription)")
        }
    }

    /// The finds of the raw and the normalised text may overlap.
    private func united(_ ranges: [Range<Int>]) -> [Range<Int>] {
        ranges.reduce(into: []) { united, range in
            if let last = united.last, last.upperBound > range.lowerBound {
                united[united.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                united.append(range)
            }
        }
    }

    private func isBoundary(_ index: Int, _ text: ValidUTF8) -> Bool {
        index >= text.bytes.count || text.bytes[index] & 0xC0 != 0x80
    }
}
