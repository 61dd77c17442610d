import EmendCore

extension Subject {
    /// The range of the raw text for a range of the normalised one, widened to whole characters as people see them.
    func sourceRange(ofNormalized range: Range<Int>) -> Range<Int> {
        guard let normalized else { return range }
        let source = normalized.sourceRange(range)
        return characters.start(of: source.lowerBound)..<characters.end(of: source.upperBound)
    }

    /// Runs `search` on the raw text and, unless `raw`, on the normalised text where there is one.
    ///
    /// - Returns: The finds of both in raw offsets, in the order of the text; what lies within another is left out.
    func searchViews(raw: Bool, _ search: (_ normalized: Bool) -> MatchOutcome) -> MatchOutcome {
        var outcome = search(false)
        guard !raw, normalized != nil else { return outcome }
        let other = search(true)
        outcome.matchedEmpty = outcome.matchedEmpty || other.matchedEmpty
        outcome.unknown = outcome.unknown ?? other.unknown
        guard !other.matches.isEmpty else { return outcome }
        let mapped = other.matches.map { match in
            RegexMatch(
                range: sourceRange(ofNormalized: match.range),
                groups: match.groups.map { $0.map(sourceRange(ofNormalized:)) })
        }
        outcome.matches = Self.withoutNested(outcome.matches + mapped, range: \.range)
        return outcome
    }

    /// Sorted by place; of equal ranges the earlier element stays.
    static func withoutNested<Found>(_ found: [Found], range: (Found) -> Range<Int>) -> [Found] {
        let order = found.indices.sorted { left, right in
            let (a, b) = (range(found[left]), range(found[right]))
            if a.lowerBound != b.lowerBound { return a.lowerBound < b.lowerBound }
            return a.upperBound != b.upperBound ? a.upperBound > b.upperBound : left < right
        }
        var kept: [Found] = []
        var end = -1
        for index in order where range(found[index]).upperBound > end {
            kept.append(found[index])
            end = range(found[index]).upperBound
        }
        return kept
    }
}

extension Pattern {
    /// All matches in the raw text and, unless `raw`, in the normalised one; ranges are those of the raw text.
    ///
    /// - Parameter limit: Stops after so many matches in either text.
    package func matches(
        in subject: Subject, raw: Bool = false, scratch: MatchScratch, deadline: Deadline? = nil, groups: Bool = false,
        limit: Int = .max
    ) -> MatchOutcome {
        subject.searchViews(raw: raw) { isNormalized in
            let view = isNormalized ? subject.normalized : nil
            guard needs.admits(view?.profile ?? subject.profile) else { return MatchOutcome() }
            let text = view?.text ?? subject.text
            return matches(in: text, scratch: scratch, deadline: deadline, groups: groups, limit: limit)
        }
    }
}
