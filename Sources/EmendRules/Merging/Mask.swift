import EmendCore

/// Hides letters and digits one by one and keeps the rest, so that the shape of a text stays.
enum Mask {
    /// What becomes of each scalar of `text`: nil stays, else what takes its place.
    ///
    /// Combining marks share the fate of the letter before them. Where there is no letter or digit, nothing would be
    /// hidden of a text that was found, so all of it is.
    static func hiding(
        _ text: ArraySlice<UInt8>, with mask: Unicode.Scalar, keepFirst: Int, keepLast: Int
    ) -> [String?] {
        let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
        let total = scalars.count { isCounted($0) }
        if total == 0 { return scalars.map { isMark($0) ? "" : String(Character(mask)) } }
        let keepsAll = keepFirst >= total || keepLast >= total - keepFirst
        let (first, last) = keepsAll ? (0, 0) : (keepFirst, keepLast)
        var seen = 0
        var isHidingBase = false
        return scalars.map { scalar in
            if isCounted(scalar) {
                seen += 1
                isHidingBase = seen > first && seen <= total - last
                return isHidingBase ? String(Character(mask)) : nil
            }
            if isHidingBase, isMark(scalar) { return "" }
            isHidingBase = false
            return nil
        }
    }

    static func isCounted(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
