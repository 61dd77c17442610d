/// The well-formed byte sequences of UTF-8: table 3-7 of the Unicode Standard, chapter 3.9.
enum UTF8Sequence {
    /// The high bit of each byte of a word: set anywhere means that the word is not all ASCII.
    static let nonASCII: UInt64 = 0x8080_8080_8080_8080

    /// Length, 2...4, of the well-formed sequence that begins with the non-ASCII byte at `index`; nil when it is ill-formed.
    ///
    /// Overlong forms, surrogates, scalars over U+10FFFF, stray and missing continuation bytes are ill-formed.
    static func length(in bytes: Span<UInt8>, at index: Int) -> Int? {
        let available = bytes.count - index
        switch bytes[index] {
        case 0xC2...0xDF:
            return available >= 2 && isContinuation(bytes[index + 1]) ? 2 : nil
        case let lead where lead & 0xF0 == 0xE0:
            guard available >= 3, isContinuation(bytes[index + 2]) else { return nil }
            let lowest: UInt8 = lead == 0xE0 ? 0xA0 : 0x80
            let highest: UInt8 = lead == 0xED ? 0x9F : 0xBF
            return lowest <= bytes[index + 1] && bytes[index + 1] <= highest ? 3 : nil
        case let lead where 0xF0 <= lead && lead <= 0xF4:
            guard available >= 4, isContinuation(bytes[index + 2]), isContinuation(bytes[index + 3]) else { return nil }
            let lowest: UInt8 = lead == 0xF0 ? 0x90 : 0x80
            let highest: UInt8 = lead == 0xF4 ? 0x8F : 0xBF
            return lowest <= bytes[index + 1] && bytes[index + 1] <= highest ? 4 : nil
        default:
            return nil
        }
    }

    /// The index of the first byte that is not part of a well-formed sequence; nil when all are.
    static func firstIllFormed(in bytes: Span<UInt8>) -> Int? {
        var index = 0
        let words = unsafe bytes.bytes
        while index < bytes.count {
            if index + 8 <= bytes.count {
                let word = unsafe words.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
                let ascii = UInt64(littleEndian: word & nonASCII).trailingZeroBitCount / 8
                index += ascii
                if ascii == 8 { continue }
            }
            if bytes[index] < 0x80 {
                index += 1
            } else if let length = length(in: bytes, at: index) {
                index += length
            } else {
                return index
            }
        }
        return nil
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
