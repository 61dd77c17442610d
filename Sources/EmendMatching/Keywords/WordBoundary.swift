/// Where a keyword may begin and end.
///
/// At an end of a keyword whose scalar is a letter or digit of a script that writes spaces, the scalar beyond it must
/// not be one. Han, Kana, Thai, Lao, Khmer and Myanmar write none, so their letters ask for nothing.
enum WordBoundary {
    /// Whether a keyword that begins or ends with this scalar asks for a boundary there.
    static func isAsked(at scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return isASCIIWord(scalar) }
        guard writesSpaces(scalar) else { return false }
        let kind = LetterTable.kind(of: scalar)
        return kind == .letter || kind == .digit
    }

    /// Whether this scalar, beyond an end that asks, belongs to the same word. Marks belong to the letter before.
    static func continuesWord(_ scalar: Unicode.Scalar, after isAfter: Bool) -> Bool {
        if isAsked(at: scalar) { return true }
        return isAfter && LetterTable.kind(of: scalar) == .mark
    }

    private static func isASCIIWord(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        return value &- 48 < 10 || (value | 0x20) &- 97 < 26
    }

    /// https://www.unicode.org/Public/15.0.0/ucd/Scripts.txt
    private static func writesSpaces(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x0E00: true
        case 0x0E00...0x0EFF,  // Thai, Lao
            0x1000...0x109F, 0xA9E0...0xA9FF, 0xAA60...0xAA7F,  // Myanmar
            0x1780...0x17FF, 0x19E0...0x19FF,  // Khmer
            0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029, 0x3038...0x303B,  // Han
            0x3041...0x309F, 0x30A0...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F,  // Kana
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
            0x1_AFF0...0x1_B16F, 0x2_0000...0x3_FFFF:
            false
        default: true
        }
    }
}
