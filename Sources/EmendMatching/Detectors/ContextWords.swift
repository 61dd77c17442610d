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
        !words.ranges(in: FoldedText(Array(part), isASCII: false)).isEmpty
    }
}
