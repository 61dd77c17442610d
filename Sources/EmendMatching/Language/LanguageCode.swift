/// CLD2's codes as BCP 47.
enum LanguageCode {
    /// https://github.com/CLD2Owners/cld2/blob/master/internal/generated_language.cc
    static func bcp47(_ code: String) -> String {
        switch code {
        case "no": "nb"
        case "iw": "he"
        case "in": "id"
        case "jw": "jv"
        case "ji": "yi"
        case "mo": "ro"
        case "sr-ME": "cnr"
        case "zh-TW", "zhT": "zh-Hant"
        case "un", "", "tlh", "zzp": "und"
        // CLD2 names scripts it cannot tell a language for as `xx-Latn`.
        default: code.hasPrefix("xx") ? "und" : code
        }
    }
}

/// Languages that a short text cannot tell apart well; one that an account names wins inside its group.
enum CloseLanguages {
    private static let groups: [[String]] = [
        ["da", "nb", "nn"], ["cs", "sk"], ["es", "gl"], ["nl", "af"], ["ru", "sr"],
    ]

    static func prefer(_ expected: [String], over code: String) -> String {
        guard !expected.contains(code), let group = groups.first(where: { $0.contains(code) }) else { return code }
        return expected.first { group.contains($0) } ?? code
    }
}
