import EmendCore
import Testing

struct JSONDocumentTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let input: [UInt8]
        let error: JSONError?
        var testDescription: String { name }

        init(_ name: String, _ input: String, _ error: JSONError? = nil) {
            (self.name, self.input, self.error) = (name, Array(input.utf8), error)
        }
        init(_ name: String, bytes: [UInt8], _ error: JSONError? = nil) {
            (self.name, self.input, self.error) = (name, bytes, error)
        }
        /// A string that holds these bytes.
        init(_ name: String, inString bytes: [UInt8], _ error: JSONError? = nil) {
            self.init(name, bytes: [0x22] + bytes + [0x22], error)
        }
    }

    static let accepted = [
        Row("empty object", "{}"), Row("empty array", "[]"), Row("spaces in empty containers", "[ { } , [\t\r\n] ]"),
        Row("null", "null"), Row("true", "true"), Row("false", "false"), Row("empty string", #""""#),
        Row("zero", "0"), Row("minus zero", "-0"), Row("exponent", "1E+2"), Row("fraction and exponent", "-0.5e-10"),
        Row("beyond a double", "1e400"), Row("thirty digits", "123456789012345678901234567890"),
        Row("white space around", " \t\r\n1 \n"), Row("byte order mark", "\u{FEFF}[]"),
        Row("all escapes", #""\"\\\/\b\f\n\r\t\u00e9\uABCD""#),
        Row("surrogate pair", #""\uD83D\uDE00""#), Row("lone high surrogate", #""\uD83D""#),
        Row("lone low surrogate", #""\uDE00x""#), Row("escaped NUL", #""\u0000""#),
        Row("DEL and noncharacters", "\"\u{7F}\u{FFFF}\u{10FFFF}\""), Row("line separators", "\"\u{2028}\u{2029}\""),
        Row("duplicate keys", #"{"a":1,"a":2}"#), Row("empty key", #"{"":0}"#),
        // Found worth keeping by Tests/Fuzz.
        Row("keys that differ in escapes only", #"{"k":0,"\u006b":{"\u006B":[{}]},"k":""}"#),
        Row("byte order mark as text", "[\"\u{FEFF}\"]"),
        Row("escapes at every place of a word", #""\b\ba\n12\t345\f67\r89ab\"""#),
        Row("long exponent", "1e-00000000000000000000000000000000000000007"),
        Row("128 levels", String(repeating: "[", count: 128) + String(repeating: "]", count: 128)),
        Row(
            "every length of sequence",
            inString: [0xC2, 0x80, 0xE0, 0xA0, 0x80, 0xED, 0x9F, 0xBF, 0xF0, 0x90, 0x80, 0x80]),
        Row("highest scalar", inString: [0xF4, 0x8F, 0xBF, 0xBF]),
    ]

    @Test(arguments: accepted)
    func `reads what RFC 8259 allows`(_ row: Row) throws {
        let document = try JSONDocument(parsing: row.input)
        #expect(document.bytes == row.input)
        #expect(try JSONConsistency.isKept(document))
        #expect(ReferenceJSON.accepts(row.input))
    }

    static let refused = [
        Row("nothing", "", .malformed(offset: 0)), Row("only spaces", "  ", .malformed(offset: 2)),
        Row("only a byte order mark", "\u{FEFF}", .malformed(offset: 3)),
        Row("two byte order marks", "\u{FEFF}\u{FEFF}1", .malformed(offset: 3)),
        Row("trailing comma in array", "[1,]", .malformed(offset: 3)),
        Row("trailing comma in object", #"{"a":1,}"#, .malformed(offset: 7)),
        Row("leading comma", "[,1]", .malformed(offset: 1)), Row("two commas", "[1,,2]", .malformed(offset: 3)),
        Row("no comma", "[1 2]", .malformed(offset: 3)), Row("no colon", #"{"a" 1}"#, .malformed(offset: 5)),
        Row("two colons", #"{"a"::1}"#, .malformed(offset: 5)), Row("no value", #"{"a":}"#, .malformed(offset: 5)),
        Row("key without value", #"{"a"}"#, .malformed(offset: 4)), Row("bare key", "{a:1}", .malformed(offset: 1)),
        Row("number as key", "{1:1}", .malformed(offset: 1)), Row("single quotes", "['a']", .malformed(offset: 1)),
        Row("wrong closer", "[1}", .malformed(offset: 2)),
        Row("wrong closer of object", #"{"a":1]"#, .malformed(offset: 6)),
        Row("closer only", "]", .malformed(offset: 0)), Row("open array", "[1", .malformed(offset: 2)),
        Row("open object", #"{"a":1"#, .malformed(offset: 6)), Row("just opened", "[", .malformed(offset: 1)),
        Row("just opened object", "{", .malformed(offset: 1)), Row("after comma", "[1,", .malformed(offset: 3)),
        Row("trailing garbage", "{}x", .malformed(offset: 2)), Row("two documents", "1 2", .malformed(offset: 2)),
        Row("trailing NUL", "1\0", .malformed(offset: 1)), Row("NUL alone", "\0", .malformed(offset: 0)),
        Row("line comment", "[1//x\n]", .malformed(offset: 2)), Row("block comment", "/**/1", .malformed(offset: 0)),
        Row("NaN", "NaN", .malformed(offset: 0)), Row("Infinity", "-Infinity", .malformed(offset: 1)),
        Row("plus sign", "+1", .malformed(offset: 0)), Row("minus alone", "-", .malformed(offset: 1)),
        Row("leading zero", "01", .malformed(offset: 1)), Row("minus leading zero", "-01", .malformed(offset: 2)),
        Row("point first", ".5", .malformed(offset: 0)), Row("point last", "1.", .malformed(offset: 2)),
        Row("no exponent digits", "1e", .malformed(offset: 2)),
        Row("sign without exponent", "1e+", .malformed(offset: 3)),
        Row("hexadecimal", "0x1", .malformed(offset: 1)), Row("two points", "1.2.3", .malformed(offset: 3)),
        Row("cut word", "tru", .malformed(offset: 3)), Row("capital word", "True", .malformed(offset: 0)),
        Row("wrong word", "nulL", .malformed(offset: 3)), Row("longer word", "truee", .malformed(offset: 4)),
        Row("open string", "\"abc", .malformed(offset: 4)),
        Row("open string of a word", "\"12345678", .malformed(offset: 9)),
        Row("quote alone", "\"", .malformed(offset: 1)), Row("escape at end", "\"\\", .malformed(offset: 2)),
        Row("escaped last quote", #""a\""#, .malformed(offset: 4)),
        Row("unknown escape", #""\x""#, .malformed(offset: 2)),
        Row("capital U", #""\U0041""#, .malformed(offset: 2)),
        Row("short unicode escape", #""\u12""#, .malformed(offset: 5)),
        Row("unicode escape without hex", #""\u12G4""#, .malformed(offset: 5)),
        Row("unicode escape at end", #""\u123"#, .malformed(offset: 6)),
        Row("escaped UTF-8", #""\é""#, .malformed(offset: 2)), Row("tab in string", "\"\t\"", .malformed(offset: 1)),
        Row("newline in string", "\"abcdefg\n\"", .malformed(offset: 8)),
        Row("NUL in string", "\"\0\"", .malformed(offset: 1)),
        Row("control character in a word", "\"abcdefghijklmno\u{1F}\"", .malformed(offset: 16)),
        Row("no-break space outside", "[\u{A0}1]", .malformed(offset: 1)),
        Row("form feed outside", "[\u{C}]", .malformed(offset: 1)),
        Row("invalid byte outside", bytes: [0x5B, 0xFF, 0x5D], .malformed(offset: 1)),
        Row("UTF-16", bytes: [0xFF, 0xFE, 0x31, 0x00], .malformed(offset: 0)),
        Row("stray continuation", inString: [0x61, 0x80], .invalidUTF8(offset: 2)),
        Row("overlong slash", inString: [0xC0, 0xAF], .invalidUTF8(offset: 1)),
        Row("overlong of three", inString: [0xE0, 0x9F, 0xBF], .invalidUTF8(offset: 1)),
        Row("overlong of four", inString: [0xF0, 0x8F, 0xBF, 0xBF], .invalidUTF8(offset: 1)),
        Row("surrogate bytes", inString: [0xED, 0xA0, 0x80], .invalidUTF8(offset: 1)),
        Row("over U+10FFFF", inString: [0xF4, 0x90, 0x80, 0x80], .invalidUTF8(offset: 1)),
        Row("byte F5", inString: [0xF5, 0x80, 0x80, 0x80], .invalidUTF8(offset: 1)),
        Row("cut by the quote", inString: [0xE2, 0x82], .invalidUTF8(offset: 1)),
        Row("cut by the end", bytes: [0x22, 0xF0, 0x9F, 0x98], .invalidUTF8(offset: 1)),
        // Found worth keeping by Tests/Fuzz.
        Row("sign inside a number", "[20+3]", .malformed(offset: 3)),
        Row("cut word in an array", "[nu", .malformed(offset: 3)),
        Row("invalid bytes behind an escape", inString: [0x5C, 0x62, 0xDF, 0x42], .invalidUTF8(offset: 3)),
        Row("half a pair as a key", #"{"\ud83d" "\ude00"}"#, .malformed(offset: 10)),
        Row("129 levels", String(repeating: "[", count: 129), .tooDeep(offset: 128)),
        Row("10,000 levels", String(repeating: #"{"a":"#, count: 10_000), .tooDeep(offset: 640)),
    ]

    @Test(arguments: refused)
    func `refuses everything else and says where`(_ row: Row) throws {
        #expect(throws: try #require(row.error)) { try JSONDocument(parsing: row.input) }
        #expect(!ReferenceJSON.accepts(row.input))
    }

    /// Would not end in sensible time if a key cost as much as all that stands before it.
    @Test func `reads an object of very many keys`() throws {
        let members = (0..<150_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let document = try JSONDocument(parsing: Array("{\(members)}".utf8))
        #expect(document.root["k149999"]?.int64 == 149_999)
    }

    @Test func `counts keys and values against the node limit`() throws {
        let bytes = Array(#"{"a":[1,2]}"#.utf8)
        _ = try JSONDocument(parsing: bytes, limits: .init(nodes: 5))
        #expect(throws: JSONError.tooManyNodes(offset: 8)) { try JSONDocument(parsing: bytes, limits: .init(nodes: 4)) }
    }
}
