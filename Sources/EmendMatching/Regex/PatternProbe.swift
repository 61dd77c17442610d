package import EmendCore

extension Pattern {
    /// A short text, built from the pattern's own pieces, on which it runs into its match limit; nil when none did.
    ///
    /// For `check`: nested repeats such as `(a+)+$` give themselves away on long runs of what they repeat. Takes up to
    /// some hundred milliseconds for a bad pattern.
    package func textThatHitsLimit(scratch: MatchScratch) -> ValidUTF8? {
        for text in PatternPieces.texts(for: source)
        where matches(in: text, scratch: scratch).unknown == .limit { return text }
        return nil
    }
}
