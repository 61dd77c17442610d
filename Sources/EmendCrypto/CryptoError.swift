/// A cryptographic operation that could not be done. Holds neither keys nor text.
package enum CryptoError: Error, Equatable {
    /// A key has another length than the algorithm takes; both in bytes.
    case keyLength(Int, expected: Int)
    /// More key material was asked for than HKDF can give: 1...8160 bytes for SHA-256.
    case derivedLength(Int)
    /// The sealed bytes were altered, cut, or sealed with another key or other associated data.
    case notAuthentic
    /// GnuTLS refused for a reason of its own; a code of https://www.gnutls.org/manual/html_node/Error-codes.html
    case library(code: Int32)
}

extension CryptoError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .keyLength(let length, let expected): "the key has \(length) bytes, \(expected) are needed"
        case .derivedLength(let length): "\(length) bytes of key material can't be derived (1 to 8160 can)"
        case .notAuthentic: "the sealed data is damaged or was sealed with another key"
        case .library(let code): "GnuTLS failed with code \(code)"
        }
    }
}
