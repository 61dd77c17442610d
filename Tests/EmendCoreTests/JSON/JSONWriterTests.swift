import EmendCore
import Testing

struct JSONWriterTests {
    @Test func `writes compact JSON with the commas it needs`() throws {
        let source = try parsed(#"{"kept": { "as" : [ 1.50 , "\u0041" ] }}"#)
        let bytes = JSONWriter.object {
            $0.member("s", string: "text")
            $0.member("t", text: "bytes")
            $0.member("i", int: Int64.min)
            $0.member("b", bool: false)
            $0.nullMember("n")
            $0.member("empty", object: { _ in })
            $0.member(
                "list",
                array: {
                    $0.array { _ in }
                    $0.int(UInt64.max)
                    $0.object { $0.member("x", bool: true) }
                    $0.null()
                    $0.string("")
                })
            if let kept = source["kept"] { $0.member("v", value: kept) }
            $0.member("r", raw: Array("1e400".utf8))
            $0.key("k" as ValidUTF8)
            $0.bool(true)
        }
        let expected =
            #"{"s":"text","t":"bytes","i":-9223372036854775808,"b":false,"n":null,"empty":{},"#
            + #""list":[[],18446744073709551615,{"x":true},null,""],"v":{ "as" : [ 1.50 , "\u0041" ] },"r":1e400,"k":true}"#
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        #expect(JSONWriter.array { _ in } == Array("[]".utf8))
    }

    @Test(arguments: [
        ("plain é 😀 / \u{7F}", "\"plain é 😀 / \u{7F}\""), ("\"\\", #""\"\\""#), ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
        ("\0\u{1}\u{F}\u{10}\u{1B}\u{1F}", #""\u0000\u0001\u000f\u0010\u001b\u001f""#),
        ("a\u{2028}b\u{2029}", #""a\u2028b\u2029""#),
        ("\u{2027}\u{202A}\u{A8}\u{20A8}", "\"\u{2027}\u{202A}\u{A8}\u{20A8}\""),
    ])
    func `escapes what must be and leaves the rest`(_ text: String, _ expected: String) throws {
        let bytes = JSONTree.string(text).encoded()
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        #expect(try JSONDocument(parsing: bytes).root.text == ValidUTF8(text))
    }

    @Test func `every scalar survives writing and reading`() throws {
        let scalars = (0...0x10FFFF as ClosedRange<UInt32>).lazy.filter { $0 < 0x3000 || $0 % 97 == 0 }
            .compactMap(Unicode.Scalar.init)
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        let expected = ValidUTF8(String(text))
        #expect(try JSONDocument(parsing: JSONTree.string(expected).encoded()).root.text == expected)
    }
}

struct JSONTreeTests {
    @Test func `keeps order, duplicates and number texts`() throws {
        let source = #"{"b":[1.50,1e400,-0],"a":null,"b":{"x":true,"":"é"}}"#
        let tree = JSONTree(try parsed(source))
        #expect(String(decoding: tree.encoded(), as: UTF8.self) == source)
        #expect(tree["b"]?["x"]?.bool == true)
        #expect(tree.members.map(\.key) == ["b", "a", "b"])
        #expect(tree.members.first?.value.elements.first == .number("1.50"))
    }

    @Test func `changes members in place`() {
        var tree: JSONTree = ["id": 7, "text": "old", "meta": nil, "tags": ["x"]]
        tree["text"] = "new"
        tree["added"] = .bool(true)
        tree["meta"]?["inner"] = 1
        tree["tags"] = nil
        tree["text"]?["ignored"] = 1
        #expect(tree == ["id": 7, "text": "new", "meta": ["inner": 1], "added": true])
        #expect(tree["id"]?.int64 == 7 && tree["text"]?.string == "new" && tree["none"] == nil)
        #expect(tree != ["text": "new", "id": 7, "meta": ["inner": 1], "added": true])
    }
}
