/// Writes a subtree back with a few tokens changed; every other byte stays as the provider sent it.
package struct JSONSplice: Sendable {
    package enum Edit: Sendable {
        case replaceString(JSONValue, with: ValidUTF8)
        /// Takes an element out of its array, with one comma where there is one.
        case removeElement(JSONValue)
        /// - Parameter bytes: One JSON value.
        case replaceRaw(JSONValue, with: [UInt8])

        var node: JSONValue {
            switch self {
            case .replaceString(let node, _), .removeElement(let node), .replaceRaw(let node, _): node
            }
        }
    }

    /// A range of the document and what stands there afterwards.
    private struct Replacement {
        var range: Range<Int>
        var bytes: [UInt8]
    }

    private let root: JSONValue
    private var replacements: [Replacement] = []
    /// Indices of the nodes to remove.
    private var removed: Set<Int> = []

    /// The bytes of `root` after all edits.
    ///
    /// The edits come in any order. It is a programmer's mistake when two of them touch the same bytes (an edit inside a
    /// node that is replaced or removed included), when a node is not inside `root`, when ``Edit/replaceString(_:with:)``
    /// meets something else than a string, or when a node to remove is not an element of an array inside `root`.
    package static func bytes(of root: JSONValue, applying edits: [Edit]) -> [UInt8] {
        JSONSplice(root: root, edits: edits).result()
    }

    private init(root: JSONValue, edits: [Edit]) {
        self.root = root
        for edit in edits { add(edit) }
        addCuts()
        replacements.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    }

    private mutating func add(_ edit: Edit) {
        let node = edit.node
        precondition(node.document === root.document, "An edit's node must belong to the document of the root.")
        precondition(
            root.index <= node.index && node.index < Int(root.node.next), "An edit's node must lie inside the root.")
        switch edit {
        case .replaceString(_, let text):
            precondition(node.kind == .string, "Only a string can be replaced by text.")
            var token: [UInt8] = []
            token.appendJSONString(text.bytes.span)
            replacements.append(Replacement(range: node.sourceRange, bytes: token))
        case .replaceRaw(_, let bytes):
            assert(
                (try? JSONDocument(parsing: bytes, limits: .init(depth: .max))) != nil,
                "A replacement must be one JSON value.")
            replacements.append(Replacement(range: node.sourceRange, bytes: bytes))
        case .removeElement:
            precondition(removed.insert(node.index).inserted, "An element can be removed once only.")
        }
    }

    /// Turns the removed elements into ranges. Found by walking the arrays, since a node doesn't know its parent.
    private mutating func addCuts() {
        guard !removed.isEmpty else { return }
        var left = removed.count
        for index in root.index..<Int(root.node.next) where left > 0 {
            let value = JSONValue(document: root.document, index: index)
            guard value.kind == .array else { continue }
            left -= addCuts(in: Array(value.elements))
        }
        precondition(left == 0, "Only an element of an array can be removed.")
    }

    /// Returns how many of the elements are removed.
    ///
    /// A run of removed neighbours goes with the comma before it, or with the one behind it when it begins the array; so
    /// the commas that stay are one less than the elements that stay.
    private mutating func addCuts(in elements: [JSONValue]) -> Int {
        var count = 0
        var place = 0
        while place < elements.count {
            guard removed.contains(elements[place].index) else {
                place += 1
                continue
            }
            let run = elements[place...].prefix { removed.contains($0.index) }
            let start = place > 0 ? elements[place - 1].sourceRange.upperBound : elements[0].sourceRange.lowerBound
            let end =
                place == 0 && run.endIndex < elements.count
                ? elements[run.endIndex].sourceRange.lowerBound : elements[run.endIndex - 1].sourceRange.upperBound
            replacements.append(Replacement(range: start..<end, bytes: []))
            count += run.count
            place = run.endIndex
        }
        return count
    }

    private func result() -> [UInt8] {
        let source = root.document.bytes
        var output: [UInt8] = []
        output.reserveCapacity(root.sourceRange.count + replacements.reduce(0) { $0 + $1.bytes.count })
        var index = root.sourceRange.lowerBound
        for replacement in replacements {
            precondition(index <= replacement.range.lowerBound, "Two edits touch the same bytes.")
            output.append(contentsOf: source[index..<replacement.range.lowerBound])
            output.append(contentsOf: replacement.bytes)
            index = replacement.range.upperBound
        }
        output.append(contentsOf: source[index..<root.sourceRange.upperBound])
        return output
    }
}
