extension JSONValue {
    /// A string's text: unescaped, lone surrogates as U+FFFD.
    package var text: ValidUTF8? {
        kind == .string ? document.text(of: node) : nil
    }

    package var string: String? {
        guard kind == .string else { return nil }
        return node.hasEscapes
            ? String(decoding: document.unescaped(node).bytes, as: UTF8.self)
            : String(decoding: document.bytes[node.range.dropFirst().dropLast()], as: UTF8.self)
    }

    /// How many surrogate escapes without a partner this string holds.
    package var loneSurrogates: Int {
        kind == .string && node.hasEscapes ? document.unescaped(node).loneSurrogates : 0
    }
}

extension JSONDocument {
    /// The text of a string node, be it a value or a key.
    func text(of node: JSONNode) -> ValidUTF8 {
        let bytes =
            node.hasEscapes ? unescaped(node).bytes : Array(self.bytes[node.range.dropFirst().dropLast()])
        return ValidUTF8(unchecked: bytes)
    }

    /// - Parameter source: ``bytes``, borrowed once by the caller.
    func text(of node: JSONNode, in source: Span<UInt8>, equals other: Span<UInt8>) -> Bool {
        if node.hasEscapes {
            let text = unescaped(node).bytes
            return text.count == other.count && Self.matches(text.span, at: 0, other)
        }
        guard node.range.count - 2 == other.count else { return false }
        return Self.matches(source, at: Int(node.start) + 1, other)
    }

    /// Whether `text` holds `other` at `start`; the caller has checked that it is long enough.
    private static func matches(_ text: Span<UInt8>, at start: Int, _ other: Span<UInt8>) -> Bool {
        for index in other.indices where text[start + index] != other[index] { return false }
        return true
    }

    /// Only for string nodes: the parser has checked every escape, so each index below exists.
    func unescaped(_ node: JSONNode) -> (bytes: [UInt8], loneSurrogates: Int) {
        let end = Int(node.end) - 1
        var index = Int(node.start) + 1
        var text: [UInt8] = []
        text.reserveCapacity(end - index)
        var loneSurrogates = 0
        while index < end {
            guard bytes[index] == UInt8(ascii: "\\") else {
                let run = bytes[index..<end].prefix { $0 != UInt8(ascii: "\\") }
                text.append(contentsOf: run)
                index = run.endIndex
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "u"):
                let (scalar, length) = escapedScalar(at: index, end: end)
                if scalar == nil { loneSurrogates += 1 }
                text.append(contentsOf: UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
                index += length
                continue
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case let byte: text.append(byte)
            }
            index += 2
        }
        return (text, loneSurrogates)
    }

    /// The scalar of the `\u` escape at `index`, its partner's included; nil for a surrogate that stands alone.
    private func escapedScalar(at index: Int, end: Int) -> (scalar: Unicode.Scalar?, length: Int) {
        let unit = codeUnit(at: index + 2)
        guard unit & 0xFC00 == 0xD800, index + 12 <= end, bytes[index + 6] == UInt8(ascii: "\\"),
            bytes[index + 7] == UInt8(ascii: "u"), codeUnit(at: index + 8) & 0xFC00 == 0xDC00
        else { return (Unicode.Scalar(unit), 6) }
        let low = codeUnit(at: index + 8) & 0x3FF
        return (Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low), 12)
    }

    private func codeUnit(at index: Int) -> UInt32 {
        bytes[index..<index + 4].reduce(0) { $0 << 4 | ($1.hexDigitValue ?? 0) }
    }
}
