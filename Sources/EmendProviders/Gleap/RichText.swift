import EmendCore

/// A ProseMirror tree (or a plain string in its place) as the text that people see, with the way back into the tree.
///
/// Text nodes follow one another, `hardBreak` is a line feed, block nodes are joined by a line feed; a block without text, such
/// as a picture or a rule, is an empty line. Node types: https://prosemirror.net/docs/guide/#doc, those that Gleap uses are in
/// third-party readers of live data (nlproduction/gleaptracker, read 2026-11).
struct RichText {
    /// A text node or a hard break.
    struct Segment {
        /// UTF-8 offsets in ``RichText/text``.
        var range: Range<Int>
        /// The JSON string of a text node; nil for a hard break.
        var string: JSONValue?
        /// The node, where it stands in an array that it can be taken out of.
        var element: JSONValue?
    }

    /// A node without block nodes in it: what stands between two line feeds that joined blocks.
    struct Block {
        var range: Range<Int>
        /// Its place in ``RichText/nodes``; nil for inline nodes beside blocks in one parent, and for a plain string.
        var node: Int?
        /// The array of its inline nodes.
        var content: JSONValue?
    }

    /// A block node or an ancestor of one.
    struct Node {
        var element: JSONValue?
        var parent: Int?
        /// How many children with a place in the text it holds.
        var children = 0
    }

    /// Neighbouring text nodes with the same link target.
    struct Link {
        var range: Range<Int>
        var target: ValidUTF8
        /// The JSON string of the target in each node.
        var hrefs: [JSONValue]
    }

    private(set) var text: [UInt8] = []
    private(set) var segments: [Segment] = []
    private(set) var blocks: [Block] = []
    private(set) var nodes: [Node] = []
    private(set) var links: [Link] = []
    /// Descriptions and titles of pictures.
    private(set) var labels: [JSONValue] = []
    /// False when something stands where text or a node should be, or when nodes are nested too deeply.
    private(set) var isUnderstood = true
    /// Nodes around the one that is being read.
    private var depth = 0

    /// Nodes inside each other; an editor's nested list takes two for each level. Reading a node takes stack.
    static let mostNesting = 250

    init(_ root: JSONValue) {
        switch root.kind {
        case .string: addString(root)
        case .object where root["type"] != nil || root["content"] != nil || root["text"] != nil:
            add(root, element: nil, parent: nil)
        case .array: addChildren(of: nil, content: root, isTextBlock: false)
        default: isUnderstood = false
        }
    }

    /// Whether the target says something that the link's text does not.
    func differsFromText(_ link: Link) -> Bool { link.target.bytes[...] != text[link.range] }
}

/// Reading the tree.
extension RichText {
    private mutating func addString(_ string: JSONValue) {
        beginBlock(node: nil, content: nil)
        addText(string, element: nil)
        endBlock()
    }

    private mutating func add(_ node: JSONValue, element: JSONValue?, parent: Int?) {
        guard node.kind == .object, depth < RichText.mostNesting else {
            isUnderstood = false
            return
        }
        depth += 1
        defer { depth -= 1 }
        if isInline(node) {
            beginBlock(node: nil, content: nil)
            addInline(node, element: element)
            return endBlock()
        }
        let index = nodes.count
        nodes.append(Node(element: element, parent: parent))
        if let parent { nodes[parent].children += 1 }
        addLabels(of: node)
        guard let content = node.present("content") else {
            beginBlock(node: index, content: nil)
            return endBlock()
        }
        guard content.kind == .array else {
            isUnderstood = false
            return
        }
        addChildren(of: index, content: content, isTextBlock: RichText.textBlocks.contains(node["type"]?.string ?? ""))
    }

    private mutating func addChildren(of parent: Int?, content: JSONValue, isTextBlock: Bool) {
        let children = Array(content.elements)
        let hasText = isTextBlock || children.contains(where: isInline)
        // Beside text, a node without content is inline too (a mention, an emoji).
        let inline = children.map { isInline($0) || (hasText && $0["content"] == nil) }
        if !inline.contains(false) {
            beginBlock(node: parent, content: parent == nil ? nil : content)
            for child in children { addInline(child, element: child) }
            return endBlock()
        }
        var isOpen = false
        for (child, isInline) in zip(children, inline) {
            if isInline, !isOpen {
                beginBlock(node: nil, content: nil)
                if let parent { nodes[parent].children += 1 }
            }
            if !isInline, isOpen { endBlock() }
            isOpen = isInline
            if isInline { addInline(child, element: child) } else { add(child, element: child, parent: parent) }
        }
        if isOpen { endBlock() }
    }

    private static let textBlocks: Set<String> = ["paragraph", "heading", "codeBlock"]

    private func isInline(_ node: JSONValue) -> Bool {
        guard let type = node["type"]?.string else { return node["text"] != nil && node["content"] == nil }
        return type == "text" || type == "hardBreak" || type == "hard_break"
    }

    private mutating func addInline(_ node: JSONValue, element: JSONValue?) {
        if let string = node.present("text") {
            guard string.kind == .string else {
                isUnderstood = false
                return
            }
            let start = text.count
            addText(string, element: element)
            addLink(of: node, range: start..<text.count)
        } else if node["type"]?.string?.hasPrefix("hard") == true {
            text.append(UInt8(ascii: "\n"))
            segments.append(Segment(range: text.count - 1..<text.count, string: nil, element: element))
        } else if node.kind == .object {
            addLabels(of: node)
        } else {
            isUnderstood = false
        }
    }

    private mutating func addText(_ string: JSONValue, element: JSONValue?) {
        let start = text.count
        text += string.text?.bytes ?? []
        segments.append(Segment(range: start..<text.count, string: string, element: element))
    }

    private mutating func addLink(of node: JSONValue, range: Range<Int>) {
        guard let marks = node["marks"] else { return }
        for mark in marks.elements where mark["type"]?.string == "link" {
            guard let href = mark["attrs"]?.present("href"), let target = href.text else { continue }
            if let last = links.last, last.range.upperBound == range.lowerBound, last.target == target {
                links[links.count - 1].range = last.range.lowerBound..<range.upperBound
                links[links.count - 1].hrefs.append(href)
            } else {
                links.append(Link(range: range, target: target, hrefs: [href]))
            }
        }
    }

    private mutating func addLabels(of node: JSONValue) {
        guard let attributes = node["attrs"] else { return }
        for key in ["alt", "title"] {
            if let label = attributes[key], label.kind == .string, label.text?.isEmpty == false { labels.append(label) }
        }
    }

    private mutating func beginBlock(node: Int?, content: JSONValue?) {
        if !blocks.isEmpty { text.append(UInt8(ascii: "\n")) }
        blocks.append(Block(range: text.count..<text.count, node: node, content: content))
    }

    private mutating func endBlock() {
        blocks[blocks.count - 1].range = blocks[blocks.count - 1].range.lowerBound..<text.count
    }
}
