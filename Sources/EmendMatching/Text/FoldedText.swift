/// A text in which letters that differ only by case are the same bytes.
struct FoldedText {
    private(set) var bytes: [UInt8]
    /// The source offset of each byte, and of the end; nil when every offset is its own.
    private let offsets: [Int]?

    init(_ source: [UInt8], isASCII: Bool) {
        if isASCII {
            bytes = source.map { $0 &- 65 < 26 ? $0 | 0x20 : $0 }
            offsets = nil
        } else {
            (bytes, offsets) = Self.foldScalars(source)
        }
    }

    /// With each letter and the accents behind it as the one scalar that is canonically the same, where there is one.
    init(composing source: [UInt8]) {
        var builder = ComposingBuilder(source)
        builder.run()
        (bytes, offsets) = (builder.bytes, builder.offsets)
    }

    /// The place in the source; `index` has to be where a scalar begins, or the end.
    func sourceOffset(_ index: Int) -> Int { offsets?[index] ?? index }

    private static func foldScalars(_ source: [UInt8]) -> ([UInt8], [Int]?) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count + 8)
        var offsets: [Int]?
        var index = 0
        while index < source.count {
            let byte = source[index]
            if byte < 0x80 {
                bytes.append(byte &- 65 < 26 ? byte | 0x20 : byte)
                offsets?.append(index)
                index += 1
                continue
            }
            let (scalar, length) = UTF8Cursor.scalar(in: source, at: index)
            let before = bytes.count
            UTF8Cursor.append(CaseFold.fold(scalar), to: &bytes)
            if offsets == nil, bytes.count - before != length {
                offsets = Array(0..<before)
            }
            if offsets != nil {
                for _ in before..<bytes.count { offsets?.append(index) }
            }
            index += length
        }
        offsets?.append(source.count)
        return (bytes, offsets)
    }
}
