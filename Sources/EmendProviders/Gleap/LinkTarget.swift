import EmendCore

/// The target of a link as people read it, without percent-encoding (`mailto:jane%40example.com`), with the way back.
struct LinkTarget {
    /// Decoded; as it stands where that would not be text.
    let text: ValidUTF8
    private let source: ValidUTF8
    /// For each byte of ``text``, and for its end, the offset in the source.
    private let places: [Int]

    init(_ source: ValidUTF8) {
        let bytes = source.bytes
        var (decoded, places): ([UInt8], [Int]) = ([], [])
        var index = 0
        while index < bytes.count {
            places.append(index)
            if bytes[index] == UInt8(ascii: "%"), let byte = LinkTarget.byte(bytes, at: index + 1) {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        places.append(bytes.count)
        self.source = source
        if let text = ValidUTF8(validating: decoded) {
            (self.text, self.places) = (text, places)
        } else {
            (text, self.places) = (source, Array(0...bytes.count))
        }
    }

    /// The target after replacements in ``text``; all that is not replaced keeps its bytes.
    func replacing(_ replacements: [Replacement]) -> ValidUTF8 {
        source.replacing(
            replacements.map { replacement in
                let range = places[replacement.range.lowerBound]..<places[replacement.range.upperBound]
                return Replacement(range, with: LinkTarget.encoded(replacement.text))
            })
    }

    /// A percent sign of ours must not be read as the beginning of an escape.
    private static func encoded(_ text: ValidUTF8) -> ValidUTF8 {
        ValidUTF8(unchecked: text.bytes.flatMap { $0 == UInt8(ascii: "%") ? Array("%25".utf8) : [$0] })
    }

    private static func byte(_ bytes: [UInt8], at index: Int) -> UInt8? {
        guard index + 1 < bytes.count, let high = digit(bytes[index]), let low = digit(bytes[index + 1]) else {
            return nil
        }
        return high << 4 | low
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
