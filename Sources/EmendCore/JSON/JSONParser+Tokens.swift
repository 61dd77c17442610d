extension JSONParser {
    /// Three bytes when the input begins with a UTF-8 byte order mark, which RFC 8259 lets a reader skip.
    func byteOrderMarkLength(_ input: Span<UInt8>) -> Int {
        input.count >= 3 && input[0] == 0xEF && input[1] == 0xBB && input[2] == 0xBF ? 3 : 0
    }

    @inline(__always)
    func skipWhitespace(_ input: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < input.count {
            switch input[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return index
            }
        }
        return index
    }

    mutating func word(
        _ word: StaticString, _ kind: JSONValue.Kind, _ input: Span<UInt8>, at start: Int
    ) throws(JSONError) -> Int {
        let end = start + word.utf8CodeUnitCount
        for index in start..<end {
            guard index < input.count, unsafe input[index] == word.utf8Start[index - start] else {
                throw .malformed(offset: index)
            }
        }
        try appendLeaf(kind, from: start, to: end)
        return end
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`, kept as text: no range, no rounding.
    mutating func number(_ input: Span<UInt8>, at start: Int) throws(JSONError) -> Int {
        var index = start
        if input[index] == UInt8(ascii: "-") { index += 1 }
        if index < input.count, input[index] == UInt8(ascii: "0") {
            index += 1
        } else {
            index = try digits(input, from: index)
        }
        if index < input.count, input[index] == UInt8(ascii: ".") {
            index = try digits(input, from: index + 1)
        }
        if index < input.count, input[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < input.count, input[index] == UInt8(ascii: "+") || input[index] == UInt8(ascii: "-") {
                index += 1
            }
            index = try digits(input, from: index)
        }
        try appendLeaf(.number, from: start, to: index)
        return index
    }

    /// The end of one or more digits.
    private func digits(_ input: Span<UInt8>, from start: Int) throws(JSONError) -> Int {
        var index = start
        while index < input.count, UInt8(ascii: "0") <= input[index], input[index] <= UInt8(ascii: "9") { index += 1 }
        guard index > start else { throw .malformed(offset: index) }
        return index
    }

    mutating func string(_ input: Span<UInt8>, at start: Int) throws(JSONError) -> Int {
        var index = start + 1
        var hasEscapes = false
        while true {
            index = skipPlainText(input, from: index)
            guard index < input.count else { throw .malformed(offset: index) }
            switch input[index] {
            case UInt8(ascii: "\""):
                try appendLeaf(.string, from: start, to: index + 1, hasEscapes: hasEscapes)
                return index + 1
            case UInt8(ascii: "\\"):
                hasEscapes = true
                index = try escape(input, at: index)
            case 0x80...:
                guard let length = UTF8Sequence.length(in: input, at: index) else { throw .invalidUTF8(offset: index) }
                index += length
            default:  // a control character, which must be escaped
                throw .malformed(offset: index)
            }
        }
    }

    /// The first byte from `start` that is a quote, a backslash, a control character or not ASCII; eight at a time.
    ///
    /// Each term sets the high bit of the bytes it looks for. A borrow can set bits of later bytes too, but only
    /// behind a true find, and only the first find counts.
    @inline(__always)
    private func skipPlainText(_ input: Span<UInt8>, from start: Int) -> Int {
        var index = start
        let words = unsafe input.bytes
        while index + 8 <= input.count {
            let word = UInt64(littleEndian: unsafe words.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let quote = word ^ 0x2222_2222_2222_2222
            let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let ones: UInt64 = 0x0101_0101_0101_0101
            let found =
                ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
                | ((word &- 0x2020_2020_2020_2020) & ~word) | word
            let mask = found & UTF8Sequence.nonASCII
            if mask != 0 { return index + mask.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < input.count {
            let byte = input[index]
            if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
            index += 1
        }
        return index
    }

    /// Checks one escape; whether surrogates are paired is decided when the text is read.
    private func escape(_ input: Span<UInt8>, at start: Int) throws(JSONError) -> Int {
        guard start + 1 < input.count else { throw .malformed(offset: start + 1) }
        switch input[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            for index in start + 2..<start + 6 {
                guard index < input.count, input[index].hexDigitValue != nil else { throw .malformed(offset: index) }
            }
            return start + 6
        default:
            throw .malformed(offset: start + 1)
        }
    }
}

extension UInt8 {
    /// The value of an ASCII hexadecimal digit of either case.
    var hexDigitValue: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
