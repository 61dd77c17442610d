import EmendCore
import Testing

struct OneLineTests {
    @Test(
        arguments: [
            ("plain äß 日本 👩\u{200D}💻 ❤\u{FE0F}", nil), ("a\nb\tc", "a\\nb\\tc"), ("\u{1B}[1mx", "\\u{1B}[1mx"),
            ("a\u{2029}b", "a\\u{2029}b"), ("x\u{202E}y", "x\\u{202E}y"), ("a\u{200B}", "a\\u{200B}"),
            ("\u{85}", "\\u{0085}"),
        ] as [(String, String?)])
    func `what moves the cursor or is not seen stands escaped`(text: String, shown: String?) {
        #expect(text.onOneLine == shown ?? text)
    }
}
