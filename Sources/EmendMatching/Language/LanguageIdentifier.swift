import CLanguage
package import EmendCore

/// Tells the language of a message, or that it cannot be told.
///
/// CLD2 guesses; what it is given and when it is believed is decided here, since a wrong language does more harm than
/// none.
package enum LanguageIdentifier {
    /// Texts with fewer letters say too little.
    private static let fewestLetters = 8
    /// The same for scripts in which a letter is a syllable or a word.
    private static let fewestDenseLetters = 3

    /// - Parameters:
    ///   - running: The language of the conversation so far, BCP 47; it settles short and doubtful texts.
    ///   - expected: The languages that the account names; they win inside a group of close languages.
    package static func identify(
        _ text: ValidUTF8, running: String? = nil, expected: [String] = []
    ) -> LanguageGuess {
        let prose = Prose(of: text.bytes)
        let counts = prose.letters
        let enough = counts.dense * 2 > counts.total ? fewestDenseLetters : fewestLetters
        guard counts.total >= enough else { return fallback(running) }
        if let code = counts.languageOfScript { return LanguageGuess(code: code, confidence: 0.95) }
        let best = bestGuess(prose.bytes)
        let code = CloseLanguages.prefer(expected, over: LanguageCode.bcp47(best.code))
        if best.isReliable, code != "und" {
            return LanguageGuess(code: code, confidence: best.isStrong ? 0.95 : 0.7)
        }
        return code == running ? LanguageGuess(code: code, confidence: 0.6) : .undetermined
    }

    private static func fallback(_ running: String?) -> LanguageGuess {
        guard let running, running != "und" else { return .undetermined }
        return LanguageGuess(code: running, confidence: 0.5)
    }

    private struct Best {
        let code: String
        let isReliable: Bool
        let isStrong: Bool
    }

    private static func bestGuess(_ bytes: [UInt8]) -> Best {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return Best(code: "un", isReliable: false, isStrong: false) }
            var answer = unsafe emend_identify_language(start.assumingMemoryBound(to: CChar.self), buffer.count)
            let code = unsafe withUnsafeBytes(of: &answer.code) { name in
                unsafe String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
            }
            return Best(
                code: code, isReliable: answer.reliable && answer.percent >= 90,
                isStrong: answer.text_bytes >= 20 && answer.score >= 500)
        }
    }
}
