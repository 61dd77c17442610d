package import EmendCore

/// A text without the tricks that hide a number or a word from a pattern, and where each byte came from.
///
/// Any decimal digit is ASCII, invisible scalars are gone, spaces and dashes are the plain ones, compatibility forms
/// of ASCII are ASCII, and look-alikes inside a Latin word are Latin.
package struct NormalizedView: Sendable {
    package let text: ValidUTF8
    let profile: TextProfile
    /// The place in the source where the scalar of each byte begins.
    private let starts: [Int]
    private let source: ValidUTF8

    /// Nil when it would equal `source`.
    init?(of source: ValidUTF8) {
        guard Self.mayDiffer(source.bytes) else { return nil }
        var builder = Builder(source.bytes)
        builder.run()
        guard builder.bytes != source.bytes else { return nil }
        self.source = source
        text = ValidUTF8(unchecked: builder.bytes)
        profile = TextProfile(builder.bytes)
        starts = builder.starts
    }

    /// Most texts in other scripts end here, without a copy.
    private static func mayDiffer(_ bytes: [UInt8]) -> Bool {
        var (hasLatin, hasLookalike) = (false, false)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                hasLatin = hasLatin || byte.isASCIILetter
                index += 1
                continue
            }
            let (scalar, length) = UTF8Cursor.scalar(in: bytes, at: index)
            switch ScalarForm(scalar) {
            case .itself: break
            case .lookalike: hasLookalike = true
            case .dropped, .ascii: return true
            }
            index += length
        }
        return hasLatin && hasLookalike
    }

    /// The range of the source that gave `range` of ``text``, from the start of its first scalar to the end of its last.
    func sourceRange(_ range: Range<Int>) -> Range<Int> {
        guard !range.isEmpty, range.upperBound <= starts.count else {
            let place = range.lowerBound < starts.count ? starts[range.lowerBound] : source.bytes.count
            return place..<place
        }
        let last = starts[range.upperBound - 1]
        return starts[range.lowerBound]..<last + UTF8Cursor.scalar(in: source.bytes, at: last).length
    }
}

extension NormalizedView {
    private struct Builder {
        private let source: [UInt8]
        private(set) var bytes: [UInt8] = []
        private(set) var starts: [Int] = []
        /// Look-alikes of the word that is being read: where they stand in ``bytes``, and what they look like.
        private var lookalikes: [(place: Int, length: Int, ascii: UInt8)] = []
        private var wordHasLatin = false

        init(_ source: [UInt8]) {
            self.source = source
            bytes.reserveCapacity(source.count)
            starts.reserveCapacity(source.count)
        }

        mutating func run() {
            var index = 0
            while index < source.count {
                let byte = source[index]
                if byte < 0x80 {
                    appendASCII(byte, from: index)
                    index += 1
                } else {
                    let (scalar, length) = UTF8Cursor.scalar(in: source, at: index)
                    append(scalar, length: length, from: index)
                    index += length
                }
            }
            endWord()
        }

        private mutating func appendASCII(_ byte: UInt8, from index: Int) {
            if byte <= 0x20 { endWord() }
            if (byte | 0x20) &- 97 < 26 { wordHasLatin = true }
            bytes.append(byte)
            starts.append(index)
        }

        private mutating func append(_ scalar: Unicode.Scalar, length: Int, from index: Int) {
            switch ScalarForm(scalar) {
            case .dropped: return
            case .ascii(let byte): appendASCII(byte, from: index)
            case .lookalike(let byte):
                lookalikes.append((bytes.count, length, byte))
                copy(length, from: index)
            case .itself: copy(length, from: index)
            }
        }

        private mutating func copy(_ length: Int, from index: Int) {
            bytes.append(contentsOf: source[index..<index + length])
            for _ in 0..<length { starts.append(index) }
        }

        /// In a word of one foreign script look-alikes are its own letters, so they change only beside Latin ones.
        private mutating func endWord() {
            if wordHasLatin, let first = lookalikes.first { closeUp(from: first.place) }
            lookalikes.removeAll(keepingCapacity: true)
            wordHasLatin = false
        }

        /// Puts one byte in the place of each look-alike, in one pass since a word can be as long as the text.
        private mutating func closeUp(from start: Int) {
            var (read, write) = (start, start)
            var next = lookalikes.startIndex
            while read < bytes.count {
                if next < lookalikes.endIndex, lookalikes[next].place == read {
                    (bytes[write], starts[write]) = (lookalikes[next].ascii, starts[read])
                    read += lookalikes[next].length
                    next += 1
                } else {
                    (bytes[write], starts[write]) = (bytes[read], starts[read])
                    read += 1
                }
                write += 1
            }
            bytes.removeLast(bytes.count - write)
            starts.removeLast(starts.count - write)
        }
    }
}
