/// Steps over bytes that are known to be valid UTF-8.
enum UTF8Cursor {
    /// The scalar that begins at `index`, and its length in bytes.
    static func scalar(in bytes: [UInt8], at index: Int) -> (Unicode.Scalar, length: Int) {
        let first = UInt32(bytes[index])
        if first < 0x80 { return (Unicode.Scalar(UInt8(first)), 1) }
        func tail(_ offset: Int) -> UInt32 {
            index + offset < bytes.count ? UInt32(bytes[index + offset]) & 0x3F : 0
        }
        let (value, length): (UInt32, Int) =
            if first < 0xE0 {
                ((first & 0x1F) &<< 6 | tail(1), 2)
            } else if first < 0xF0 {
                ((first & 0x0F) &<< 12 | tail(1) &<< 6 | tail(2), 3)
            } else {
                ((first & 0x07) &<< 18 | tail(1) &<< 12 | tail(2) &<< 6 | tail(3), 4)
            }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }

    /// The scalar that ends before `index`; nil at the beginning.
    static func scalar(in bytes: [UInt8], before index: Int) -> Unicode.Scalar? {
        guard index > 0 else { return nil }
        var start = index - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return scalar(in: bytes, at: start).0
    }

    static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        let value = scalar.value
        if value < 0x80 {
            bytes.append(UInt8(value))
            return
        }
        if value < 0x800 {
            bytes.append(UInt8(0xC0 | value &>> 6))
        } else {
            if value < 0x1_0000 {
                bytes.append(UInt8(0xE0 | value &>> 12))
            } else {
                bytes.append(UInt8(0xF0 | value &>> 18))
                bytes.append(UInt8(0x80 | value &>> 12 & 0x3F))
            }
            bytes.append(UInt8(0x80 | value &>> 6 & 0x3F))
        }
        bytes.append(UInt8(0x80 | value & 0x3F))
    }
}
