import CGnuTLS

/// AES-256-GCM. A sealed value is nonce (12 bytes) || ciphertext || tag (16 bytes).
///
/// The nonce is random, so one key seals at most 2^32 values (NIST SP 800-38D, 8.3).
/// https://www.gnutls.org/manual/html_node/Symmetric-algorithms.html
package enum SealedBox {
    package static let keyBytes = 32
    private static let nonceBytes = 12
    private static let tagBytes = 16

    /// - Parameter associatedData: What the value belongs to; it is not stored, and `open` needs the same again.
    package static func seal(
        _ plaintext: some Collection<UInt8>, key: SecretBytes, associatedData: some Collection<UInt8>
    ) throws(CryptoError) -> [UInt8] {
        let cipher = try Cipher(key)
        let nonce = try randomNonce()
        return try unsafe nonce.withBytes { nonce throws(CryptoError) in
            try unsafe plaintext.withBytes { plaintext throws(CryptoError) in
                try unsafe associatedData.withBytes { context throws(CryptoError) in
                    try unsafe seal(plaintext, context, nonce, cipher)
                }
            }
        }
    }

    /// - Throws: ``CryptoError/notAuthentic`` for anything that was not sealed with this key and `associatedData`.
    package static func open(
        _ sealed: some Collection<UInt8>, key: SecretBytes, associatedData: some Collection<UInt8>
    ) throws(CryptoError) -> [UInt8] {
        let cipher = try Cipher(key)
        return try unsafe sealed.withBytes { sealed throws(CryptoError) in
            try unsafe associatedData.withBytes { context throws(CryptoError) in
                try unsafe open(sealed, context, cipher)
            }
        }
    }

    private static func randomNonce() throws(CryptoError) -> [UInt8] {
        var nonce = [UInt8](repeating: 0, count: nonceBytes)
        let code = unsafe nonce.withUnsafeMutableBytes {
            unsafe gnutls_rnd(GNUTLS_RND_NONCE, $0.baseAddress, $0.count)
        }
        guard code == 0 else { throw .library(code: code) }
        return nonce
    }

    private static func seal(
        _ plaintext: UnsafeRawBufferPointer, _ context: UnsafeRawBufferPointer, _ nonce: UnsafeRawBufferPointer,
        _ cipher: borrowing Cipher
    ) throws(CryptoError) -> [UInt8] {
        var code: Int32 = 0
        let handle = unsafe cipher.handle
        let sealed = unsafe [UInt8](unsafeUninitializedCapacity: nonceBytes + plaintext.count + tagBytes) {
            buffer, count in
            let output = UnsafeMutableRawBufferPointer(buffer)
            unsafe output.copyMemory(from: nonce)
            var written = output.count - nonceBytes
            code = unsafe gnutls_aead_cipher_encrypt(
                handle, nonce.baseAddress, nonce.count, context.baseAddress, context.count, tagBytes,
                plaintext.baseAddress, plaintext.count, output.baseAddress.unsafelyUnwrapped + nonceBytes, &written)
            count = code == 0 ? nonceBytes + written : 0
        }
        guard code == 0 else { throw .library(code: code) }
        return sealed
    }

    private static func open(
        _ sealed: UnsafeRawBufferPointer, _ context: UnsafeRawBufferPointer, _ cipher: borrowing Cipher
    ) throws(CryptoError) -> [UInt8] {
        guard sealed.count >= nonceBytes + tagBytes, let start = sealed.baseAddress else {
            throw .notAuthentic
        }
        var code: Int32 = 0
        let handle = unsafe cipher.handle
        let length = sealed.count - nonceBytes
        // One byte more than needed, so that an empty plaintext still has an address to write to.
        let plaintext = unsafe [UInt8](unsafeUninitializedCapacity: length - tagBytes + 1) { buffer, count in
            var written = length - tagBytes
            code = unsafe gnutls_aead_cipher_decrypt(
                handle, start, nonceBytes, context.baseAddress, context.count, tagBytes,
                start + nonceBytes, length, buffer.baseAddress, &written)
            count = code == 0 ? written : 0
        }
        guard code == 0 else { throw code == GNUTLS_E_DECRYPTION_FAILED ? .notAuthentic : .library(code: code) }
        return plaintext
    }

    /// One keyed cipher of GnuTLS; not to be used by two threads at once, so it lives for one call.
    @safe private struct Cipher: ~Copyable {
        let handle: gnutls_aead_cipher_hd_t

        init(_ key: SecretBytes) throws(CryptoError) {
            guard key.count == SealedBox.keyBytes else {
                throw .keyLength(key.count, expected: SealedBox.keyBytes)
            }
            var created: gnutls_aead_cipher_hd_t?
            let code = unsafe key.withBytes { bytes in
                var datum = unsafe bytes.datum
                return unsafe gnutls_aead_cipher_init(&created, GNUTLS_CIPHER_AES_256_GCM, &datum)
            }
            guard code == 0, let created = unsafe created else { throw .library(code: code) }
            unsafe handle = unsafe created
        }

        deinit { unsafe gnutls_aead_cipher_deinit(handle) }
    }
}
