package import EmendCore
package import EmendMatching

/// A rule's `when`, compiled.
package indirect enum Condition: Sendable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case leaf(Leaf)
}

/// One question about a message.
package enum Leaf: Sendable {
    case text(TextLeaf)
    case language(LanguageLeaf)
    case provider([Provider])
    case account([String])
    case conversation(Set<ValidUTF8>)
    case sender(Set<ValidUTF8>)
    case senderName(Set<ValidUTF8>)
    case channel(Set<ValidUTF8>)
    case reply(Bool)
    case attachments(Bool)
    case field(FieldLeaf)
    case time(TimeLeaf)
}

/// One key of a `text` condition. It is true when it holds for any part of the text view.
package struct TextLeaf: Sendable {
    package enum Test: Sendable {
        case regex([Pattern])
        case keywords(KeywordSet)
        /// `slots` are places in the cache that all rules of a ruleset share.
        case detect([Detector], slots: [Int], confidence: Double)
        case equals(Set<ValidUTF8>)
        case longerThan(Int)
    }

    package var test: Test
    package var except: Exceptions?
    /// Only the text as it was written, not its normalised view.
    package var raw = false
    /// The place of each regex, or of the keywords, in the prefilter of the ruleset; empty where there is none.
    var filters: [Int] = []
    /// Where each regex stands; empty for other tests.
    var places: [SourceLocation] = []

    package var binds: Bool {
        if case .longerThan = test { false } else { true }
    }
}

/// Finds that do not count.
package struct Exceptions: Sendable {
    package var values: Set<ValidUTF8> = []
    package var patterns: [Pattern] = []

    /// Whether `found` is excepted as it was written or normalised. What cannot be judged is not excepted.
    func cover(_ found: ValidUTF8, scratch: MatchScratch) -> Bool {
        let subject = Subject(found)
        if values.contains(found) || subject.normalized.map({ values.contains($0.text) }) ?? false { return true }
        return patterns.contains { $0.matchesAll(of: subject, scratch: scratch) == true }
    }
}

package struct LanguageLeaf: Hashable, Sendable {
    package var included: [String]?
    package var excluded: [String]?

    /// - Parameter language: BCP 47; nil when the message has no text to tell it from.
    func holds(for language: String?) -> Bool {
        guard let language else { return false }
        if language == "und" { return excluded == nil && included?.contains("und") == true }
        if let included, !included.contains(where: { Self.range($0, covers: language) }) { return false }
        if let excluded, excluded.contains(where: { Self.range($0, covers: language) }) { return false }
        return true
    }

    /// Basic filtering of RFC 4647, section 3.3.1: `zh` covers `zh-Hant`.
    private static func range(_ range: String, covers tag: String) -> Bool {
        let (range, tag) = (range.lowercased(), tag.lowercased())
        return tag == range || tag.hasPrefix(range + "-")
    }
}

/// A value in the provider's own JSON.
package struct FieldLeaf: Sendable {
    package enum Source: String, CaseIterable, Sendable { case message, event }
    package enum Test: Sendable {
        case oneOf(Set<ValidUTF8>)
        case regex([Pattern])
        case exists(Bool)
    }

    package var source: Source
    package var path: JSONPointer
    package var test: Test
    /// Where each regex stands; empty for other tests.
    var places: [SourceLocation] = []
}

extension Condition {
    /// All leaves with whether each stands under an odd number of `not`, in the order of the file.
    var leaves: [(leaf: Leaf, isNegated: Bool)] { collect(negated: false) }

    private func collect(negated: Bool) -> [(leaf: Leaf, isNegated: Bool)] {
        switch self {
        case .all(let items), .any(let items): items.flatMap { $0.collect(negated: negated) }
        case .not(let item): item.collect(negated: !negated)
        case .leaf(let leaf): [(leaf, negated)]
        }
    }

    /// Text leaves whose matches count as found: those under no `not` at all.
    var bindingLeaves: [TextLeaf] {
        switch self {
        case .all(let items), .any(let items): items.flatMap(\.bindingLeaves)
        case .leaf(.text(let leaf)) where leaf.binds: [leaf]
        case .not, .leaf: []
        }
    }

    var asksLanguage: Bool {
        leaves.contains { if case .language = $0.leaf { true } else { false } }
    }
}
