/// Why a pattern cannot be used.
package struct PatternError: Error, Equatable, Sendable {
    /// PCRE2's own words, or ours for what Emend refuses; without a full stop.
    package let message: String
    /// Where in the pattern, counted in Unicode scalars from 0.
    package let offset: Int

    package init(message: String, offset: Int) {
        (self.message, self.offset) = (message, offset)
    }
}

extension PatternError: CustomStringConvertible {
    package var description: String { "\(message) (at offset \(offset))" }
}
