/// Whether scalars are letters or marks, kept for the scripts below the ideographs since asking the standard library
/// for a category takes longer than all other work on a letter.
enum LetterTable {
    enum Kind: UInt8 { case other, letter, mark, digit }

    static func kind(of scalar: Unicode.Scalar) -> Kind {
        scalar.value < UInt32(low.count) ? low[Int(scalar.value)] : lookedUp(scalar)
    }

    private static let low: [Kind] = (0..<0x3000).map { value in
        // 0...0x2FFF holds no surrogates.
        lookedUp(Unicode.Scalar(UInt16(value)) ?? " ")
    }

    private static func lookedUp(_ scalar: Unicode.Scalar) -> Kind {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
        case .decimalNumber, .letterNumber: .digit
        case .nonspacingMark, .spacingMark: .mark
        default: .other
        }
    }
}
