import EmendCore
import Testing

struct SuggestionTests {
    static let rows: [(word: String, expected: String?)] = [
        ("evnets", "events"), ("event", "events"), ("eevntzz", nil), ("events", nil), ("keep-last", "keep_last"),
        ("keeplasst", "keep_last"),
        ("ie", "id"), ("xy", nil), ("", nil), ("di", "id"), (String(repeating: "e", count: 65), nil),
    ]

    @Test(arguments: rows)
    func `suggests what is at most two edits away`(word: String, expected: String?) {
        #expect(suggestion(for: word, among: ["id", "events", "keep_last", "mode"]) == expected)
    }
}
