import EmendCore
import Testing

struct MessageIDTests {
    static let cases: [(id: String, isAccepted: Bool)] = [
        ("65f0c0ffee", true), ("..a", true), ("\u{A0}", true), ("\u{C2}\u{2028}\u{E9}", true),
        (String(repeating: "\u{E9}", count: 150), true),
        ("", false), ("..", false), ("a\u{0}", false), ("a\u{1F}b", false), ("a\u{7F}", false), ("\u{80}", false),
        ("a\u{9F}b", false), (String(repeating: "a", count: 151), false),
    ]

    @Test(arguments: cases) func `an id is short, has no control character and is more than dots`(
        _ c: (id: String, isAccepted: Bool)
    ) {
        let id = ValidUTF8(c.id)
        #expect(MessageID.accepted(id) == (c.isAccepted ? id : nil))
    }
}
