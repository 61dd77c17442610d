import CGnuTLS
import EmendCore

/// 32 bytes of SHA-256 or HMAC-SHA256, held without an allocation.
///
/// `==` and hashing are for fingerprints and tables; what a stranger presents is checked with ``matches(_:)``.
package struct Digest256: Hashable, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// All zero, to be written by C through ``write(_:)``.
    init() {}

    /// Nil unless `bytes` are 32.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        unsafe bytes.withBytes { source in
            unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyMemory(from: source) }
        }
    }

    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: words) { unsafe Array($0) } }
    /// The first 16 bytes as two big-endian numbers.
    package var leadingWords: (UInt64, UInt64) { (UInt64(bigEndian: words.0), UInt64(bigEndian: words.1)) }
    package var hex: String { Hex.encode(bytes) }
    package var base64: String { Base64.encode(bytes) }

    /// Compares with a presented signature in constant time.
    package func matches(_ presented: some Collection<UInt8>) -> Bool { matches(Array(presented)) }

    /// Compares with a presented signature in constant time.
    package func matches(_ presented: [UInt8]) -> Bool {
        unsafe presented.withBytes { a in
            unsafe withUnsafeBytes(of: words) { b in unsafe sameBytes(a, b) }
        }
    }

    mutating func write(_ body: (UnsafeMutableRawPointer) -> Void) {
        unsafe withUnsafeMutableBytes(of: &words) { unsafe body($0.baseAddress.unsafelyUnwrapped) }
    }

    package static func == (left: Digest256, right: Digest256) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        // The digest is already evenly spread, so one word tells two apart.
        hasher.combine(words.0)
    }
}
