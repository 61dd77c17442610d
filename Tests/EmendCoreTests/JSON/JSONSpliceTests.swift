import EmendCore
import TestSupport
import Testing

struct JSONSpliceTests {
    struct RemovalRow: Sendable {
        let source: String
        let removed: [Int]
        let expected: String
    }

    @Test(arguments: [
        RemovalRow(source: "[1]", removed: [0], expected: "[]"),
        RemovalRow(source: "[ 1 ]", removed: [0], expected: "[  ]"),
        RemovalRow(source: "[1,2]", removed: [0], expected: "[2]"),
        RemovalRow(source: "[1,2]", removed: [1], expected: "[1]"),
        RemovalRow(source: "[1,2]", removed: [1, 0], expected: "[]"),
        RemovalRow(source: "[1, 2, 3]", removed: [1], expected: "[1, 3]"),
        RemovalRow(source: "[ 1 , 2 , 3 ]", removed: [0], expected: "[ 2 , 3 ]"),
        RemovalRow(source: "[ 1 , 2 , 3 ]", removed: [2], expected: "[ 1 , 2 ]"),
        RemovalRow(source: "[1,2,3,4]", removed: [1, 2], expected: "[1,4]"),
        RemovalRow(source: "[1,2,3,4]", removed: [0, 1], expected: "[3,4]"),
        RemovalRow(source: "[1,2,3,4]", removed: [2, 3], expected: "[1,2]"),
        RemovalRow(source: "[1,2,3,4]", removed: [3, 0], expected: "[2,3]"),
        RemovalRow(source: "[1,2,3,4]", removed: [0, 2], expected: "[2,4]"),
        RemovalRow(source: "[\n  {\"a\": [0, 0]},\n  \"x,]\"\n]", removed: [0], expected: "[\n  \"x,]\"\n]"),
    ])
    func `removes elements with exactly the commas that must go`(_ row: RemovalRow) throws {
        let root = try parsed(row.source)
        let edits = row.removed.compactMap { root[index: $0].map(JSONSplice.Edit.removeElement) }
        let bytes = JSONSplice.bytes(of: root, applying: edits)
        #expect(String(decoding: bytes, as: UTF8.self) == row.expected)
    }

    /// The body of a Gleap message: https://docs.gleap.io, a ProseMirror document inside an event.
    @Test func `changes only the tokens named and keeps every other byte`() throws {
        let source = #"""
            {"other":1,"content" : { "type":"doc", "n": 1e400, "content":[
              {"type":"text","text":"card \u0034111","x":"\ud800"} , {"type":"text","text":"gone"},
              {"type":"text","text":"stays \/ here"} ]}}
            """#
        let tree = try #require(try parsed(source)["content"])
        let nodes = try #require(tree["content"])
        let bytes = JSONSplice.bytes(
            of: tree,
            applying: [
                .removeElement(try #require(nodes[index: 1])),
                .replaceString(try #require(nodes[index: 0]?["text"]), with: "card \"[x]\"\n"),
                .replaceRaw(try #require(nodes[index: 2]?["type"]), with: Array("null".utf8)),
            ])
        let expected = #"""
            { "type":"doc", "n": 1e400, "content":[
              {"type":"text","text":"card \"[x]\"\n","x":"\ud800"},
              {"type":null,"text":"stays \/ here"} ]}
            """#
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func `replaces the root and leaves a tree without edits alone`() throws {
        let root = try parsed(" [ 1 ] ")
        #expect(JSONSplice.bytes(of: root, applying: []) == Array("[ 1 ]".utf8))
        #expect(JSONSplice.bytes(of: root, applying: [.replaceRaw(root, with: Array("7".utf8))]) == Array("7".utf8))
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `gives the tree that was asked for`(_ seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        let root = try JSONDocument(parsing: random.document()).root
        var edits: [JSONSplice.Edit] = []
        let expected = random.edit(root, isElement: false, into: &edits) ?? .null
        let bytes = JSONSplice.bytes(of: root, applying: edits.shuffled(using: &random.generator))
        #expect(JSONTree(try JSONDocument(parsing: bytes).root) == expected)
    }

    @Test func `stops on edits that touch the same bytes`() async {
        await #expect(processExitsWith: .failure) {
            let root = try JSONDocument(parsing: Array("[[1]]".utf8)).root
            guard let outer = root[index: 0], let inner = outer[index: 0] else { return }
            _ = JSONSplice.bytes(of: root, applying: [.removeElement(outer), .removeElement(inner)])
        }
        await #expect(processExitsWith: .failure) {
            let root = try JSONDocument(parsing: Array(#"{"a":1}"#.utf8)).root
            guard let member = root["a"] else { return }
            _ = JSONSplice.bytes(of: root, applying: [.removeElement(member)])
        }
    }
}
