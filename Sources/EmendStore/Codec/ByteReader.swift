import EmendCore

/// Bytes that do not hold what they should.
struct DecodingFailure: Error, Equatable {}

/// Reads what ``ByteWriter`` wrote. Damaged bytes are an error, never a trap and never a huge allocation.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var remaining: Int { bytes.count - position }
    var isAtEnd: Bool { remaining == 0 }

    mutating func byte() throws(DecodingFailure) -> UInt8 {
        guard remaining > 0 else { throw DecodingFailure() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func bool() throws(DecodingFailure) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw DecodingFailure()
        }
    }

    mutating func count() throws(DecodingFailure) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 56, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next & 0x80 == 0 {
                guard let count = Int(exactly: value) else { throw DecodingFailure() }
                return count
            }
        }
        throw DecodingFailure()
    }

    mutating func fixed() throws(DecodingFailure) -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<8 { value = value << 8 | UInt64(try byte()) }
        return value
    }

    mutating func time() throws(DecodingFailure) -> Timestamp {
        Timestamp(milliseconds: Int64(bitPattern: try fixed()))
    }

    mutating func blob() throws(DecodingFailure) -> [UInt8] {
        let count = try count()
        guard count <= remaining else { throw DecodingFailure() }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func text() throws(DecodingFailure) -> ValidUTF8 {
        guard let text = ValidUTF8(validating: try blob()) else { throw DecodingFailure() }
        return text
    }

    mutating func string() throws(DecodingFailure) -> String { try text().string }

    mutating func optional<Value>(
        _ read: (inout ByteReader) throws(DecodingFailure) -> Value
    ) throws(DecodingFailure) -> Value? {
        try bool() ? try read(&self) : nil
    }

    mutating func list<Element>(
        _ read: (inout ByteReader) throws(DecodingFailure) -> Element
    ) throws(DecodingFailure) -> [Element] {
        let count = try count()
        guard count <= remaining else { throw DecodingFailure() }
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    /// Nothing may follow what was read.
    func end() throws(DecodingFailure) {
        guard remaining == 0 else { throw DecodingFailure() }
    }
}
