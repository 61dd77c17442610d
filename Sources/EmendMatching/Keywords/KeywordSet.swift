package import EmendCore

/// Words and phrases to be found without regard to case, at word boundaries.
package struct KeywordSet: Sendable {
    /// Folded and composed, longest first within a bucket.
    private let words: [Word]
    /// Indices of ``words`` by the first byte, so that nothing else is compared.
    private let buckets: [[Int32]]
    /// A bit for each pair of first bytes; most places of a text fail here.
    private let pairs: [UInt64]

    private struct Word: Sendable {
        let bytes: [UInt8]
        let asksBefore: Bool
        let asksAfter: Bool
    }

    /// Empty keywords are left out; the order does not matter.
    package init(_ keywords: [String]) {
        var unique = Set<[UInt8]>()
        for keyword in keywords {
            let bytes = Array(keyword.utf8)
            unique.insert(FoldedText(composing: bytes).bytes)
        }
        unique.remove([])
        let sorted = unique.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
        words = sorted.map(Self.word)
        var buckets = [[Int32]](repeating: [], count: 256)
        var pairs = [UInt64](repeating: 0, count: 1024)
        for (index, word) in words.enumerated() {
            buckets[Int(word.bytes[0])].append(Int32(index))
            let seconds = word.bytes.count > 1 ? Int(word.bytes[1])...Int(word.bytes[1]) : 0...255
            for second in seconds {
                let pair = Int(word.bytes[0]) << 8 | second
                pairs[pair >> 6] |= 1 << UInt64(pair & 63)
            }
        }
        (self.buckets, self.pairs) = (buckets, pairs)
    }

    private static func word(_ bytes: [UInt8]) -> Word {
        let first = UTF8Cursor.scalar(in: bytes, at: 0).0
        let last = UTF8Cursor.scalar(in: bytes, before: bytes.count) ?? first
        return Word(
            bytes: bytes, asksBefore: WordBoundary.isAsked(at: first), asksAfter: WordBoundary.isAsked(at: last))
    }

    package var isEmpty: Bool { words.isEmpty }

    /// A few of the words, folded.
    package var samples: [ValidUTF8] { words.prefix(4).map { ValidUTF8(unchecked: $0.bytes) } }

    var foldedWords: [[UInt8]] { words.map(\.bytes) }

    /// Ranges of the raw text in its order: the longest keyword at each place, none within another.
    ///
    /// - Parameter limit: Stops after so many matches in either view of the text.
    package func matches(
        in subject: Subject, raw: Bool = false, deadline: Deadline? = nil, limit: Int = .max
    ) -> MatchOutcome {
        subject.searchViews(raw: raw) { isNormalized in
            let folded = isNormalized ? subject.foldedNormalized ?? subject.folded : subject.folded
            var outcome = matches(in: folded, deadline, limit)
            guard let composed = isNormalized ? subject.composedNormalized : subject.composed else { return outcome }
            let other = matches(in: composed, deadline, limit)
            outcome.unknown = outcome.unknown ?? other.unknown
            if !other.matches.isEmpty {
                outcome.matches = Subject.withoutNested(outcome.matches + other.matches, range: \.range)
            }
            return outcome
        }
    }

    private func matches(in folded: FoldedText, _ deadline: Deadline?, _ limit: Int) -> MatchOutcome {
        var outcome = MatchOutcome()
        outcome.unknown = search(folded, deadline) { range in
            outcome.matches.append(RegexMatch(range: range))
            return outcome.matches.count < limit
        }
        return outcome
    }

    func isFound(in folded: FoldedText) -> Bool {
        var isFound = false
        _ = search(folded, nil) { _ in
            isFound = true
            return false
        }
        return isFound
    }

    /// - Parameter found: Gets each range and says whether to go on.
    /// - Returns: Why the search ended before the text did, though `found` wanted to go on.
    private func search(
        _ folded: FoldedText, _ deadline: Deadline?, _ found: (Range<Int>) -> Bool
    ) -> UnknownReason? {
        var end = 0
        let bytes = folded.bytes
        for index in bytes.indices {
            if index & 1023 == 1023, let deadline, deadline.isOver() { return .deadline }
            let pair = Int(bytes[index]) << 8 | (index + 1 < bytes.count ? Int(bytes[index + 1]) : 0)
            guard pairs[pair >> 6] & 1 << UInt64(pair & 63) != 0 else { continue }
            guard let length = longest(at: index, in: bytes), index + length > end else { continue }
            end = index + length
            if !found(folded.sourceOffset(index)..<folded.sourceOffset(end)) { return nil }
        }
        return nil
    }

    private func longest(at index: Int, in bytes: [UInt8]) -> Int? {
        for candidate in buckets[Int(bytes[index])] {
            let word = words[Int(candidate)]
            let end = index + word.bytes.count
            guard end <= bytes.count, bytes[index..<end].elementsEqual(word.bytes) else { continue }
            if word.asksBefore, let before = UTF8Cursor.scalar(in: bytes, before: index),
                WordBoundary.continuesWord(before, after: false)
            {
                continue
            }
            if word.asksAfter, end < bytes.count,
                WordBoundary.continuesWord(UTF8Cursor.scalar(in: bytes, at: end).0, after: true)
            {
                continue
            }
            return word.bytes.count
        }
        return nil
    }
}
