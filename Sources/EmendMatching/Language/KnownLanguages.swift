import CLanguage

/// The languages that ``LanguageIdentifier`` can name.
package enum KnownLanguages {
    /// Codes by English name in small letters.
    private static let byName: [String: String] = {
        var codes: [String: String] = [:]
        for number in 0..<emend_language_count() {
            guard let code = unsafe emend_language_code(number), let name = unsafe emend_language_name(number) else {
                continue
            }
            let tag = unsafe LanguageCode.bcp47(String(cString: code))
            if tag != "und" { codes[unsafe String(cString: name).lowercased()] = tag }
        }
        return codes
    }()

    private static let codes = Set(byName.values.map { $0.lowercased() })

    /// Whether a condition with this code can ever be true: `zh` covers `zh-Hant`, but nothing is ever `pt-BR`.
    package static func holds(_ range: String) -> Bool {
        let range = range.lowercased()
        return range == "und" || codes.contains(range) || codes.contains { $0.hasPrefix(range + "-") }
    }

    /// The code that was probably meant: `en` for `english` or `eng`, `pt` for `pt-BR`, `nb` for `no`.
    package static func suggestion(for text: String) -> String? {
        let text = text.lowercased()
        let first = text.split(separator: "-").first.map(String.init) ?? text
        let candidate = byName[text] ?? threeLetters[first] ?? (first == "no" ? "nb" : first)
        return candidate != text && holds(candidate) ? candidate : nil
    }

    /// https://www.loc.gov/standards/iso639-2/php/code_list.php: the languages that people write most.
    private static let threeLetters: [String: String] = [
        "ara": "ar", "ben": "bn", "bul": "bg", "cat": "ca", "ces": "cs", "chi": "zh", "cze": "cs", "dan": "da",
        "deu": "de", "dut": "nl", "ell": "el", "eng": "en", "est": "et", "fas": "fa", "fin": "fi", "fra": "fr",
        "fre": "fr", "ger": "de", "gre": "el", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "ind": "id",
        "ita": "it", "jpn": "ja", "kor": "ko", "lav": "lv", "lit": "lt", "msa": "ms", "nld": "nl", "nor": "nb",
        "per": "fa", "pol": "pl", "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru", "slk": "sk", "slo": "sk",
        "slv": "sl", "spa": "es", "srp": "sr", "swe": "sv", "tam": "ta", "tha": "th", "tur": "tr", "ukr": "uk",
        "urd": "ur", "vie": "vi", "zho": "zh",
    ]
}
