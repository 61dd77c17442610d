import CGnuTLS

/// What random bytes are for; GnuTLS reseeds more carefully for keys.
/// https://www.gnutls.org/manual/html_node/Random-number-generation.html
enum RandomPurpose {
    case nonce
    case key
}

func fillRandom(_ buffer: UnsafeMutableRawBufferPointer, _ purpose: RandomPurpose) throws(CryptoError) {
    let level = purpose == .key ? GNUTLS_RND_KEY : GNUTLS_RND_NONCE
    let code = unsafe gnutls_rnd(level, buffer.baseAddress, buffer.count)
    guard code == 0 else { throw .library(code: code) }
}
