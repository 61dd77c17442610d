/// A set of ASCII bytes.
struct ByteClass: Hashable, Sendable {
    private(set) var low: UInt64 = 0
    private(set) var high: UInt64 = 0

    mutating func insert(_ byte: UInt8) {
        if byte < 64 {
            low |= 1 << UInt64(byte)
        } else if byte < 128 {
            high |= 1 << UInt64(byte - 64)
        }
    }

    /// Both cases of a letter.
    mutating func insertFolded(_ scalar: Unicode.Scalar) {
        guard scalar.value < 0x80 else { return }
        let byte = UInt8(scalar.value)
        insert(byte)
        if byte.isASCIILetter { insert(byte ^ 0x20) }
    }

    mutating func formUnion(_ other: ByteClass) {
        low |= other.low
        high |= other.high
    }

    var count: Int { low.nonzeroBitCount + high.nonzeroBitCount }
}
