/// What one pass over the bytes of a text tells: enough to skip most matchers on most messages.
struct TextProfile {
    /// ASCII digits only; where ``isASCII`` is false there may be other digits.
    private(set) var digits = 0
    /// A bit for each ASCII byte that occurs: 0...63, then 64...127.
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private(set) var isASCII = true
    /// Some scalar is one of U+0300...U+037F, most of which are accents that stand for themselves.
    private(set) var mayHoldAccents = false

    init(_ bytes: [UInt8]) {
        for byte in bytes {
            let bit = 1 &<< UInt64(byte & 63)
            if byte < 64 {
                low |= bit
                digits &+= byte &- 48 < 10 ? 1 : 0
            } else if byte < 128 {
                high |= bit
            } else {
                isASCII = false
                if byte == 0xCC || byte == 0xCD { mayHoldAccents = true }
            }
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        (byte < 64 ? low : high) & (1 &<< UInt64(byte & 63)) != 0
    }

    func intersects(_ bytes: ByteClass) -> Bool { low & bytes.low != 0 || high & bytes.high != 0 }
}
