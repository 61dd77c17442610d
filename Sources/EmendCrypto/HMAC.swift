import CGnuTLS

/// HMAC-SHA256 (RFC 2104) of one piece of bytes.
package func hmacSHA256(key: SecretBytes, _ bytes: some Collection<UInt8>) -> Digest256 {
    hmacSHA256(key: key, Array(bytes))
}

/// HMAC-SHA256 (RFC 2104); makes no allocation.
package func hmacSHA256(key: SecretBytes, _ bytes: [UInt8]) -> Digest256 {
    var digest = Digest256()
    unsafe bytes.withBytes { input in
        unsafe key.withBytes { key in
            unsafe digest.write { output in unsafe hmac(GNUTLS_MAC_SHA256, key, input, output) }
        }
    }
    return digest
}

/// HMAC-SHA256 of the parts as if they were one; no separator is put between them.
package func hmacSHA256(
    key: SecretBytes, _ first: some Collection<UInt8>, _ second: some Collection<UInt8>, _ more: [UInt8]...
) -> Digest256 {
    var mac = HMACSHA256(key: key)
    mac.update(first)
    mac.update(second)
    for part in more { mac.update(part) }
    return mac.finish()
}

/// HMAC-SHA1 (20 bytes), for providers that sign with nothing better.
package func hmacSHA1(key: SecretBytes, _ bytes: some Collection<UInt8>) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 20)
    unsafe bytes.withBytes { input in
        unsafe key.withBytes { key in
            unsafe digest.withUnsafeMutableBytes { output in
                unsafe hmac(GNUTLS_MAC_SHA1, key, input, output.baseAddress.unsafelyUnwrapped)
            }
        }
    }
    return digest
}

private func hmac(
    _ algorithm: gnutls_mac_algorithm_t, _ key: UnsafeRawBufferPointer, _ input: UnsafeRawBufferPointer,
    _ output: UnsafeMutableRawPointer
) {
    let code = unsafe gnutls_hmac_fast(
        algorithm, key.baseAddress, key.count, input.baseAddress, input.count, output)
    precondition(code == 0, "GnuTLS can't compute an HMAC.")
}

/// HMAC-SHA256 of pieces that come one after another.
@safe package struct HMACSHA256: ~Copyable {
    private let handle: gnutls_hmac_hd_t

    package init(key: SecretBytes) {
        var created: gnutls_hmac_hd_t?
        let code = unsafe key.withBytes {
            unsafe gnutls_hmac_init(&created, GNUTLS_MAC_SHA256, $0.baseAddress, $0.count)
        }
        guard code == 0, let created = unsafe created else { preconditionFailure("GnuTLS can't compute an HMAC.") }
        unsafe handle = unsafe created
    }

    deinit { unsafe gnutls_hmac_deinit(handle, nil) }

    package mutating func update(_ bytes: some Collection<UInt8>) {
        unsafe bytes.withBytes { input in
            guard unsafe !input.isEmpty else { return }
            let code = unsafe gnutls_hmac(handle, input.baseAddress, input.count)
            precondition(code == 0, "GnuTLS can't compute an HMAC.")
        }
    }

    package consuming func finish() -> Digest256 {
        var digest = Digest256()
        unsafe digest.write { unsafe gnutls_hmac_output(handle, $0) }
        return digest
    }
}
