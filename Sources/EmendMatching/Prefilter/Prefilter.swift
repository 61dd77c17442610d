/// Tells for many matchers at once which of them could match a text.
///
/// One scan finds the literals of all of them: a hash of three bytes goes to a small bit filter, and only what passes
/// is compared. The cost follows the length of the text, hardly the number of matchers. Exact: a matcher that is left
/// out would find nothing.
package struct Prefilter: Sendable {
    /// In the order of the matchers.
    private let needs: [MatchNeeds]
    /// Sorted by hash, so that those of one hash lie together.
    private let literals: [Literal]
    /// The first of ``literals`` for each hash, and one more for the end.
    private let starts: [Int32]
    /// A bit for each hash that occurs.
    private let filter: [UInt64]

    private struct Literal: Sendable {
        let bytes: [UInt8]
        let owner: Int32
        /// Where the hashed bytes stand in ``bytes``.
        let window: Int
        let hash: Int
    }

    private static let hashCount = 1 << 14

    package init(_ needs: [MatchNeeds]) {
        self.needs = needs
        literals = needs.enumerated().flatMap { owner, need in
            (need.literals ?? []).map { Self.literal($0, owner: owner) }
        }.sorted { $0.hash < $1.hash }
        var counts = [Int32](repeating: 0, count: Self.hashCount + 1)
        var filter = [UInt64](repeating: 0, count: Self.hashCount / 64)
        for literal in literals {
            counts[literal.hash + 1] += 1
            filter[literal.hash >> 6] |= 1 << UInt64(literal.hash & 63)
        }
        for index in 1..<counts.count { counts[index] += counts[index - 1] }
        (starts, self.filter) = (counts, filter)
    }

    /// - Parameter raw: Whether the matchers will see the raw text only.
    package func candidates(in subject: Subject, raw: Bool = false) -> PrefilterResult {
        var result = PrefilterResult(count: needs.count)
        mark(&result, subject.profile, subject.folded)
        if !raw, let view = subject.normalized, let folded = subject.foldedNormalized {
            mark(&result, view.profile, folded)
        }
        // Keywords are compared with composed letters too; for patterns these candidates are only more than need be.
        if let composed = subject.composed { mark(&result, subject.profile, composed) }
        if !raw, let view = subject.normalized, let composed = subject.composedNormalized {
            mark(&result, view.profile, composed)
        }
        return result
    }

    private func mark(_ result: inout PrefilterResult, _ profile: TextProfile, _ folded: @autoclosure () -> FoldedText)
    {
        for (index, need) in needs.enumerated() where need.literals == nil && need.admits(profile) {
            result.insert(index)
        }
        guard !literals.isEmpty else { return }
        let bytes = folded().bytes
        guard bytes.count >= 3 else { return }
        var hash = Int(bytes[0]) << 8 | Int(bytes[1])
        for index in 2..<bytes.count {
            hash = (hash << 8 | Int(bytes[index])) & 0xFF_FFFF
            let slot = Self.slot(hash)
            guard filter[slot >> 6] & 1 << UInt64(slot & 63) != 0 else { continue }
            confirm(slot, at: index - 2, in: bytes, profile, &result)
        }
    }

    private func confirm(
        _ slot: Int, at index: Int, in bytes: [UInt8], _ profile: TextProfile, _ result: inout PrefilterResult
    ) {
        for place in Int(starts[slot])..<Int(starts[slot + 1]) {
            let owner = Int(literals[place].owner)
            guard !result.contains(owner) else { continue }
            let begin = index - literals[place].window
            let end = begin + literals[place].bytes.count
            guard begin >= 0, end <= bytes.count, bytes[begin..<end].elementsEqual(literals[place].bytes),
                needs[owner].admits(profile)
            else { continue }
            result.insert(owner)
        }
    }

    private static func literal(_ bytes: [UInt8], owner: Int) -> Literal {
        func weight(_ place: Int) -> Int { bytes[place..<place + 3].reduce(0) { $0 + commonness($1) } }
        let window = (0...bytes.count - 3).min { weight($0) < weight($1) } ?? 0
        let key = bytes[window..<window + 3].reduce(0) { $0 << 8 | Int($1) }
        return Literal(bytes: bytes, owner: Int32(owner), window: window, hash: slot(key))
    }

    /// Multiplicative hashing of three bytes (Knuth, The Art of Computer Programming 3, section 6.4).
    private static func slot(_ key: Int) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B1) >> 16) & (hashCount - 1)
    }

    /// Roughly how often a byte stands in messages; rare windows leave less to compare.
    private static func commonness(_ byte: UInt8) -> Int {
        switch byte {
        case 0x20: 10
        case _ where "etaoinsrhl".utf8.contains(byte): 8
        case _ where "dcumfpgwyb".utf8.contains(byte): 5
        case 0x80...: 6
        case _ where byte.isASCIIDigit: 3
        default: 2
        }
    }
}

/// Which matchers could match.
package struct PrefilterResult: Sendable {
    private var words: [UInt64]

    init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }

    package func contains(_ index: Int) -> Bool { words[index >> 6] & 1 << UInt64(index & 63) != 0 }

    /// In rising order.
    package var indices: [Int] { (0..<words.count * 64).filter(contains) }
}
