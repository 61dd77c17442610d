/// Text that is known to be valid UTF-8, compared and hashed by its bytes.
///
/// The only way into the regular expression engine, which is told not to check again. A Swift `String` would
/// compare by canonical equivalence, so two different message ids of a provider could collide in a dictionary.
package struct ValidUTF8: Hashable, Sendable {
    package let bytes: [UInt8]

    /// Nil when `bytes` are not well-formed UTF-8 (overlong forms, surrogates and stray bytes included).
    package init?(validating bytes: [UInt8]) {
        guard UTF8Sequence.firstIllFormed(in: bytes.span) == nil else { return nil }
        self.bytes = bytes
    }

    /// Reads `bytes` with every ill-formed sequence replaced by U+FFFD.
    package init(repairing bytes: some Collection<UInt8>) {
        self.bytes = Array(String(decoding: bytes, as: UTF8.self).utf8)
    }

    package init(_ string: String) {
        bytes = Array(string.utf8)
    }

    /// Trusts the caller; for slices cut at scalar boundaries of text that was valid.
    package init(unchecked bytes: [UInt8]) {
        assert(UTF8Sequence.firstIllFormed(in: bytes.span) == nil, "the slice was not cut at a scalar boundary")
        self.bytes = bytes
    }

    package var isEmpty: Bool { bytes.isEmpty }

    /// Number of Unicode scalars.
    package var scalarCount: Int {
        var count = 0
        for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    package var string: String { String(decoding: bytes, as: UTF8.self) }
}

extension ValidUTF8: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

extension ValidUTF8: Comparable {
    /// By bytes, which is the order of code points.
    package static func < (left: ValidUTF8, right: ValidUTF8) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
