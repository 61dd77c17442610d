/// Names one part of a text view, stably over edits of the message.
package struct PartKey: Hashable, Comparable, Sendable {
    package enum Kind: UInt8, Sendable {
        /// The message's own text.
        case text = 0
        /// A second place where the provider keeps the message's text.
        case copy = 1
        /// The description of an attachment.
        case attachment = 2
        /// A link target that differs from its text.
        case link = 3
        /// A stored translation of the text.
        case translation = 4
    }

    package var kind: Kind
    /// Position among the parts of that kind, from 0.
    package var index: UInt16

    package init(_ kind: Kind, _ index: UInt16 = 0) { (self.kind, self.index) = (kind, index) }

    package static let text = PartKey(.text)
    /// All parts of a message that has too many of them; no adapter writes to it.
    package static let whole = PartKey(.copy, .max)

    package static func < (left: PartKey, right: PartKey) -> Bool {
        (left.kind.rawValue, left.index) < (right.kind.rawValue, right.index)
    }
}

/// One part of a text view; it is matched alone.
package struct TextPart: Hashable, Sendable {
    package var key: PartKey
    package var text: ValidUTF8
    /// Why the part cannot be judged as it stands, for example a duplicate key in a tree that must be written back.
    package var unreadable: UnscannedReason?
    /// Whether the provider has no call that changes it: what is found in it is told, and stays.
    package var isFixed: Bool

    package init(_ key: PartKey, _ text: ValidUTF8, unreadable: UnscannedReason? = nil, isFixed: Bool = false) {
        (self.key, self.text, self.unreadable, self.isFixed) = (key, text, unreadable, isFixed)
    }
}

/// All text of a message that rules judge: parts in a fixed order, joined by U+2029 for counting offsets.
package struct TextView: Hashable, Sendable {
    /// In the order of their keys; a part that the event did not carry is absent.
    package var parts: [TextPart]

    package init(_ parts: [TextPart]) { self.parts = parts }
    package init(text: ValidUTF8) { parts = [TextPart(.text, text)] }

    /// People write a few parts; who sends thousands wants to make work.
    package static let mostParts = 1000

    /// This view, or one that says that it is too large: then no part can be judged or written alone.
    package var bounded: TextView {
        guard parts.count > TextView.mostParts else { return self }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount + 3 * parts.count)
        for part in parts {
            if !bytes.isEmpty { bytes += Array("\u{2029}".utf8) }
            bytes += part.text.bytes
        }
        return TextView([TextPart(.whole, ValidUTF8(unchecked: bytes), unreadable: .tooLarge)])
    }

    /// UTF-8 length over all parts.
    package var byteCount: Int { parts.reduce(0) { $0 + $1.text.bytes.count } }

    /// The offset in the view, in Unicode scalars, at which each part begins; in the order of ``parts``.
    package var partOffsets: [Int] {
        var offset = 0
        return parts.map { part in
            defer { offset += part.text.scalarCount + 1 }
            return offset
        }
    }

    package subscript(key: PartKey) -> ValidUTF8? { parts.first { $0.key == key }?.text }

    /// This view with the texts of `other` that it lacks, as further copies.
    package func adding(_ other: TextView) -> TextView {
        var view = self
        var texts = Set(parts.map(\.text))
        for part in other.parts where texts.insert(part.text).inserted {
            let place = view.parts.count
            let key = place == 0 ? PartKey.text : PartKey(.copy, UInt16(clamping: place - 1))
            view.parts.append(TextPart(key, part.text, unreadable: part.unreadable))
        }
        return view.bounded
    }
}

/// One range of a part and the text that takes its place.
package struct Replacement: Hashable, Sendable {
    /// UTF-8 offsets in the part, at scalar boundaries.
    package var range: Range<Int>
    package var text: ValidUTF8

    package init(_ range: Range<Int>, with text: ValidUTF8) { (self.range, self.text) = (range, text) }
}

extension ValidUTF8 {
    /// The text after `replacements`, which are in order and do not overlap.
    package func replacing(_ replacements: [Replacement]) -> ValidUTF8 {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var position = 0
        for replacement in replacements {
            precondition(replacement.range.lowerBound >= position, "replacements are in order and do not overlap")
            result += bytes[position..<replacement.range.lowerBound]
            result += replacement.text.bytes
            position = replacement.range.upperBound
        }
        result += bytes[position...]
        return ValidUTF8(unchecked: result)
    }
}
