/// What the normalised view makes of a scalar beyond ASCII.
enum ScalarForm: Equatable {
    case itself
    case dropped
    case ascii(UInt8)
    /// Looks like this ASCII letter, and stands for it in a word that has Latin letters.
    case lookalike(UInt8)

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        self =
            value < UInt32(Self.low.count)
            ? Self.low[Int(value)]
            : (0x3190..<0xA620).contains(value) || (0xAC00..<0xD7B0).contains(value)
                || (0x3040..<0x3100).contains(value)
                ? .itself  // kana, ideographs and Hangul syllables, without a question to the tables
                : Self(lookedUp: scalar)
    }

    /// The scripts below the ideographs, since the properties of the standard library are slow to ask.
    private static let low: [ScalarForm] = (0..<0x3000).map { value in
        // 0...0x2FFF holds no surrogates.
        ScalarForm(lookedUp: Unicode.Scalar(UInt16(value)) ?? " ")
    }

    private init(lookedUp scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x80 {
            self = .itself
        } else if let byte = Self.compatible(value) {
            self = .ascii(byte)
        } else if let byte = Self.lookalikes[value] {
            self = .lookalike(byte)
        } else {
            self = Self.byProperties(scalar)
        }
    }

    private static func byProperties(_ scalar: Unicode.Scalar) -> ScalarForm {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .decimalNumber:
            guard let number = properties.numericValue, (0...9).contains(number) else { return .itself }
            return .ascii(48 + UInt8(number))
        case .spaceSeparator: return .ascii(0x20)
        case .dashPunctuation: return .ascii(UInt8(ascii: "-"))
        case .enclosingMark: return .dropped  // the frame of a keycap, drawn around a digit
        case .uppercaseLetter, .lowercaseLetter, .otherSymbol: return .itself
        default: return properties.isDefaultIgnorableCodePoint ? .dropped : .itself
        }
    }

    /// Compatibility forms of one ASCII character (NFKC), in runs that count up, and marks that look the same.
    /// https://www.unicode.org/Public/15.0.0/ucd/UnicodeData.txt
    private static func compatible(_ value: UInt32) -> UInt8? {
        func letter(_ base: UInt32, _ first: UInt8) -> UInt8 { first + UInt8((value - base) % 26) }
        switch value {
        case 0xFF01...0xFF5E: return UInt8(value - 0xFF01 + 0x21)  // full width
        case 0x1_D400...0x1_D6A3:  // mathematical alphabets: capital and small by turns
            let place = (value - 0x1_D400) % 52
            return place < 26 ? 65 + UInt8(place) : 97 + UInt8(place - 26)
        case 0x1_D7CE...0x1_D7FF: return 48 + UInt8((value - 0x1_D7CE) % 10)
        case 0x24B6...0x24CF: return letter(0x24B6, 65)  // circled
        case 0x24D0...0x24E9: return letter(0x24D0, 97)
        case 0x2460...0x2468: return 49 + UInt8(value - 0x2460)
        case 0x1_F130...0x1_F149: return letter(0x1_F130, 65)  // squared
        case 0x1_F150...0x1_F169: return letter(0x1_F150, 65)  // white on black, by looks
        case 0x1_F170...0x1_F189: return letter(0x1_F170, 65)
        case 0x2070, 0x2074...0x2079: return 48 + UInt8(value - 0x2070)  // superscript
        case 0x2080...0x2089: return 48 + UInt8(value - 0x2080)  // subscript
        default: return singles[value]
        }
    }

    private static let singles: [UInt32: UInt8] = table([
        (".", [0x2024, 0x3002, 0xFF61]), ("-", [0x2212, 0x2043, 0x02D7]), ("/", [0x2044, 0x2215]),
        (":", [0x2236, 0xA789]),
        ("1", [0x00B9]), ("2", [0x00B2]), ("3", [0x00B3]), ("0", [0x24EA]), ("'", [0x2019, 0x2018, 0x02BC]),
        ("@", [0xFE6B]), ("_", [0xFF3F]), ("+", [0xFE62, 0x207A]), ("a", [0x00AA]), ("o", [0x00BA, 0x2134]),
        ("e", [0x212F, 0x2147]), ("g", [0x210A]), ("h", [0x210E]), ("i", [0x2139, 0x2148, 0x2170]),
        ("j", [0x2149]), ("l", [0x2113, 0x217C]), ("c", [0x217D]), ("d", [0x2146, 0x217E]), ("m", [0x217F]),
        ("v", [0x2174]), ("x", [0x2179]), ("B", [0x212C]), ("C", [0x2102, 0x212D, 0x216D]), ("D", [0x2145, 0x216E]),
        ("E", [0x2130]), ("F", [0x2131]), ("H", [0x210B, 0x210C, 0x210D]), ("I", [0x2110, 0x2111, 0x2160]),
        ("K", [0x212A]), ("L", [0x2112, 0x216C]), ("M", [0x2133, 0x216F]), ("N", [0x2115]), ("P", [0x2119]),
        ("Q", [0x211A]), ("R", [0x211B, 0x211C, 0x211D]), ("V", [0x2164]), ("X", [0x2169]), ("Z", [0x2124, 0x2128]),
        ("s", [0x017F]),
    ])

    /// Cyrillic, Greek and a few others that fonts draw like Latin letters.
    /// https://www.unicode.org/Public/security/15.0.0/confusables.txt
    private static let lookalikes: [UInt32: UInt8] = table([
        ("a", [0x0430, 0x03B1, 0x0251]), ("c", [0x0441, 0x03F2]), ("d", [0x0501]), ("e", [0x0435, 0x0454]),
        ("h", [0x04BB]),
        ("i", [0x0456, 0x03B9, 0x0131]), ("j", [0x0458, 0x03F3]), ("k", [0x043A, 0x03BA]), ("l", [0x04CF]),
        ("n", [0x0578]), ("o", [0x043E, 0x03BF, 0x0585]), ("p", [0x0440, 0x03C1]), ("q", [0x051B]), ("s", [0x0455]),
        ("u", [0x03C5, 0x057D]), ("v", [0x03BD, 0x0475]), ("w", [0x051D, 0x0461]), ("x", [0x0445, 0x03C7]),
        ("y", [0x0443, 0x03B3]), ("A", [0x0410, 0x0391]), ("B", [0x0412, 0x0392]), ("C", [0x0421]),
        ("E", [0x0415, 0x0395]), ("H", [0x041D, 0x0397]), ("I", [0x0406, 0x0399, 0x04C0]), ("J", [0x0408]),
        ("K", [0x041A, 0x039A]), ("M", [0x041C, 0x039C]), ("N", [0x039D]), ("O", [0x041E, 0x039F]),
        ("P", [0x0420, 0x03A1]), ("S", [0x0405]), ("T", [0x0422, 0x03A4]), ("X", [0x0425, 0x03A7]),
        ("Y", [0x04AE, 0x03A5]), ("Z", [0x0396]),
    ])

    private static func table(_ rows: [(Unicode.Scalar, [UInt32])]) -> [UInt32: UInt8] {
        var table: [UInt32: UInt8] = [:]
        for (ascii, values) in rows {
            for value in values { table[value] = UInt8(ascii: ascii) }
        }
        return table
    }
}
