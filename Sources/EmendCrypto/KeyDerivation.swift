import CGnuTLS

/// HKDF with SHA-256 (RFC 5869): an independent key for each `info`.
///
/// - Parameter length: Bytes wanted, 1...8160.
package func hkdfSHA256(
    root: SecretBytes, salt: [UInt8] = [], info: some Collection<UInt8>, length: Int = 32
) throws(CryptoError) -> SecretBytes {
    guard (1...255 * 32).contains(length) else { throw .derivedLength(length) }
    let pseudorandom = try unsafe SecretBytes(count: 32) { output throws(CryptoError) in
        let code = unsafe root.withBytes { key in
            unsafe salt.withBytes { salt in
                var (key, salt) = unsafe (key.datum, salt.datum)
                return unsafe gnutls_hkdf_extract(GNUTLS_MAC_SHA256, &key, &salt, output.baseAddress)
            }
        }
        guard code == 0 else { throw .library(code: code) }
    }
    return try unsafe SecretBytes(count: length) { output throws(CryptoError) in
        let code = unsafe pseudorandom.withBytes { key in
            unsafe info.withBytes { info in
                var (key, info) = unsafe (key.datum, info.datum)
                return unsafe gnutls_hkdf_expand(GNUTLS_MAC_SHA256, &key, &info, output.baseAddress, length)
            }
        }
        guard code == 0 else { throw .library(code: code) }
    }
}
