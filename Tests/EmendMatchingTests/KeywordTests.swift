import EmendCore
import EmendMatching
import Testing

struct KeywordTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let words: [String]
        let text: String
        let found: [String]
        var testDescription: String { "\(words) in \(text)" }
    }
    static let rows = [
        Row(words: ["cat"], text: "Cat, concat CAT's cats", found: ["Cat", "CAT"]),
        Row(words: ["café"], text: "CAFÉ cafés café.", found: ["CAFÉ", "café"]),
        Row(words: ["cafe"], text: "cafe\u{301} cafe", found: ["cafe"]),
        Row(words: ["привет"], text: "Привет, приветик ПРИВЕТ", found: ["Привет", "ПРИВЕТ"]),
        Row(words: ["σοφός"], text: "ΣΟΦΌΣ σοφός", found: ["ΣΟΦΌΣ", "σοφός"]),
        Row(words: ["kiss"], text: "\u{212A}i\u{17F}s kiß", found: ["\u{212A}i\u{17F}s"]),
        Row(words: ["手机"], text: "我的手机坏了", found: ["手机"]),
        Row(words: ["iphone"], text: "我的iPhone坏了 iphones", found: ["iPhone"]),
        Row(words: ["ราคา"], text: "ขอราคาหน่อย", found: ["ราคา"]),
        Row(words: ["c++", "c"], text: "C++ c c++x C", found: ["C++", "c", "c++", "C"]),
        Row(words: ["#sale"], text: "x#Sale #sales", found: ["#Sale"]),
        Row(
            words: ["credit", "credit card", "card number"], text: "Credit card number",
            found: ["Credit card", "card number"]),
        Row(words: ["pay pal"], text: "Pay\u{A0}Pal ｐａｙ pal", found: ["Pay\u{A0}Pal", "ｐａｙ pal"]),
        Row(
            words: ["paypal"], text: "p\u{430}yp\u{430}l pay\u{200B}pal",
            found: ["p\u{430}yp\u{430}l", "pay\u{200B}pal"]),
        Row(words: ["cop"], text: "сор 𝐜𝐨𝐩", found: ["𝐜𝐨𝐩"]),
        Row(words: ["ⱥb"], text: "zzz ȺB ⱥb", found: ["ȺB", "ⱥb"]),
        Row(words: ["", "x"], text: "", found: []),
        Row(words: ["école"], text: "e\u{301}cole É E\u{301}COLE!", found: ["e\u{301}cole", "E\u{301}COLE"]),
        Row(words: ["e\u{301}cole"], text: "école e\u{301}cole", found: ["école", "e\u{301}cole"]),
        Row(
            words: ["tiếng việt"], text: "tie\u{302}\u{301}ng vie\u{323}\u{302}t",
            found: ["tie\u{302}\u{301}ng vie\u{323}\u{302}t"]),
        Row(words: ["việt"], text: "vie\u{302}\u{323}t", found: ["vie\u{302}\u{323}t"]),
        Row(words: ["йод"], text: "и\u{306}од", found: ["и\u{306}од"]),
        Row(words: ["école"], text: "e\u{200B}\u{301}cole", found: ["e\u{200B}\u{301}cole"]),
        Row(words: ["ecole"], text: "e\u{301}cole", found: []),
        Row(words: ["a1"], text: "a1 a12 ba1 _a1_", found: ["a1", "a1"]),
    ]

    @Test(arguments: rows) func `keywords are found whole and without regard to case`(_ row: Row) {
        let text = ValidUTF8(row.text)
        let ranges = KeywordSet(row.words).matches(in: Subject(text)).matches.map(\.range)
        #expect(ranges.map { String(decoding: text.bytes[$0], as: UTF8.self) } == row.found)
    }

    @Test func `a raw search sees no look-alikes`() {
        #expect(KeywordSet(["paypal"]).matches(in: Subject("p\u{430}yp\u{430}l"), raw: true).matches.isEmpty)
    }

    @Test func `a thousand keywords are each found`() {
        let words = (0..<1000).map { "word\($0)" }
        let text = ValidUTF8(words.joined(separator: " ").uppercased())
        #expect(KeywordSet(words).matches(in: Subject(text)).matches.count == 1000)
    }
}
