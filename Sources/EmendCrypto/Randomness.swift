import CGnuTLS

/// What random bytes are for; GnuTLS reseeds more carefully for keys.
/// https://www.gnutls.org/manual/html_node/Random-number-generation.html
enum RandomPurpose {
    case nonce
    case key
}

/// `count` unpredictable bytes, for ids and salts. Keys are made by ``SecretBytes/init(random:)``.
package func randomBytes(_ count: Int) throws(CryptoError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let code = unsafe bytes.withUnsafeMutableBytes { unsafe gnutls_rnd(GNUTLS_RND_RANDOM, $0.baseAddress, $0.count) }
    guard code == 0 else { throw .library(code: code) }
    return bytes
}

func fillRandom(_ buffer: UnsafeMutableRawBufferPointer, _ purpose: RandomPurpose) throws(CryptoError) {
    let level = purpose == .key ? GNUTLS_RND_KEY : GNUTLS_RND_NONCE
    let code = unsafe gnutls_rnd(level, buffer.baseAddress, buffer.count)
    guard code == 0 else { throw .library(code: code) }
}
