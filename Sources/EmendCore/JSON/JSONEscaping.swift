extension [UInt8] {
    /// Appends well-formed UTF-8 as a JSON string, quotes included.
    ///
    /// Escaped are the quote, the backslash, control characters, and U+2028 and U+2029, which end a line for readers
    /// that take JSON for JavaScript. All other text stands as it is.
    mutating func appendJSONString(_ text: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        for index in text.indices {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0..<0x20:
                appendControlEscape(byte)
            case 0xA8...0xA9 where index >= 2 && text[index - 1] == 0x80 && text[index - 2] == 0xE2:
                removeLast(2)
                append(contentsOf: (byte == 0xA8 ? #"\u2028"# : #"\u2029"#).utf8)
            default:
                append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendControlEscape(_ byte: UInt8) {
        switch byte {
        case 0x08: append(contentsOf: #"\b"#.utf8)
        case 0x09: append(contentsOf: #"\t"#.utf8)
        case 0x0A: append(contentsOf: #"\n"#.utf8)
        case 0x0C: append(contentsOf: #"\f"#.utf8)
        case 0x0D: append(contentsOf: #"\r"#.utf8)
        default:
            append(contentsOf: (byte < 0x10 ? #"\u000"# : #"\u001"#).utf8)
            let digit = byte & 0xF
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
