/// Letters of a text by script, as far as scripts decide about languages.
struct LetterCounts {
    private(set) var total = 0
    private var han = 0
    private var kana = 0
    private var hangul = 0
    /// Letters of scripts that one language uses, in the order of ``single``.
    private var own = [0, 0, 0, 0, 0]

    private static let single: [(code: String, range: ClosedRange<UInt32>)] = [
        ("el", 0x0370...0x03FF), ("hy", 0x0530...0x058F), ("he", 0x0590...0x05FF), ("th", 0x0E00...0x0E7F),
        ("ka", 0x10A0...0x10FF),
    ]

    /// Letters that are a syllable or a word each, and Thai, where words are short.
    var dense: Int { han + kana + hangul + own[3] }

    mutating func count(_ scalar: Unicode.Scalar) {
        total += 1
        let value = scalar.value
        guard value >= 0x370 else { return }
        switch value {
        case 0x3040...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D: kana += 1
        case 0x3400...0x9FFF, 0xF900...0xFAFF, 0x2_0000...0x3_FFFF: han += 1
        case 0x1100...0x11FF, 0x3130...0x318F, 0xAC00...0xD7AF: hangul += 1
        case 0x1F00...0x1FFF: own[0] += 1
        case 0x2D00...0x2D2F, 0x1C90...0x1CBF: own[4] += 1
        default:
            guard value <= 0x10FF else { return }
            for (index, row) in Self.single.enumerated() where row.range.contains(value) { own[index] += 1 }
        }
    }

    /// The language when most letters are of a script that only it uses. Japanese mixes kana with Han letters.
    var languageOfScript: String? {
        if hangul * 2 > total { return "ko" }
        if kana > 0, (kana + han) * 2 > total, kana * 10 >= kana + han { return "ja" }
        for (index, row) in Self.single.enumerated() where own[index] * 2 > total { return row.code }
        return nil
    }
}
