/// Escapes and classes in brackets.
extension NeedsReader {
    mutating func readEscape() throws -> NodeNeeds {
        let scalar = try take()
        switch scalar {
        case "d": return NodeNeeds(digits: 1, classes: [Self.digitBytes])
        case "b", "B", "A", "z", "Z": return .nothing
        case "N" where current == "{": throw GivesUp()
        case "D", "w", "W", "s", "S", "h", "H", "v", "V", "N", "X", "R": return .unknown
        case "p", "P":
            try skipProperty()
            return .unknown
        default: return .oneOf([try character(escaped: scalar)])
        }
    }

    private static let digitBytes: ByteClass = {
        var digits = ByteClass()
        for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { digits.insert(byte) }
        return digits
    }()

    /// A backslash before something that stands for one character.
    private mutating func character(escaped scalar: Unicode.Scalar) throws -> Unicode.Scalar {
        switch scalar {
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "x": return try hexadecimal()
        default:
            let value = scalar.value
            let isPlain = value < 0x80 && !(value &- 48 < 10 || (value | 0x20) &- 97 < 26)
            guard isPlain else { throw GivesUp() }
            return scalar
        }
    }

    private mutating func hexadecimal() throws -> Unicode.Scalar {
        var digits = ""
        if try takeIf("{") {
            while let scalar = current, scalar != "}" {
                digits.unicodeScalars.append(scalar)
                index += 1
            }
            guard try takeIf("}") else { throw GivesUp() }
        } else {
            while digits.utf8.count < 2, let scalar = current, scalar.properties.isASCIIHexDigit {
                digits.unicodeScalars.append(scalar)
                index += 1
            }
        }
        guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else { throw GivesUp() }
        return scalar
    }

    private mutating func skipProperty() throws {
        guard try takeIf("{") else {
            _ = try take()
            return
        }
        while let scalar = current, scalar != "}" { index += 1 }
        guard try takeIf("}") else { throw GivesUp() }
    }

    mutating func readClass() throws -> NodeNeeds {
        let isNegated = try takeIf("^")
        var members: [Unicode.Scalar] = []
        var isKnown = !isNegated
        var hasDigitEscape = false
        if try takeIf("]") { members.append("]") }
        while true {
            let scalar = try take()
            if scalar == "]" { break }
            if scalar == "[", let next = current, [":", ".", "="].contains(next) { throw GivesUp() }
            guard let first = try member(scalar, &isKnown, &hasDigitEscape) else {
                if current == "-", index + 1 < scalars.count, scalars[index + 1] != "]" { throw GivesUp() }
                continue
            }
            if current == "-", index + 1 < scalars.count, scalars[index + 1] != "]" {
                index += 1
                guard let last = try member(take(), &isKnown, &hasDigitEscape), last.value >= first.value else {
                    throw GivesUp()
                }
                guard last.value - first.value < 64 else {
                    isKnown = false
                    continue
                }
                members += (first.value...last.value).compactMap(Unicode.Scalar.init)
            } else {
                members.append(first)
            }
        }
        guard isKnown else { return .unknown }
        guard hasDigitEscape else { return .oneOf(members) }
        var node = NodeNeeds.oneOf(members + ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
        node.exact = nil
        return node
    }

    /// One member of a class; nil for an escape that stands for many, such as `\w`.
    private mutating func member(
        _ scalar: Unicode.Scalar, _ isKnown: inout Bool, _ hasDigitEscape: inout Bool
    ) throws -> Unicode.Scalar? {
        guard scalar == "\\" else { return scalar }
        let escaped = try take()
        switch escaped {
        case "d": hasDigitEscape = true
        case "D", "w", "W", "s", "S", "h", "H", "v", "V": isKnown = false
        case "p", "P":
            try skipProperty()
            isKnown = false
        case "b": return "\u{08}"
        default: return try character(escaped: escaped)
        }
        return nil
    }
}
