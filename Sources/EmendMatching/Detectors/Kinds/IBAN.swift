extension Detector {
    /// International bank account numbers: country, length and structure, check digits.
    ///
    /// ISO 13616-1:2020; SWIFT IBAN Registry (https://www.swift.com/standards/data-standards/iban).
    static let iban = Detector(
        "iban", summary: "bank account numbers (IBAN): country structure and mod 97", gate: TextGate(digits: 2),
        pattern: #"(?<![0-9A-Za-z])[A-Za-z]{2}[ ]?[0-9]{2}(?=[ -]?[0-9A-Za-z])"#
    ) { candidate in
        IBANNumber.range(from: candidate).map { [.certain($0)] } ?? []
    }
}

enum IBANNumber {
    /// Reads on from the country and check digits; the country tells where the number ends.
    static func range(from candidate: Candidate) -> Range<Int>? {
        let start = candidate.range.lowerBound
        let country = candidate.text(in: start..<start + 2).uppercased()
        guard let structure = IBANStructure.byCountry[country] else { return nil }
        var number: [UInt8] = []
        var index = start
        while number.count < structure.length {
            let byte = candidate.byte(at: index)
            if byte.isASCIIDigit || byte.isASCIILetter {
                number.append(byte.isASCIILetter ? byte & 0xDF : byte)
            } else if byte != UInt8(ascii: " "), byte != UInt8(ascii: "-") {
                return nil
            } else if !(candidate.byte(at: index + 1).isASCIIDigit || candidate.byte(at: index + 1).isASCIILetter) {
                return nil
            }
            index += 1
        }
        let after = candidate.byte(at: index)
        guard !after.isASCIIDigit, !after.isASCIILetter, structure.accepts(number), hasRightCheckDigits(number) else {
            return nil
        }
        return start..<index
    }

    /// The first four characters moved to the end, letters as 10...35, the whole mod 97 is 1.
    private static func hasRightCheckDigits(_ number: [UInt8]) -> Bool {
        var remainder = 0
        for byte in number[4...] + number[..<4] {
            remainder =
                byte.isASCIIDigit ? (remainder * 10 + Int(byte - 48)) % 97 : (remainder * 100 + Int(byte) - 55) % 97
        }
        return remainder == 1
    }
}
