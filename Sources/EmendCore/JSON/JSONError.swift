/// Why bytes are not a document that we read. Facts and places only, never text of the document.
package enum JSONError: Error, Hashable, Sendable {
    /// Not RFC 8259; the offset is that of the first byte that cannot stand there, or the end.
    case malformed(offset: Int)
    /// A string holds bytes that are not well-formed UTF-8.
    case invalidUTF8(offset: Int)
    /// A container is nested deeper than the limit.
    case tooDeep(offset: Int)
    /// More nodes than the limit, or more bytes than the tape can count (4 GiB).
    case tooManyNodes(offset: Int)

    /// 0-based offset in bytes.
    package var offset: Int {
        switch self {
        case .malformed(let offset), .invalidUTF8(let offset), .tooDeep(let offset), .tooManyNodes(let offset): offset
        }
    }
}
