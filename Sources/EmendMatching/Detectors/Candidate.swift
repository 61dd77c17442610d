/// A place that a detector's pattern matched, with the text around it.
struct Candidate {
    let bytes: [UInt8]
    let range: Range<Int>

    /// Zero bytes stand for "nothing there".
    func byte(at index: Int) -> UInt8 { bytes.indices.contains(index) ? bytes[index] : 0 }

    var byteBefore: UInt8 { byte(at: range.lowerBound - 1) }
    var byteAfter: UInt8 { byte(at: range.upperBound) }

    var digitCount: Int { bytes[range].count(where: \.isASCIIDigit) }

    /// Runs of ASCII digits within ``range``, as ranges of the text.
    var digitGroups: [Range<Int>] {
        var groups: [Range<Int>] = []
        var index = range.lowerBound
        while index < range.upperBound {
            let start = index
            while index < range.upperBound, bytes[index].isASCIIDigit { index += 1 }
            if index > start { groups.append(start..<index) }
            index += 1
        }
        return groups
    }

    /// The values 0...9 of the ASCII digits in `part`.
    func digits(in part: Range<Int>) -> [UInt8] {
        bytes[part].compactMap { $0.isASCIIDigit ? $0 - 48 : nil }
    }

    func text(in part: Range<Int>) -> String { String(decoding: bytes[part], as: UTF8.self) }
}

/// What a detector thinks of a candidate.
struct Judgement {
    var range: Range<Int>
    /// 0...1.
    var confidence: Double
    /// The same when one of the context words stands near.
    var withContext: Double

    init(_ range: Range<Int>, confidence: Double, withContext: Double? = nil) {
        (self.range, self.confidence) = (range, confidence)
        self.withContext = withContext ?? confidence
    }

    /// Proved by a checksum or a full grammar.
    static func certain(_ range: Range<Int>) -> Judgement { Judgement(range, confidence: 1) }
    /// A shape that many other things have.
    static func doubtful(_ range: Range<Int>) -> Judgement { Judgement(range, confidence: 0.3, withContext: 0.6) }
}

extension UInt8 {
    var isASCIIDigit: Bool { self &- 48 < 10 }
    var isASCIILetter: Bool { (self | 0x20) &- 97 < 26 }
}
