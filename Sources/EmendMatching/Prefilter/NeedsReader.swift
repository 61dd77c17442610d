/// Reads a PCRE2 pattern for what every match must contain.
///
/// Conservative: whatever it does not follow for certain makes it give up, and then the pattern always runs.
struct NeedsReader {
    let scalars: [Unicode.Scalar]
    var index = 0

    struct GivesUp: Error {}

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

    var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private func looksAt(_ text: String) -> Bool { scalars[index...].starts(with: text.unicodeScalars) }

    mutating func take() throws -> Unicode.Scalar {
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

    mutating func takeIf(_ scalar: Unicode.Scalar) throws -> Bool {
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
}
