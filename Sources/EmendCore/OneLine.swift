extension String {
    /// On one line, and without what would let it look like something else: control characters, line and paragraph
    /// separators, marks that turn the direction of writing and what is not seen at all stand escaped.
    package var onOneLine: String {
        guard unicodeScalars.contains(where: \.isEscapedForPeople) else { return self }
        return unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isEscapedForPeople {
                result += scalar.escaped(asASCII: true)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isEscapedForPeople: Bool {
        switch value {
        case 0x20..<0x7F: false
        case 0..<0xA0, 0x2028, 0x2029: true
        // Emoji are made with these.
        case 0x200D, 0xFE00...0xFE0F: false
        default: properties.isDefaultIgnorableCodePoint || properties.generalCategory == .format
        }
    }
}
