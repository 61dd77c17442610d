import EmendCore

/// Writing into the tree: the flattened text afterwards is the flattened text with the replacements made, and no byte of a
/// node that was not touched changes.
extension RichText {
    /// The edits that make `replacements` in the text, and give links and labels new strings.
    ///
    /// A replacement goes into the first text node it touches; text nodes that become empty are taken out, since ProseMirror
    /// refuses them; so are hard breaks inside a replacement. A replacement over the border of two blocks makes them one
    /// block, and takes out what stood between them. A target that equals its link's text follows the text.
    ///
    /// - Parameters:
    ///   - replacements: In order, not overlapping; offsets in ``text``.
    ///   - targets: By the place in ``links``.
    ///   - labels: By the place in ``labels``.
    /// - Returns: Nil when the tree has no place for a replacement.
    func edits(
        _ replacements: [Replacement], targets: [Int: ValidUTF8] = [:], labels: [Int: ValidUTF8] = [:]
    ) -> [JSONSplice.Edit]? {
        var editing = RichTextEditing(self)
        for replacement in replacements where !editing.replace(replacement) { return nil }
        for (place, label) in labels where self.labels.indices.contains(place) {
            editing.edits.append(.replaceString(self.labels[place], with: label))
        }
        for place in links.indices { editing.setTarget(of: links[place], to: targets[place]) }
        editing.writeSegments()
        guard editing.joinBlocks() else { return nil }
        return editing.outermostEdits
    }
}

/// One use of ``RichText/edits(_:targets:labels:)``.
private struct RichTextEditing {
    private let tree: RichText
    var edits: [JSONSplice.Edit] = []
    /// By the place of the segment: ranges of its own text, in order, and what takes their place.
    private var pieces: [Int: [Replacement]] = [:]
    /// Hard breaks that a replacement covers; with a text when no text node was touched that could take it.
    private var breaks: [Int: ValidUTF8] = [:]
    /// Blocks that become one with the block before them.
    private var joined: Set<Int> = []
    /// Nodes and inline elements that are taken out, by where they begin.
    private var removed: Set<Int> = []
    /// By the place of the node: how many of its children stay.
    private var children: [Int]

    init(_ tree: RichText) { (self.tree, children) = (tree, tree.nodes.map(\.children)) }

    /// False when there is no text node that could take the text.
    mutating func replace(_ replacement: Replacement) -> Bool {
        let range = replacement.range
        var place = tree.blocks.firstIndex(after: { $0.range.lowerBound - 1 < range.lowerBound })
        while place < tree.blocks.count, tree.blocks[place].range.lowerBound - 1 < range.upperBound {
            if place > 0 { joined.insert(place) }
            place += 1
        }
        let touched = touchedSegments(range)
        var text: ValidUTF8? = replacement.text
        for place in touched where tree.segments[place].string != nil {
            let own = tree.segments[place].range
            let local = range.clamped(to: own)
            let piece = local.lowerBound - own.lowerBound..<local.upperBound - own.lowerBound
            pieces[place, default: []].append(Replacement(piece, with: text ?? ""))
            text = nil
        }
        for place in touched where tree.segments[place].string == nil {
            breaks[place] = text ?? ""
            text = nil
        }
        guard let text, !text.isEmpty else { return true }
        return insert(text, at: range)
    }

    private func touchedSegments(_ range: Range<Int>) -> [Int] {
        let first = tree.segments.firstIndex(after: { $0.range.upperBound <= range.lowerBound })
        let end = tree.segments.firstIndex(after: { $0.range.lowerBound < range.upperBound })
        return (first..<max(first, end)).filter { tree.segments[$0].range.overlaps(range) }
    }

    /// Puts a text beside a border of blocks that alone was replaced.
    private mutating func insert(_ text: ValidUTF8, at range: Range<Int>) -> Bool {
        if let place = tree.segments.lastIndex(where: {
            $0.string != nil && $0.range.upperBound == range.lowerBound
        }) {
            let end = tree.segments[place].range.count
            pieces[place, default: []].append(Replacement(end..<end, with: text))
            return true
        }
        guard
            let place = tree.segments.firstIndex(where: {
                $0.string != nil && $0.range.lowerBound == range.upperBound
            })
        else { return false }
        pieces[place, default: []].append(Replacement(0..<0, with: text))
        return true
    }

    private func newText(of place: Int) -> ValidUTF8? {
        guard let pieces = pieces[place] else { return nil }
        return ValidUTF8(unchecked: Array(tree.text[tree.segments[place].range])).replacing(pieces)
    }

