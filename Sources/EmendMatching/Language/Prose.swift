/// The part of a message that is language: no addresses, mentions, code, emoji, digits and no marks of our own.
struct Prose {
    /// Words joined by single spaces, valid UTF-8.
    private(set) var bytes: [UInt8] = []
    private(set) var letters = LetterCounts()

    /// More than this tells nothing new.
    private static let lengthLimit = 4096

    init(of source: [UInt8]) {
        var index = 0
        while index < source.count, bytes.count < Self.lengthLimit {
            if source[index] == UInt8(ascii: "`"), let end = Self.endOfCode(source, from: index) {
                index = end
                continue
            }
            let end = Self.endOfWord(source, from: index)
            if end > index, !Self.isAddress(source[index..<end]) { append(source, index..<end) }
            // A word ends at white space, which is skipped, or at code, which is not.
            index = end < source.count && source[end] <= 0x20 ? end + 1 : max(end, index + (end == index ? 1 : 0))
        }
    }

    private static func endOfWord(_ source: [UInt8], from start: Int) -> Int {
        var end = start
        while end < source.count, source[end] > 0x20, source[end] != UInt8(ascii: "`") { end += 1 }
        return end
    }

    /// Behind the closing run of as many backticks; nil when it is never closed.
    private static func endOfCode(_ source: [UInt8], from start: Int) -> Int? {
        var fence = 0
        while start + fence < source.count, source[start + fence] == UInt8(ascii: "`") { fence += 1 }
        var run = 0
        for index in start + fence..<source.count {
            run = source[index] == UInt8(ascii: "`") ? run + 1 : 0
            let isLast = index + 1 == source.count || source[index + 1] != UInt8(ascii: "`")
            if run == fence, isLast { return index + 1 }
        }
        return nil
    }

    /// Links, mail addresses, mentions, paths, and what we put in the place of text: `[email]`, `[email:kqzvmwpa]`.
    private static func isAddress(_ word: ArraySlice<UInt8>) -> Bool {
        var isAfterColon = false
        for byte in word {
            if byte == UInt8(ascii: "@") || byte == UInt8(ascii: "#") { return true }
            if isAfterColon, byte == UInt8(ascii: "/") { return true }
            isAfterColon = byte == UInt8(ascii: ":")
        }
        if word.starts(with: "www.".utf8) { return true }
        return isMark(word)
    }

    private static func isMark(_ word: ArraySlice<UInt8>) -> Bool {
        guard let open = word.firstIndex(of: UInt8(ascii: "[")),
            let close = word[open...].firstIndex(of: UInt8(ascii: "]"))
        else { return false }
        return word[(open + 1)..<close].allSatisfy {
            $0.isASCIILetter || $0.isASCIIDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":")
                || $0 == UInt8(ascii: "-")
        }
    }

    /// Letters and marks stay, an apostrophe or a hyphen too; everything else is a space.
    private mutating func append(_ source: [UInt8], _ word: Range<Int>) {
        var index = word.lowerBound
        if !bytes.isEmpty { endWord() }
        while index < word.upperBound {
            let (scalar, length) = UTF8Cursor.scalar(in: source, at: index)
            if scalar.value < 0x80 {
                if UInt8(scalar.value).isASCIILetter {
                    letters.count(scalar)
                    bytes.append(UInt8(scalar.value))
                } else if scalar == "'" || scalar == "-" {
                    bytes.append(UInt8(scalar.value))
                } else {
                    endWord()
                }
            } else {
                switch LetterTable.kind(of: scalar) {
                case .letter:
                    letters.count(scalar)
                    bytes.append(contentsOf: source[index..<index + length])
                case .mark: bytes.append(contentsOf: source[index..<index + length])
                case .digit, .other: scalar == "\u{2019}" ? bytes.append(UInt8(ascii: "'")) : endWord()
                }
            }
            index += length
        }
    }

    private mutating func endWord() {
        if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
    }
}
