/// Words that make a doubtful candidate likely when one stands near it.
struct ContextWords: Sendable {
    private let words: KeywordSet
    /// About five words before and half as many behind.
    private static let reachBefore = 60
    private static let reachAfter = 30

    init(_ words: [String]) { self.words = KeywordSet(words) }

    func isNear(_ range: Range<Int>, in bytes: [UInt8]) -> Bool {
        var start = max(0, range.lowerBound - Self.reachBefore)
        while start < range.lowerBound, bytes[start] & 0xC0 == 0x80 { start += 1 }
        var end = min(bytes.count, range.upperBound + Self.reachAfter)
        while end > range.upperBound, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return holds(bytes[start..<range.lowerBound]) || holds(bytes[range.upperBound..<end])
    }

    private func holds(_ part: ArraySlice<UInt8>) -> Bool {
        words.isFound(in: FoldedText(Self.withoutMarks(part), isASCII: false))
    }

    /// `[phone]` and `[phone:kqzvmwpa]` stand where we have hidden something; as context they would make a text that
    /// was judged once look different the second time.
    private static func withoutMarks(_ part: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = Array(part)
        // The part may begin inside a mark.
        var open: Int? = 0
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "["): open = index
            case UInt8(ascii: "]"):
                if let start = open { blank(&bytes, start...index) }
                open = nil
            case UInt8(ascii: "_"), UInt8(ascii: ":"): break
            case let byte where byte.isASCIILetter || byte.isASCIIDigit: break
            default: open = nil
            }
        }
        // Or end inside one.
        if let start = open, start < bytes.count, bytes[start] == UInt8(ascii: "[") {
            blank(&bytes, start...bytes.count - 1)
        }
        return bytes
    }

    private static func blank(_ bytes: inout [UInt8], _ range: ClosedRange<Int>) {
        for index in range { bytes[index] = 0x20 }
    }
}
