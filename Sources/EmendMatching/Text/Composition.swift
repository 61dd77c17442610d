/// Letters with accents as one scalar, for comparing keywords with what some keyboards and file names send: `e` and
/// U+0301 in the place of `é`.
///
/// Latin, Greek and Cyrillic letters with marks of U+0300...U+036F. Behind a mark that makes no scalar with its letter
/// nothing more is put together. Other scripts compare as they are written.
struct Composition {
    /// Composed scalars, folded, by the letter as people see it; `Character` compares by canonical equivalence.
    private static let composed: [Character: Unicode.Scalar] = {
        var table: [Character: Unicode.Scalar] = [:]
        for range in [0xC0..<0x250, 0x370..<0x530, 0x1E00..<0x2000] as [Range<UInt32>] {
            for scalar in range.compactMap(Unicode.Scalar.init) {
                // Of two scalars that are the same letter, such as those of the Greek accents, the first stays.
                if table[Character(scalar)] == nil { table[Character(scalar)] = CaseFold.fold(scalar) }
            }
        }
        return table
    }()

    private struct Pair: Hashable {
        let letter: Unicode.Scalar
        let mark: Unicode.Scalar
    }

    /// A text has few different pairs, and the question is slow.
    private var known: [Pair: Unicode.Scalar?] = [:]

    static func isMark(_ scalar: Unicode.Scalar) -> Bool { (0x300..<0x370).contains(scalar.value) }

    /// Both as one scalar, folded; nil when there is none.
    mutating func compose(_ letter: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
        let pair = Pair(letter: letter, mark: mark)
        if let answer = known[pair] { return answer }
        var scalars = String.UnicodeScalarView()
        scalars.append(letter)
        scalars.append(mark)
        let text = String(scalars)
        let answer = text.count == 1 ? text.first.flatMap { Self.composed[$0] } : nil
        known[pair] = .some(answer)
        return answer
    }
}

/// Makes the bytes and offsets of a ``FoldedText`` whose letters are composed.
struct ComposingBuilder {
    private let source: [UInt8]
    private(set) var bytes: [UInt8] = []
    /// The source offset of each byte, and of the end.
    private(set) var offsets: [Int] = []
    private var composition = Composition()
    /// The letter that the next mark belongs to, and where it stands in ``bytes``.
    private var letter: (scalar: Unicode.Scalar, place: Int)?

    init(_ source: [UInt8]) {
        self.source = source
        bytes.reserveCapacity(source.count)
        offsets.reserveCapacity(source.count + 1)
    }

    mutating func run() {
        var index = 0
        while index < source.count {
            let (scalar, length) = UTF8Cursor.scalar(in: source, at: index)
            let folded = CaseFold.fold(scalar)
            if Composition.isMark(folded) { appendMark(folded, from: index) } else { append(folded, from: index) }
            index += length
        }
        offsets.append(source.count)
    }

    private mutating func append(_ scalar: Unicode.Scalar, from index: Int) {
        letter = (scalar, bytes.count)
        UTF8Cursor.append(scalar, to: &bytes)
        while offsets.count < bytes.count { offsets.append(index) }
    }

    private mutating func appendMark(_ mark: Unicode.Scalar, from index: Int) {
        guard let (scalar, place) = letter, let composed = composition.compose(scalar, mark) else {
            append(mark, from: index)
            letter = nil
            return
        }
        let start = offsets[place]
        bytes.removeLast(bytes.count - place)
        offsets.removeLast(offsets.count - place)
        append(composed, from: start)
    }
}
