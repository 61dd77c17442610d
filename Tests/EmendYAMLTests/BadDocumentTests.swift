import EmendCore
import EmendYAML
import Testing

/// Every finding stands at its exact place.
struct BadDocumentTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let found: [String]
        init(_ name: String, _ text: String, _ found: String...) {
            (self.name, self.text, self.found) = (name, text, found)
        }
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            "duplicate key", "a: 1\nb: 2\na: 3\n",
            "f:3:1: error[E004]: the key `a` stands twice; the first is at 1:1"),
        Case(
            "duplicate key, plain and quoted", "x: {é: 1, \"é\": 2}",
            "f:1:11: error[E004]: the key `é` stands twice; the first is at 1:5"),
        Case(
            "alias and anchor", "a: &x 1\nb: *x\n",
            "f:1:4: error[E007]: anchors such as `&x` are not supported; remove it, or put quotes around the value if it is text",
            "f:2:4: error[E007]: aliases such as `*x` are not supported; write the value out, or put quotes around it if it is text"
        ),
        Case(
            "tag", "a:\n  - !!str 1\n  - ! 2\n",
            "f:2:5: error[E007]: tags such as `!!str` are not supported; remove it, or put quotes around the value if it is text",
            "f:3:5: error[E007]: tags such as `!` are not supported; remove it, or put quotes around the value if it is text"
        ),
        Case(
            "tag on a mapping", "a: !!map {b: 1}\n",
            "f:1:4: error[E007]: tags such as `!!map` are not supported; remove it, or put quotes around the value if it is text"
        ),
        Case(
            "merge key", "a:\n  <<: {b: 1}\n",
            "f:2:3: error[E007]: merge keys (`<<`) are not supported; write the values out"),
        Case(
            "keys that are no text", "{[a]: 1, {b: 2}: 3}",
            "f:1:2: error[E005]: a key must be text, found a list; put quotes around it if it is text",
            "f:1:10: error[E005]: a key must be text, found a mapping; put quotes around it if it is text"),
        Case("missing key", "?\n: 4\n", "f:1:2: error[E002]: a key is missing here"),
        Case(
            "second document", "a: 1\n---\nb: 2\n",
            "f:2:1: error[E002]: a second document begins here; a file holds one document"),
        Case(
            "tab as indentation", "a:\n\tb: 1\n",
            "f:2:1: error[E002]: a tab stands where YAML takes only spaces; indent with spaces"),
        Case(
            "open quote", "a: 1\nb: \"x\n",
            "f:3:1: error[E002]: found unexpected end of stream while scanning a quoted scalar that begins at 2:4"),
        Case(
            "open list", "a: [1, 2\n",
            "f:2:1: error[E002]: did not find expected ',' or ']' while parsing a flow sequence that begins at 1:4"),
        Case(
            "wrong indentation", "a:\n  b: 1\n c: 2\n",
            "f:3:2: error[E002]: did not find expected key while parsing a block mapping that begins at 1:1"),
        Case(
            "unknown escape", #"a: "\d""#,
            "f:1:5: error[E002]: found unknown escape character while parsing a quoted scalar that begins at 1:4"),
        Case(
            "lone surrogate", #"a: "\ud800""#,
            "f:1:7: error[E002]: found invalid Unicode character escape code while parsing a quoted scalar that begins at 1:4"
        ),
        Case(
            "reserved character", "a: @b",
            "f:1:4: error[E002]: found character that cannot start any token"
        ),
        Case(
            "problems before a broken end are kept", "a: 1\na: 2\nb: *c\nd: ]\n",
            "f:2:1: error[E004]: the key `a` stands twice; the first is at 1:1",
            "f:3:4: error[E007]: aliases such as `*c` are not supported; write the value out, or put quotes around it if it is text",
            "f:4:4: error[E002]: did not find expected node content"),
        Case(
            "NUL", "a: 1\nb: é\u{0}\n",
            "f:2:5: error[E002]: the character U+0000 is not allowed in a file; write it as \\u0000 between double quotes"
        ),
        Case(
            "byte order mark in the middle", "a: \u{FEFF}b",
            "f:1:4: error[E002]: the character U+FEFF is not allowed in a file; write it as \\uFEFF between double quotes"
        ),
        Case(
            "columns count scalars and a leading mark counts nothing", "\u{FEFF}äöü😀: 1\r\näöü😀: 2\r\n",
            "f:2:1: error[E004]: the key `äöü😀` stands twice; the first is at 1:1"),
        Case(
            "a line separator inside text doesn't move the lines", "a: 'x\u{2028}y'\na: 2\n",
            "f:2:1: error[E004]: the key `a` stands twice; the first is at 1:1"),
        Case("lone CR ends a line", "a: 1\ra: 2", "f:2:1: error[E004]: the key `a` stands twice; the first is at 1:1"),
    ]

    @Test(arguments: cases)
    func `is refused with all findings in place`(_ c: Case) {
        let result = YAMLDocument.parse(Array(c.text.utf8), file: "f")
        #expect(result.diagnostics.map(\.description) == c.found)
    }

    static let notUTF8: [[UInt8]] = [
        [0x61, 0x3A, 0x20, 0xFF], [0x61, 0x3A, 0x20, 0xC0, 0x80], [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80],
        [0x61, 0x3A, 0x20, 0xC3],
    ]

    @Test(arguments: notUTF8)
    func `a file that is not UTF-8 is refused at the first bad byte`(bytes: [UInt8]) {
        let found = YAMLDocument.parse(bytes, file: "f").diagnostics.map(\.description)
        #expect(found == ["f:1:4: error[E002]: the file is not valid UTF-8; save it as UTF-8"])
    }

    @Test(arguments: ["", "\n\n", "# only this\n", "---\n", "---\n...\n", "\u{FEFF}", "   "])
    func `an empty file has no root and no findings`(text: String) {
        let result = YAMLDocument.parse(Array(text.utf8), file: "f")
        #expect(result.root == nil)
        #expect(result.diagnostics.isEmpty)
    }

    @Test
    func `a file in UTF-16 is refused, not guessed`() {
        let result = YAMLDocument.parse([0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00], file: "f")
        #expect(result.root == nil)
        #expect(result.diagnostics.map(\.id) == [.malformedYAML])
    }
}
