/// What every text has that a matcher can match. Nothing known means that the matcher always runs.
package struct MatchNeeds: Hashable, Sendable {
    /// The folded text holds at least one of these; nil when no such set is known. Never empty strings.
    var literals: [[UInt8]]?
    /// Digits of any script that each match holds at least.
    var digits = 0
    /// A text in ASCII holds a byte of each class.
    var classes: [ByteClass] = []

    /// The gates are about ASCII, so that only texts in ASCII are turned away: caseless `k` matches U+212A too, and
    /// `\d` the digits of every script.
    func admits(_ profile: TextProfile) -> Bool {
        guard profile.isASCII else { return true }
        guard profile.digits >= digits else { return false }
        for one in classes where !profile.intersects(one) { return false }
        return true
    }

    /// Most literals of one matcher, and their least length in scalars.
    static let literalLimit = 200
    static let shortestLiteral = 3
}

extension KeywordSet {
    package var needs: MatchNeeds {
        let literals = foldedWords
        let areLong = literals.allSatisfy { $0.count { $0 & 0xC0 != 0x80 } >= MatchNeeds.shortestLiteral }
        guard areLong, literals.count <= MatchNeeds.literalLimit, !literals.isEmpty else { return MatchNeeds() }
        return MatchNeeds(literals: literals)
    }
}
