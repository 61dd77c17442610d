import EmendCore

/// Unites what all rules hide into one list of replacements per part.
struct TextMerger {
    private var hidden: [Hidden] = []

    var isEmpty: Bool { hidden.isEmpty }

    mutating func add(_ pieces: [Hidden]) { hidden += pieces }

    /// - Parameter text: The text that takes the place of a stretch, for a piece with `with` or `token`.
    /// - Returns: Only parts that change, in the order of the view.
    func edits(of view: TextView, text: (Hidden, ArraySlice<UInt8>) -> String) -> [(index: Int, edit: PartEdit)] {
        Dictionary(grouping: hidden, by: \.part).sorted { $0.key < $1.key }.compactMap { index, pieces in
            let pieces = pieces.sorted { $0.range.lowerBound < $1.range.lowerBound }
            let part = view.parts[index]
            let bytes = part.text.bytes
            // Most finds of a long text are of one rule and entity, and get the same text.
            var last: (piece: Hidden, text: ValidUTF8)?
            func shown(_ piece: Hidden) -> ValidUTF8 {
                if let last, last.piece.writesSame(as: piece) { return last.text }
                let written = ValidUTF8(text(piece, bytes[piece.range]))
                last = (piece, written)
                return written
            }
            var replacements = Self.clusters(pieces).flatMap { Self.replacements(for: $0, in: bytes, shown) }
            var newText = part.text.replacing(replacements)
            if newText.isBlank {
                newText = "[redacted]"
                replacements = [Replacement(0..<bytes.count, with: newText)]
            }
            guard newText != part.text else { return nil }
            return (index, PartEdit(part: part.key, replacements: replacements, newText: newText))
        }
    }

    /// Pieces that overlap, directly or through others; touching is not overlapping.
    private static func clusters(_ pieces: [Hidden]) -> [ArraySlice<Hidden>] {
        var clusters: [ArraySlice<Hidden>] = []
        var (start, end) = (0, 0)
        for (index, piece) in pieces.enumerated() {
            if index > start, piece.range.lowerBound >= end {
                clusters.append(pieces[start..<index])
                start = index
            }
            end = max(end, piece.range.upperBound)
        }
        if start < pieces.count { clusters.append(pieces[start...]) }
        return clusters
    }

    private static func replacements(
        for cluster: ArraySlice<Hidden>, in bytes: [UInt8], _ text: (Hidden) -> ValidUTF8
    ) -> [Replacement] {
        let ordered = cluster.count > 1 ? cluster.sorted { $0.precedes($1) } : Array(cluster)
        let start = cluster.map(\.range.lowerBound).min() ?? 0
        let end = cluster.map(\.range.upperBound).max() ?? 0
        if let winner = ordered.first(where: \.hasText) {
            return [Replacement(start..<end, with: text(winner))]
        }
        return masked(ordered, in: bytes, start..<end)
    }

    /// Each scalar is hidden when any piece hides it, by the first that does.
    private static func masked(_ ordered: [Hidden], in bytes: [UInt8], _ union: Range<Int>) -> [Replacement] {
        var shown = [String?](repeating: nil, count: union.count)
        var changes = false
        for piece in ordered {
            guard case .mask(let mask, let keepFirst, let keepLast) = piece.style else { continue }
            let fates = Mask.hiding(bytes[piece.range], with: mask, keepFirst: keepFirst, keepLast: keepLast)
            var offset = piece.range.lowerBound
            for fate in fates {
                if let fate, shown[offset - union.lowerBound] == nil {
                    shown[offset - union.lowerBound] = fate
                    changes = true
                }
                offset = bytes.scalarEnd(after: offset)
            }
        }
        guard changes else { return [] }
        var result: [UInt8] = []
        var offset = union.lowerBound
        while offset < union.upperBound {
            let next = bytes.scalarEnd(after: offset)
            if let text = shown[offset - union.lowerBound] {
                result += text.utf8
            } else {
                result += bytes[offset..<next]
            }
            offset = next
        }
        return [Replacement(union, with: ValidUTF8(unchecked: result))]
    }
}

extension [UInt8] {
    /// Where the scalar that begins at `offset` ends.
    fileprivate func scalarEnd(after offset: Int) -> Int {
        var end = offset + 1
        while end < count, self[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}

extension ValidUTF8 {
    /// Nothing but white space; providers refuse such a message.
    fileprivate var isBlank: Bool {
        string.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    }
}
