import EmendCore
import EmendYAML
import Testing

struct HostileDocumentTests {
    @Test
    func `a billion laughs are refused without being expanded`() {
        var text = "a0: &a0 [lol]\n"
        for level in 1...40 {
            let one = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(one), \(one), \(one), \(one), \(one), \(one), \(one), \(one), \(one)]\n"
        }
        let result = YAMLDocument.parse(Array(text.utf8), file: "f")
        #expect(result.root == nil)
        #expect((100...110).contains(result.diagnostics.count))
        #expect(result.diagnostics.last?.message == "too many problems; the rest of the file was not read")
    }

    struct Nest: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        init(_ name: String, _ text: String) { (testDescription, self.text) = (name, text) }
    }

    static let nests = [
        Nest("lists in brackets", String(repeating: "[", count: 100_000)),
        Nest("mappings in braces", String(repeating: "{a: ", count: 100_000)),
        Nest("dashes", String(repeating: "- ", count: 100_000) + "x"),
        Nest("question marks", String(repeating: "? ", count: 100_000) + "x"),
        Nest("closed brackets", String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)),
    ]

    @Test(arguments: nests)
    func `100000 levels are refused at the limit`(nest: Nest) {
        let result = YAMLDocument.parse(Array(nest.text.utf8), file: "f")
        #expect(result.root == nil)
        #expect(result.diagnostics.map(\.message) == ["values are nested more than 64 deep"])
    }

    @Test
    func `64 levels are read`() {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        let result = YAMLDocument.parse(Array(text.utf8), file: "f")
        #expect(result.diagnostics.isEmpty)
        #expect(result.root?.sequence?.count == 1)
    }

    @Test
    func `a scalar of a megabyte is read whole`() throws {
        let long = String(repeating: "é", count: 500_000)
        let result = YAMLDocument.parse(Array("a: \"\(long)\"\nb: 1\n".utf8), file: "f")
        #expect(result.diagnostics.isEmpty)
        #expect(result.root?["a"]?.scalar?.text == long)
        #expect(result.root?["b"]?.start == SourceLocation(file: "f", line: 2, column: 4))
    }

    @Test
    func `limits on values, bytes and problems hold`() {
        var limits = YAMLLimits()
        (limits.nodes, limits.bytes, limits.problems) = (10, 1 << 20, 3)
        let rows: [(String, String)] = [
            (String(repeating: "- x\n", count: 11), "the file holds more than 10 values"),
            (String(repeating: "# comment\n", count: 110_000), "the file is larger than 1 MiB"),
            (String(repeating: "a: *b\n", count: 9), "too many problems; the rest of the file was not read"),
        ]
        for (text, message) in rows {
            let result = YAMLDocument.parse(Array(text.utf8), file: "f", limits: limits)
            #expect(result.root == nil)
            #expect(result.diagnostics.last?.message == message)
        }
    }

    @Test
    func `every prefix and every damaged copy of a file is answered`() {
        let text = """
            # rules
            version: 1
            rules:
              - id: "a\\u00e9"
                when: { text: { regex: 'x''y' }, all: [a, ~] }
                notes: |
                  several
                  lines
              - ? key
                : value
            """
        let bytes = Array(text.utf8)
        var answered = 0
        for length in 0...bytes.count {
            let result = YAMLDocument.parse(Array(bytes.prefix(length)), file: "f")
            if result.root != nil || !result.diagnostics.isEmpty { answered += 1 }
        }
        #expect(answered >= bytes.count - 9)
        for index in bytes.indices {
            for damage: UInt8 in [0, 9, 10, 13, 34, 38, 39, 42, 58, 91, 123, 124, 133, 194, 255] {
                var copy = bytes
                copy[index] = damage
                let result = YAMLDocument.parse(copy, file: "f")
                #expect(result.root != nil || !result.diagnostics.isEmpty)
            }
        }
    }
}
