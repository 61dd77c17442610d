import EmendCore
import Testing

func parsed(_ text: String) throws -> JSONValue { try JSONDocument(parsing: Array(text.utf8)).root }

struct JSONValueTests {
    @Test func `finds members and elements`() throws {
        let root = try parsed(#" {"a": [10, {"b": true}, null], "long name": "x", "a\u0062": "escaped", "n": -5} "#)
        #expect(root.kind == .object && root.count == 4)
        #expect(root["a"]?[index: 0]?.int64 == 10)
        #expect(root["a"]?[index: 1]?["b"]?.bool == true)
        #expect(root["a"]?[index: 2]?.isNull == true)
        #expect(root["ab"]?.text == "escaped")
        #expect(root["long name"]?.string == "x")
        #expect(root["a"].map { $0.elements.map(\.kind) } == [.number, .object, .null])
        #expect(root.members.map(\.key) == ["a", "long name", "ab", "n"])
        #expect(root.members.map(\.value.kind) == [.array, .string, .string, .number])
        #expect(String(decoding: root["a"]?[index: 1]?.rawBytes ?? [], as: UTF8.self) == #"{"b": true}"#)
    }

    @Test func `answers nil or nothing for what is not there`() throws {
        let root = try parsed(#"{"a": [1], "s": "text"}"#)
        #expect(root["b"] == nil && root[""] == nil && root["aa"] == nil && root[index: 0] == nil)
        #expect(root["a"]?["0"] == nil && root["a"]?[index: 1] == nil && root["a"]?[index: -1] == nil)
        #expect(root["s"]?["text"] == nil && root["s"]?.int64 == nil && root["s"]?.bool == nil)
        #expect(root["a"]?.text == nil && root["a"]?.numberText == nil && root["a"]?.loneSurrogates == 0)
        #expect(
            Array(root.elements).isEmpty && root["a"]?.members.contains { _ in true } == false && root["s"]?.count == 0)
    }

    @Test func `takes the last of duplicate keys and lists all`() throws {
        let root = try parsed(#"{"a": 1, "b": {"x": [{"k": 1, "\u006b": 2}]}, "a": 3}"#)
        #expect(root["a"]?.int64 == 3)
        #expect(root.members.map(\.key) == ["a", "b", "a"])
        #expect(root.hasDuplicateKeys)
        #expect(root["b"]?.hasDuplicateKeys == true)
        #expect(try parsed(#"{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}"#).hasDuplicateKeys == false)
    }

    struct TextRow: Sendable {
        let json: String
        let text: ValidUTF8
        var loneSurrogates = 0
    }

    @Test(arguments: [
        TextRow(json: #""plain é""#, text: "plain é"),
        TextRow(json: #""\"\\\/\b\f\n\r\t""#, text: "\"\\/\u{8}\u{C}\n\r\t"),
        TextRow(json: #""a\u00e9\u20AC\u0000z""#, text: "aé€\0z"),
        TextRow(json: #""\uD83D\uDE00!""#, text: "😀!"),
        TextRow(json: #""\uDBFF\uDFFF""#, text: "\u{10FFFF}"),
        TextRow(json: #""\uD83D""#, text: "\u{FFFD}", loneSurrogates: 1),
        TextRow(json: #""\uDE00\uD83D""#, text: "\u{FFFD}\u{FFFD}", loneSurrogates: 2),
        TextRow(json: #""\uD83D\uD83D\uDE00""#, text: "\u{FFFD}😀", loneSurrogates: 1),
        TextRow(json: #""\uD83D\u0041""#, text: "\u{FFFD}A", loneSurrogates: 1),
        TextRow(json: #""\uD83D\n""#, text: "\u{FFFD}\n", loneSurrogates: 1),
        TextRow(json: #""\uD83Dabcdefgh""#, text: "\u{FFFD}abcdefgh", loneSurrogates: 1),
        TextRow(json: #""\\uD83D""#, text: #"\uD83D"#),
        TextRow(json: #""\uD83D\\uDE00""#, text: #"\#u{FFFD}\uDE00"#, loneSurrogates: 1),
        TextRow(json: #""\udbe8d39\udbe8\udbe8""#, text: "\u{FFFD}d39\u{FFFD}\u{FFFD}", loneSurrogates: 3),
        TextRow(json: #""\u2028\u2029\b\b""#, text: "\u{2028}\u{2029}\u{8}\u{8}"),
    ])
    func `unescapes strings and counts lone surrogates`(_ row: TextRow) throws {
        let value = try parsed(row.json)
        #expect(value.text == row.text)
        #expect(value.string == row.text.string)
        #expect(value.loneSurrogates == row.loneSurrogates)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("12", 12), ("-7", -7), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("99999999999999999999999999", nil),
            ("1.0", nil), ("1e3", nil), ("1E3", nil), ("-0.0", nil),
        ] as [(String, Int64?)])
    func `reads exact integers only and keeps every number's text`(_ text: String, _ expected: Int64?) throws {
        let value = try parsed(text)
        #expect(value.int64 == expected)
        #expect(value.numberText == text)
    }

    /// The examples of RFC 6901, section 5, and places that do not exist.
    @Test(
        arguments: [
            ("", "whole"), ("/foo/0", "\"bar\""), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/ ", "7"),
            ("/m~0n", "8"),
            ("/~01", "9"), ("/foo/2", nil), ("/foo/00", nil), ("/foo/-", nil), ("/foo/+1", nil), ("/foo/", nil),
            ("/foo/99999999999999999999", nil), ("/foo/0/0", nil), ("/nothing/0", nil),
        ] as [(String, String?)])
    func `follows pointers`(_ text: String, _ expected: String?) throws {
        let source = #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2," ":7,"m~n":8,"~1":9}"#
        let pointer = try #require(JSONPointer(text))
        let found = try parsed(source).value(at: pointer).map { String(decoding: $0.rawBytes, as: UTF8.self) }
        #expect(found == (expected == "whole" ? source : expected))
    }

    @Test(arguments: ["a", "a/b", "/~", "/a~2", "/~/b"])
    func `refuses malformed pointers`(_ text: String) {
        #expect(JSONPointer(text) == nil)
    }
}