    mutating func setTarget(of link: RichText.Link, to target: ValidUTF8?) {
        var target = target
        if target == nil, !tree.differsFromText(link) {
            let places = touchedSegments(link.range).filter { tree.segments[$0].string != nil }
            guard places.contains(where: { pieces[$0] != nil }) else { return }
            let text = places.flatMap { newText(of: $0)?.bytes ?? Array(tree.text[tree.segments[$0].range]) }
            target = ValidUTF8(unchecked: text)
        }
        guard let target else { return }
        for href in link.hrefs { edits.append(.replaceString(href, with: target)) }
    }

    mutating func writeSegments() {
        for place in pieces.keys {
            guard let string = tree.segments[place].string, let text = newText(of: place) else { continue }
            if text.isEmpty, let element = tree.segments[place].element {
                remove(element)
            } else {
                edits.append(.replaceString(string, with: text))
            }
        }
        for (place, text) in breaks {
            guard let element = tree.segments[place].element else { continue }
            if text.isEmpty {
                remove(element)
            } else {
                let node = JSONWriter.object {
                    $0.member("type", string: "text")
                    $0.member("text", text: text)
                }
                edits.append(.replaceRaw(element, with: node))
            }
        }
    }

    private mutating func remove(_ element: JSONValue) {
        guard removed.insert(element.sourceRange.lowerBound).inserted else { return }
        edits.append(.removeElement(element))
    }

    /// Makes one block of each run of joined blocks; false where inline nodes stand beside blocks, which no schema allows.
    mutating func joinBlocks() -> Bool {
        guard !joined.isEmpty else { return true }
        let inner = edits.sorted { $0.range.lowerBound < $1.range.lowerBound }
        var first = 0
        while first < tree.blocks.count {
            var end = first + 1
            while joined.contains(end) { end += 1 }
            if end - first > 1, !join(first..<end, inner) { return false }
            first = end
        }
        return true
    }

    private mutating func join(_ run: Range<Int>, _ inner: [JSONSplice.Edit]) -> Bool {
        guard run.allSatisfy({ tree.blocks[$0].node != nil }) else { return false }
        let left = run.map { place in
            tree.blocks[place].content?.elements.filter { !removed.contains($0.sourceRange.lowerBound) } ?? []
        }
        let keeper =
            left.firstIndex { !$0.isEmpty } ?? run.firstIndex { tree.blocks[$0].content != nil }.map {
                $0 - run.lowerBound
            }
            ?? 0
        if let content = tree.blocks[run.lowerBound + keeper].content, left.filter({ !$0.isEmpty }).count > 1 {
            let elements = left.joined().map { bytes(of: $0, inner) }
            edits.append(.replaceRaw(content, with: JSONWriter.array { for element in elements { $0.raw(element) } }))
        }
        for place in run where place != run.lowerBound + keeper {
            guard var node = tree.blocks[place].node else { return false }
            // An ancestor that holds nothing any more goes too: a list item without a paragraph is refused.
            while let parent = tree.nodes[node].parent, tree.nodes[parent].element != nil {
                children[parent] -= 1
                guard children[parent] == 0 else { break }
                node = parent
            }
            guard let element = tree.nodes[node].element else { return false }
            remove(element)
        }
        return true
    }

    /// An element with the edits inside it made; `inner` is in order.
    private func bytes(of element: JSONValue, _ inner: [JSONSplice.Edit]) -> [UInt8] {
        let whole = element.sourceRange
        let first = inner.firstIndex(after: { $0.range.lowerBound < whole.lowerBound })
        let edits = inner[first...].prefix { $0.range.lowerBound < whole.upperBound }
        if let edit = edits.first, edit.range == whole, case .replaceRaw(_, let bytes) = edit { return bytes }
        return JSONSplice.bytes(of: element, applying: Array(edits))
    }

    /// Without the edits inside nodes that are taken out or written anew.
    var outermostEdits: [JSONSplice.Edit] {
        var end = 0
        return edits.sorted {
            $0.range.lowerBound == $1.range.lowerBound
                ? $1.range.upperBound < $0.range.upperBound : $0.range.lowerBound < $1.range.lowerBound
        }
        .filter { edit in
            guard edit.range.upperBound > end else { return false }
            if edit.takesAll { end = edit.range.upperBound }
            return true
        }
    }
}

extension JSONSplice.Edit {
    fileprivate var range: Range<Int> {
        switch self {
        case .replaceString(let node, _), .removeElement(let node), .replaceRaw(let node, _): node.sourceRange
        }
    }

    /// Whether nothing of the node stays as it was.
    fileprivate var takesAll: Bool {
        if case .replaceString = self { false } else { true }
    }
}

extension Array {
    /// The place of the first element behind those that `isBefore` holds for, found by halving; the end when it holds for all.
    fileprivate func firstIndex(after isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
