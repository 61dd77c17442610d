import EmendCore
import EmendYAML
import Testing

struct ScalarTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let source: String
        let text: String
        let offset: Int
        /// Line and column.
        let place: [Int]
        init(_ source: String, _ text: String, _ offset: Int, _ line: Int, _ column: Int) {
            (self.source, self.text, self.offset, self.place) = (source, text, offset, [line, column])
        }
        var testDescription: String { "\(source) at \(offset)" }
    }

    static let cases = [
        Case("a: plain", "plain", 0, 1, 4), Case("a: plain", "plain", 3, 1, 7), Case("a: plain", "plain", 5, 1, 9),
        Case("a: plain", "plain", 6, 1, 4), Case("a: plain", "plain", -1, 1, 4),
        Case("a: one  # comment", "one", 2, 1, 6), Case("a: 'one'", "one", 2, 1, 7), Case("a: \"äöü\"", "äöü", 2, 1, 7),
        Case("a: 'it''s'", "it's", 2, 1, 7), Case("a: 'it''s'", "it's", 3, 1, 9),
        Case(#"a: "\\d\"x""#, #"\d"x"#, 1, 1, 7), Case(#"a: "\\d\"x""#, #"\d"x"#, 3, 1, 10),
        Case(#"a: "\td""#, "\td", 1, 1, 4), Case(#"a: "\x41b""#, "Ab", 1, 1, 4),
        Case("a: one\n  two", "one two", 4, 1, 4), Case("a: 'one\n  two'", "one two", 4, 1, 4),
        Case("a: |\n  one\n  two\n", "one\ntwo\n", 4, 1, 4), Case("a: >-\n  one", "one", 1, 1, 4),
    ]

    @Test(arguments: cases)
    func `a character of a scalar is found in the file, or else the scalar`(_ c: Case) throws {
        let result = YAMLDocument.parse(Array(c.source.utf8), file: "f")
        let scalar = try #require(result.root?["a"]?.scalar)
        #expect(scalar.text == c.text)
        let location = scalar.location(ofScalar: c.offset)
        #expect([location.line, location.column] == c.place)
    }

    @Test
    func `keys and values know their places and styles`() throws {
        let text = "top:\n  - 'a'\n  - {k: \"v\", l: [1, 2]}\n  - |\n    x\n"
        let root = try #require(YAMLDocument.parse(Array(text.utf8), file: "f").root)
        let items = try #require(root["top"]?.sequence)
        #expect([root.start.line, root.start.column] == [1, 1])
        #expect(items.map { [$0.start.line, $0.start.column] } == [[2, 5], [3, 5], [4, 5]])
        #expect(items[1].mapping?.map { $0.key.start.column } == [6, 14])
        #expect(items[1].mapping?.map { $0.value.start.column } == [9, 17])
        #expect(items[1].end.column == 24)
        #expect(items[0].scalar?.style == .singleQuoted)
        #expect(items[1]["k"]?.scalar?.style == .doubleQuoted)
        #expect(items[2].scalar?.style == .block)
    }

    @Test
    func `null is what stands without quotes`() throws {
        let text = "[~, null, '', 'null', \"~\", NULL, nil, none]"
        let items = try #require(YAMLDocument.parse(Array(text.utf8), file: "f").root?.sequence)
        #expect(items.map(\.isNull) == [true, true, false, false, false, true, false, false])
    }

    @Test
    func `texts can be filled in without losing their places, and secrets are not quoted`() throws {
        let bytes = Array("limit: ${LIMIT}\nname: x\n".utf8)
        let root = try #require(YAMLDocument.parse(bytes, file: "f").root).mapScalars { scalar in
            scalar.text.hasPrefix("${") ? scalar.replacingText(with: "hunter2", isPrivate: true) : scalar
        }
        let log = DiagnosticLog()
        _ = ValueReader<Int?>.mapping { fields -> Int? in
            fields.allow("name")
            return fields.required("limit", .int(1...10))
        }.read(root, "the file", log)
        #expect(
            log.description == "f:1:8: error[E005]: `limit` wants a whole number from 1 to 10, found a secret value")
        #expect(root["limit"]?.scalar?.text == "hunter2")
        var dumped = "\(root)"
        dump(root, to: &dumped)
        #expect(dumped.contains("***") && !dumped.contains("hunter2"))
    }
}
