/// Reads a PCRE2 pattern for what every match must contain.
///
/// Conservative: whatever it does not follow for certain makes it give up, and then the pattern always runs.
struct NeedsReader {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    private struct GivesUp: Error {}

    /// Empty needs when the pattern is not followed.
    static func needs(of source: String) -> MatchNeeds {
        var reader = NeedsReader(scalars: Array(source.unicodeScalars))
        guard let node = try? reader.readAlternatives(), reader.index == reader.scalars.count else {
            return MatchNeeds()
        }
        let literals = node.usable.flatMap { $0.count <= MatchNeeds.literalLimit ? $0 : nil }
        return MatchNeeds(
            literals: literals.map { set in set.map(utf8).sorted { $0.lexicographicallyPrecedes($1) } },
            digits: node.digits, classes: node.classes)
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private static func utf8(_ literal: NodeNeeds.Literal) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in literal { UTF8Cursor.append(scalar, to: &bytes) }
        return bytes
    }

    private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private func looksAt(_ text: String) -> Bool { scalars[index...].starts(with: text.unicodeScalars) }

    private mutating func take() throws -> Unicode.Scalar {
        guard let scalar = current else { throw GivesUp() }
        index += 1
        return scalar
    }

    private mutating func readAlternatives() throws -> NodeNeeds {
        var branches: [NodeNeeds] = []
        repeat {
            branches.append(try readSequence())
        } while try takeIf("|")
        return .alternatives(branches)
    }

    private mutating func takeIf(_ scalar: Unicode.Scalar) throws -> Bool {
        guard current == scalar else { return false }
        index += 1
        return true
    }

    private mutating func readSequence() throws -> NodeNeeds {
        var parts: [NodeNeeds] = []
        while let scalar = current, scalar != "|", scalar != ")" {
            let atom = try readAtom()
            parts.append(try readQuantifier(of: atom))
        }
        return .sequence(parts)
    }

    private mutating func readAtom() throws -> NodeNeeds {
        let scalar = try take()
        switch scalar {
        case "^", "$": return .nothing
        case ".": return .unknown
        case "(": return try readGroup()
        case "[": return try readClass()
        case "\\": return try readEscape()
        case "*", "+", "?": throw GivesUp()
        default: return .oneOf([scalar])
        }
    }

    // MARK: Groups

    private mutating func readGroup() throws -> NodeNeeds {
        if looksAt("*") { throw GivesUp() }
        guard looksAt("?") else { return try closed(readAlternatives()) }
        for start in ["?:", "?>"] where looksAt(start) {
            index += 2
            return try closed(readAlternatives())
        }
        for start in ["?<=", "?<!", "?=", "?!"] where looksAt(start) {
            index += start.unicodeScalars.count
            _ = try closed(readAlternatives())
            // What stands around a lookaround joins without a gap.
            return .nothing
        }
        for (start, end) in [("?<", ">"), ("?P<", ">"), ("?'", "'")] as [(String, Unicode.Scalar)]
        where looksAt(start) {
            guard let close = scalars[index...].dropFirst(start.unicodeScalars.count).firstIndex(of: end) else {
                throw GivesUp()
            }
            index = close + 1
            return try closed(readAlternatives())
        }
        return try readOptions()
    }

    private mutating func closed(_ node: NodeNeeds) throws -> NodeNeeds {
        guard try takeIf(")") else { throw GivesUp() }
        return node
    }

    /// `(?i)`, `(?s)`, `(?m)`: literals are compared folded in any case. Other letters change what a pattern means.
    private mutating func readOptions() throws -> NodeNeeds {
        index += 1
        while let scalar = current, ["i", "m", "s", "-"].contains(scalar) { index += 1 }
        if try takeIf(":") { return try closed(readAlternatives()) }
        guard try takeIf(")") else { throw GivesUp() }
        return .nothing
    }

    // MARK: Quantifiers

    private mutating func readQuantifier(of atom: NodeNeeds) throws -> NodeNeeds {
        var node = atom
        switch current {
        case "*": node = atom.repeated(atLeast: 0, atMost: nil)
        case "+": node = atom.repeated(atLeast: 1, atMost: nil)
        case "?": node = atom.repeated(atLeast: 0, atMost: 1)
        case "{":
            guard let (least, most, end) = braces() else {
                // PCRE2 takes a brace that is no quantifier for a character; since 10.43 more of them are quantifiers.
                if let next = scalars[index...].dropFirst().first, next == "," || next == " " { throw GivesUp() }
                return atom
            }
            node = atom.repeated(atLeast: least, atMost: most)
            index = end - 1
        default: return atom
        }
        index += 1
        if current == "?" || current == "+" { index += 1 }
        // PCRE2 takes a quantifier behind a quantifier for an error, except those two marks.
        if let scalar = current, ["*", "+", "?"].contains(scalar) { throw GivesUp() }
        return node
    }

    /// `{n}`, `{n,}`, `{n,m}`; the place behind the brace.
    private func braces() -> (Int, Int?, Int)? {
        guard let close = scalars[index...].firstIndex(of: "}") else { return nil }
        let parts = scalars[(index + 1)..<close].split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let least = number(first) else { return nil }
        guard parts.count == 2 else { return (least, least, close + 1) }
        if parts[1].isEmpty { return (least, nil, close + 1) }
        guard let most = number(parts[1]) else { return nil }
        return (least, most, close + 1)
    }

    private func number(_ digits: ArraySlice<Unicode.Scalar>) -> Int? {
        guard !digits.isEmpty, digits.count <= 5 else { return nil }
        var value = 0
        for digit in digits {
            guard (48...57).contains(digit.value) else { return nil }
            value = value * 10 + Int(digit.value - 48)
        }
        return value
    }

    // MARK: Escapes

    private mutating func readEscape() throws -> NodeNeeds {
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

    // MARK: Classes

    private mutating func readClass() throws -> NodeNeeds {
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
