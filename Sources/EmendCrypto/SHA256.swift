import CGnuTLS

/// SHA-256 of one piece of bytes.
package func sha256(_ bytes: some Collection<UInt8>) -> Digest256 {
    var digest = Digest256()
    unsafe bytes.withBytes { input in
        unsafe digest.write { output in
            let code = unsafe gnutls_hash_fast(GNUTLS_DIG_SHA256, input.baseAddress, input.count, output)
            precondition(code == 0, "GnuTLS can't compute SHA-256.")
        }
    }
    return digest
}

/// SHA-256 of pieces that come one after another.
/// https://www.gnutls.org/manual/html_node/Hash-and-MAC-functions.html
@safe package struct SHA256: ~Copyable {
    private let handle: gnutls_hash_hd_t

    package init() {
        var created: gnutls_hash_hd_t?
        let code = unsafe gnutls_hash_init(&created, GNUTLS_DIG_SHA256)
        guard code == 0, let created = unsafe created else { preconditionFailure("GnuTLS can't compute SHA-256.") }
        unsafe handle = unsafe created
    }

    deinit { unsafe gnutls_hash_deinit(handle, nil) }

    package mutating func update(_ bytes: some Collection<UInt8>) {
        unsafe bytes.withBytes { input in
            guard unsafe !input.isEmpty else { return }
            let code = unsafe gnutls_hash(handle, input.baseAddress, input.count)
            precondition(code == 0, "GnuTLS can't compute SHA-256.")
        }
    }

    package consuming func finish() -> Digest256 {
        var digest = Digest256()
        unsafe digest.write { unsafe gnutls_hash_output(handle, $0) }
        return digest
    }
}
