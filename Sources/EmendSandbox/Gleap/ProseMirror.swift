import EmendCore

/// The rules of a rich text document, as ProseMirror's own reader checks them, and its plain text.
///
/// https://prosemirror.net/docs/ref/#model.Node^fromJSON, read 2026-11-20: an empty text node is an error there.
enum ProseMirror {
    private enum Content { case blocks, inline, items, none }

    /// Node types seen in messages; of others only the general form is checked.
    private static let known: [String: Content] = [
        "doc": .blocks, "blockquote": .blocks, "listItem": .blocks, "paragraph": .inline, "heading": .inline,
        "codeBlock": .inline, "bulletList": .items, "orderedList": .items, "text": .none, "hardBreak": .none,
        "horizontalRule": .none, "image": .none, "imageBlock": .none,
    ]
    private static let inlineTypes: Set = ["text", "hardBreak", "image", "mention", "emoji"]
    private static let deepest = 100

    static func problems(in node: JSONTree, at path: String, depth: Int = 0) -> [(path: String, message: String)] {
        guard depth < deepest else { return [(path, "is nested too deeply")] }
        guard node.isObject, let type = node["type"]?.string, !type.isEmpty else {
            return [(path, "is not a node with a type")]
        }
        var problems = marks(of: node, at: path)
        if type == "text" {
            if node["text"]?.text?.isEmpty ?? true { problems.append((path, "Empty text nodes are not allowed")) }
            if node["content"] != nil { problems.append((path, "a text node has no content")) }
            return problems
        }
        if node["text"] != nil { problems.append((path, "only text nodes have text")) }
        let content = node["content"] ?? []
        guard content.isArray else { return problems + [("\(path).content", "Invalid content for node \(type)")] }
        if let rule = known[type], !allows(rule, content.elements) {
            problems.append(("\(path).content", "Invalid content for node \(type)"))
        }
        for (place, child) in content.elements.enumerated() {
            problems += Self.problems(in: child, at: "\(path).content[\(place)]", depth: depth + 1)
        }
        return problems
    }

    private static func allows(_ rule: Content, _ children: [JSONTree]) -> Bool {
        let types = children.map { $0["type"]?.string ?? "" }
        return switch rule {
        case .blocks:
            !types.isEmpty && types.allSatisfy { $0 != "listItem" && (!inlineTypes.contains($0) || $0 == "image") }
        case .inline: types.allSatisfy { inlineTypes.contains($0) || known[$0] == nil }
        case .items: !types.isEmpty && types.allSatisfy { $0 == "listItem" }
        case .none: types.isEmpty
        }
    }

    private static func marks(of node: JSONTree, at path: String) -> [(path: String, message: String)] {
        guard let marks = node["marks"] else { return [] }
        guard marks.isArray, marks.elements.allSatisfy({ $0["type"]?.string?.isEmpty == false }) else {
            return [("\(path).marks", "Invalid mark")]
        }
        return []
    }

    /// Blocks and breaks on lines of their own; a link target that differs from its text stands in angle brackets.
    static func text(of node: JSONTree) -> String {
        var lines: [String] = []
        append(node, to: &lines)
        return lines.joined(separator: "\n")
    }

    private static func append(_ node: JSONTree, to lines: inout [String], depth: Int = 0) {
        guard depth < deepest else { return }
        let children = node["content"]?.elements ?? []
        let type = node["type"]?.string ?? ""
        if type == "text" || inlineTypes.contains(type) {
            lines.append(inline(node))
        } else if children.contains(where: { inlineTypes.contains($0["type"]?.string ?? "") }) {
            lines.append(children.map(inline).joined())
        } else {
            for child in children { append(child, to: &lines, depth: depth + 1) }
        }
    }

    private static func inline(_ node: JSONTree) -> String {
        if node["type"]?.string == "hardBreak" { return "\n" }
        let text = node["text"]?.string ?? ""
        let links = (node["marks"]?.elements ?? []).compactMap { $0["attrs"]?["href"]?.string }
        return links.filter { $0 != text }.reduce(text) { "\($0) <\($1)>" }
    }

    /// A document of one paragraph per line.
    static func document(_ text: String) -> JSONTree {
        let paragraphs = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> JSONTree in
            line.isEmpty
                ? ["type": "paragraph"]
                : ["type": "paragraph", "content": [["type": "text", "text": .string(String(line))]]]
        }
        return ["type": "doc", "content": .array(paragraphs)]
    }
}
