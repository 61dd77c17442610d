/// A cursor on one node of a document. Cheap to copy: a reference and an index.
package struct JSONValue: Sendable {
    package enum Kind: UInt8, Sendable { case null, bool, number, string, array, object }

    package let document: JSONDocument
    let index: Int

    var node: JSONNode { document.nodes[index] }

    package var kind: Kind { node.kind }
    package var isNull: Bool { kind == .null }

    package var bool: Bool? {
        let node = node
        return node.kind == .bool ? document.bytes[Int(node.start)] == UInt8(ascii: "t") : nil
    }

    /// The number as it stands in the document.
    package var numberText: String? {
        kind == .number ? String(decoding: rawBytes, as: UTF8.self) : nil
    }

    /// Integers written as such: nil for `1e3`, `1.0` and what does not fit.
    package var int64: Int64? {
        guard kind == .number else { return nil }
        let raw = rawBytes
        let isNegative = raw.first == UInt8(ascii: "-")
        var value: Int64 = 0
        for byte in raw.dropFirst(isNegative ? 1 : 0) {
            guard UInt8(ascii: "0") <= byte, byte <= UInt8(ascii: "9") else { return nil }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (shifted, shiftOverflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflows) =
                isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
            guard !shiftOverflows, !sumOverflows else { return nil }
            value = sum
        }
        return value
    }

    /// Elements of an array or members of an object, duplicates included; 0 for anything else.
    package var count: Int { node.count }

    /// Where the token, with its quotes or brackets, stands in ``JSONDocument/bytes``.
    package var sourceRange: Range<Int> { node.range }
    package var rawBytes: ArraySlice<UInt8> { document.bytes[node.range] }

    /// The last member of that name, compared by bytes after unescaping; nil when there is none or this is no object.
    package subscript(_ key: String) -> JSONValue? {
        member(key.utf8Span.span)
    }

    package subscript(_ key: ValidUTF8) -> JSONValue? {
        member(key.bytes.span)
    }

    private func member(_ key: Span<UInt8>) -> JSONValue? {
        guard kind == .object else { return nil }
        let nodes = document.nodes
        let bytes = document.bytes
        let end = Int(nodes[index].next)
        var found: Int?
        var child = index + 1
        while child < end {
            if document.text(of: nodes[child], in: bytes.span, equals: key) { found = child + 1 }
            child = Int(nodes[child + 1].next)
        }
        return found.map { JSONValue(document: document, index: $0) }
    }

    /// The element at that place, from 0; nil when there is none or this is no array.
    package subscript(index place: Int) -> JSONValue? {
        guard kind == .array, 0 <= place, place < count else { return nil }
        var child = index + 1
        for _ in 0..<place { child = Int(document.nodes[child].next) }
        return JSONValue(document: document, index: child)
    }

    package func value(at pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            let child = value.kind == .array ? token.place.flatMap { value[index: $0] } : value[token.key]
            guard let child else { return nil }
            value = child
        }
        return value
    }
}
