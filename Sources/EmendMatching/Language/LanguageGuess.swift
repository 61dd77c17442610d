/// The language of one text.
package struct LanguageGuess: Hashable, Sendable {
    /// BCP 47, such as `nb` or `zh-Hant`; `und` when it cannot be told.
    package var code: String
    /// 0...1; 0 for `und`.
    package var confidence: Double

    package init(code: String, confidence: Double) {
        (self.code, self.confidence) = (code, confidence)
    }

    package static let undetermined = LanguageGuess(code: "und", confidence: 0)
}
