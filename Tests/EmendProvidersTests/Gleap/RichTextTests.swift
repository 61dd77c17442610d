import EmendCore
import TestSupport
import Testing

@testable import EmendProviders

struct RichTextTests {
    static func text(_ text: String, _ marks: String = "") -> String {
        #"{"type":"text","text":"\#(text)"\#(marks)}"#
    }

    static func link(_ text: String, _ href: String) -> String {
        self.text(text, #","marks":[{"type":"link","attrs":{"href":"\#(href)"}}]"#)
    }

    static func node(_ type: String, _ children: String...) -> String {
        #"{"type":"\#(type)","content":[\#(children.joined(separator: ","))]}"#
    }

    static let hardBreak = #"{"type":"hardBreak"}"#

    struct Flat: Sendable, CustomTestStringConvertible {
        let tree: String
        let text: String
        var isUnderstood = true
        var testDescription: String { tree }
    }

    static let flat = [
        Flat(tree: #""plain\nline""#, text: "plain\nline"),
        Flat(tree: node("paragraph", text("a"), hardBreak, text("b")), text: "a\nb"),
        Flat(tree: node("doc", node("paragraph", text("a"), text("b")), node("heading", text("c"))), text: "ab\nc"),
        Flat(
            tree: node("doc", node("paragraph", text("a")), node("paragraph"), node("paragraph", text("b"))),
            text: "a\n\nb"),
        Flat(
            tree: node(
                "doc",
                node(
                    "bulletList",
                    node(
                        "listItem", node("paragraph", text("a")),
                        node("bulletList", node("listItem", node("paragraph", text("b"))))),
                    node("listItem", node("paragraph", text("c"))))),
            text: "a\nb\nc"),
        Flat(
            tree: node("doc", node("paragraph", text("a")), #"{"type":"image"}"#, node("paragraph", text("b"))),
            text: "a\n\nb"),
        Flat(tree: node("paragraph", text("hi "), #"{"type":"mention","attrs":{"id":"u"}}"#, text("!")), text: "hi !"),
        Flat(tree: "[" + node("paragraph", text("a")) + "," + node("paragraph", text("b")) + "]", text: "a\nb"),
        Flat(tree: node("paragraph", text(#"\ud800x"#)), text: "\u{FFFD}x"),
        Flat(tree: "{}", text: "", isUnderstood: false),
        Flat(tree: "7", text: "", isUnderstood: false),
        Flat(tree: #"{"type":"paragraph","content":"x"}"#, text: "", isUnderstood: false),
        Flat(tree: #"{"type":"paragraph","content":[{"type":"text","text":7}]}"#, text: "", isUnderstood: false),
    ]

    @Test(arguments: flat)
    func `a tree reads as people see it`(_ c: Flat) throws {
        let rich = RichText(try JSONDocument(parsing: Array(c.tree.utf8)).root)
        #expect(String(decoding: rich.text, as: UTF8.self) == c.text)
        #expect(rich.isUnderstood == c.isUnderstood)
    }

    struct Edit: Sendable, CustomTestStringConvertible {
        let name: String
        let tree: String
        /// What is found in the text, and what takes its place.
        let replace: [(String, String)]
        let expected: String
        var testDescription: String { name }
    }

    static let edits = [
        Edit(
            name: "split marks",
            tree: node(
                "doc", node("paragraph", text("card 4111 1111 "), text("1111 1111 ok", #", "marks":[{"type":"bold"}]"#))
            ),
            replace: [("4111 1111 1111 1111", "[card]")],
            expected: node("doc", node("paragraph", text("card [card]"), text(" ok", #", "marks":[{"type":"bold"}]"#)))),
        Edit(
            name: "an emptied node goes with its comma",
            tree: node("paragraph", text("a"), text("11"), text("22"), text("b")),
            replace: [("1122", "[x]")], expected: node("paragraph", text("a"), text("[x]"), text("b"))),
        Edit(
            name: "an empty replacement empties its nodes", tree: node("paragraph", text("11"), text("22")),
            replace: [("1122", "")], expected: node("paragraph")),
        Edit(
            name: "a hard break inside goes", tree: node("paragraph", text("4111"), hardBreak, text("1111")),
            replace: [("4111\n1111", "[x]")], expected: node("paragraph", text("[x]"))),
        Edit(
            name: "a target that equals its text follows",
            tree: node("paragraph", link("a.example/7", "a.example/7"), text(" 7")),
            replace: [("7", "*"), ("7", "*")],
            expected: node("paragraph", link("a.example/*", "a.example/*"), text(" *"))),
        Edit(
            name: "two blocks become one",
            tree: node(
                "doc", node("paragraph", text("card 41")), node("paragraph", text("11 ok")),
                node("paragraph", text("z"))),
            replace: [("41\n11", "[x]")],
            expected: node("doc", node("paragraph", text("card [x]"), text(" ok")), node("paragraph", text("z")))),
        Edit(
            name: "an emptied list item goes with its list",
            tree: node(
                "doc", node("paragraph", text("41")),
                node("bulletList", node("listItem", node("paragraph", text("11"))))),
            replace: [("41\n11", "[x]")], expected: node("doc", node("paragraph", text("[x]")))),
        Edit(
            name: "special characters are written as JSON", tree: node("paragraph", text("a")),
            replace: [("a", "\"\\\n")],
            expected: node("paragraph", text(#"\"\\\n"#))),
        Edit(name: "a plain string", tree: #""card 41""#, replace: [("41", "[x]")], expected: #""card [x]""#),
    ]

    @Test(arguments: edits)
    func `a replacement changes the touched nodes alone`(_ c: Edit) throws {
        let root = try JSONDocument(parsing: Array(c.tree.utf8)).root
        let rich = RichText(root)
        let edits = try #require(rich.edits(Self.replacements(c.replace, in: rich.text)))
        #expect(String(decoding: JSONSplice.bytes(of: root, applying: edits), as: UTF8.self) == c.expected)
    }

    /// Each is looked for behind the one before.
    static func replacements(_ pairs: [(String, String)], in text: [UInt8]) -> [Replacement] {
        var position = 0
        return pairs.compactMap { find, with in
            let wanted = Array(find.utf8)
            guard let start = (position...text.count - wanted.count).first(where: { text[$0...].starts(with: wanted) })
            else { return nil }
            position = start + wanted.count
            return Replacement(start..<position, with: ValidUTF8(with))
        }
    }
}

/// Trees and replacements at random: the text comes out as a string would, and nothing else moves.
struct RichTextPropertyTests {
    @Test
    func `editing the tree is editing its text`() throws {
        var random = SeededGenerator(seed: 20_261_120)
        var (joined, emptied) = (0, 0)
        for round in 0..<3000 {
            var maker = TreeMaker(random: random)
            let tree = maker.document()
            random = maker.random
            let root = try JSONDocument(parsing: Array(tree.utf8)).root
            let rich = RichText(root)
            let list = Self.replacements(in: rich.text, &random)
            guard let edits = rich.edits(list) else {
                // Only a text without any text node beside it has no place.
                #expect(
                    !rich.segments.contains { $0.string?.text?.isEmpty == false }
                        || list.contains { Self.isBare($0, rich) })
                continue
            }
            let output = JSONSplice.bytes(of: root, applying: edits)
            let after = RichText(try JSONDocument(parsing: output).root)
            let expected = ValidUTF8(unchecked: rich.text).replacing(list)
            #expect(after.text == expected.bytes, "round \(round): \(tree)")
            if list.isEmpty { #expect(output == Array(tree.utf8)) }
            // Nodes that no replacement touches keep their bytes, in their order.
            var position = 0
            for segment in rich.segments where !list.contains(where: { $0.range.overlaps(segment.range) }) {
                guard let element = segment.element, !segment.range.isEmpty else { continue }
                let isBeside = list.contains {
                    $0.range.lowerBound == segment.range.upperBound || $0.range.upperBound == segment.range.lowerBound
                }
                if isBeside || Self.isLinked(segment, rich) { continue }
                let bytes = Array(element.rawBytes)
                let found = (position...max(position, output.count - bytes.count)).first {
                    output[$0...].starts(with: bytes)
                }
                #expect(found != nil, "round \(round): a node that was not touched has changed in \(tree)")
                position = (found ?? position) + bytes.count
            }
            if after.blocks.count < rich.blocks.count { joined += 1 }
            if after.segments.count < rich.segments.count { emptied += 1 }
        }
        #expect(joined > 100 && emptied > 100)
    }

    private static func isBare(_ replacement: Replacement, _ rich: RichText) -> Bool {
        !rich.segments.contains { $0.range.overlaps(replacement.range) }
    }

    private static func isLinked(_ segment: RichText.Segment, _ rich: RichText) -> Bool {
        rich.links.contains { $0.range.overlaps(segment.range) }
    }

    /// In order, never empty ranges, at scalar boundaries.
    private static func replacements(in text: [UInt8], _ random: inout SeededGenerator) -> [Replacement] {
        let boundaries = (0...text.count).filter { $0 == text.count || text[$0] & 0xC0 != 0x80 }
        var list: [Replacement] = []
        var place = 0
        while place < boundaries.count - 1, list.count < 4 {
            let start = Int.random(in: place..<boundaries.count - 1, using: &random)
            let end = min(boundaries.count - 1, start + Int.random(in: 1...8, using: &random))
            let words: [ValidUTF8] = ["[x]", "[credit_card]", "*", "é\"", ""]
            list.append(
                Replacement(boundaries[start]..<boundaries[end], with: words.randomElement(using: &random) ?? ""))
            place = end
            if Bool.random(using: &random) { break }
        }
        return list
    }
}

/// Random documents of nested lists, quotes, paragraphs, pictures, links and breaks, with odd white space.
private struct TreeMaker {
    var random: SeededGenerator

    mutating func document() -> String { block("doc", depth: 0) }

    private mutating func block(_ type: String, depth: Int) -> String {
        let count = Int.random(in: 1...3, using: &random)
        let children = (0..<count).map { _ in child(depth: depth) }
        return #"{"type": "\#(type)" ,"content":[\#(children.joined(separator: pick([",", " , ", ",\n"])))]}"#
    }

    private mutating func child(depth: Int) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0 where depth < 3: block("bulletList", depth: depth + 1)
        case 1 where depth < 3: block("blockquote", depth: depth + 1)
        case 2: pick([#"{"type":"horizontalRule"}"#, #"{"type":"image","attrs":{"alt":"A","src":"u"}}"#])
        case 3: pick([#"{"type":"paragraph"}"#, #"{"type":"paragraph","content":[ ]}"#])
        default: paragraph()
        }
    }

    private mutating func paragraph() -> String {
        let count = Int.random(in: 1...4, using: &random)
        let nodes = (0..<count).map { _ in inline() }
        return #"{"attrs":{"n":1e2},"type":"paragraph","content":[\#(nodes.joined(separator: pick([",", " ,"])))]}"#
    }

    private mutating func inline() -> String {
        let words = ["4111 ", "jané", "a", #"\u00e9\ud83d\ude00"#, #"x\"y"#, "b c"]
        let word = pick(words)
        return switch Int.random(in: 0..<8, using: &random) {
        case 0: #"{"type":"hardBreak"}"#
        case 1: #"{"type":"text","marks":[{"type":"link","attrs":{"href":"\#(word)"}}],"text":"\#(word)"}"#
        case 2: #"{"type":"text","text":"\#(word)","marks":[{"type":"link","attrs":{"href":"u:\#(word)"}}]}"#
        case 3: #"{"type":"mention","attrs":{"id":"u"}}"#
        default: #"{"type":"text", "text":"\#(word)"}"#
        }
    }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
}
