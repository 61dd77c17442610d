/// Why a text, or a part of it, could not be judged.
package enum UnknownReason: String, Hashable, Sendable {
    /// The match limit or the stack of the regular expression engine was used up.
    case limit
    /// The time for this message was used up.
    case deadline
}

/// One match: byte ranges of the text that was searched.
package struct RegexMatch: Hashable, Sendable {
    package var range: Range<Int>
    /// Index 0 is group 1. Nil: the group took no part. Empty unless groups were asked for.
    package var groups: [Range<Int>?]

    package init(range: Range<Int>, groups: [Range<Int>?] = []) {
        (self.range, self.groups) = (range, groups)
    }

    /// - Parameter number: 1 for the first group.
    package func group(_ number: Int) -> Range<Int>? {
        groups.indices.contains(number - 1) ? groups[number - 1] : nil
    }
}

/// What a search found, and whether all of the text was searched.
package struct MatchOutcome: Hashable, Sendable {
    /// In the order of the text, never empty ranges.
    package var matches: [RegexMatch]
    /// The pattern matched only nothing, such as `x*` in `abc`: true, but there is nothing to bind.
    package var matchedEmpty: Bool
    /// Not nil: part of the text was not searched, so more matches may exist.
    package var unknown: UnknownReason?

    package init(matches: [RegexMatch] = [], matchedEmpty: Bool = false, unknown: UnknownReason? = nil) {
        (self.matches, self.matchedEmpty, self.unknown) = (matches, matchedEmpty, unknown)
    }

    /// True when something is known to match, false when nothing does, nil when it could not be judged.
    package var truth: Bool? {
        if !matches.isEmpty || matchedEmpty { return true }
        return unknown == nil ? false : nil
    }
}
