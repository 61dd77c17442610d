import CGnuTLS

extension Collection<UInt8> {
    /// Lends the bytes to C; copies only what is not stored in one piece.
    @inline(__always)
    func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        // The closure of the standard library is untyped, so the typed result travels through it as a value.
        let stored = withContiguousStorageIfAvailable { buffer in
            result { () throws(E) -> R in try unsafe body(UnsafeRawBufferPointer(buffer)) }
        }
        if let stored { return try stored.get() }
        return try unsafe Array(self).withUnsafeBytes { buffer in
            result { () throws(E) -> R in try unsafe body(buffer) }
        }.get()
    }
}

@inline(__always)
private func result<R, E: Error>(_ body: () throws(E) -> R) -> Result<R, E> {
    do throws(E) { return .success(try body()) } catch { return .failure(error) }
}

extension UnsafeRawBufferPointer {
    /// GnuTLS's view of borrowed bytes. Its field is not const, but inputs are only read.
    var datum: gnutls_datum_t {
        unsafe gnutls_datum_t(
            data: UnsafeMutablePointer(mutating: baseAddress?.assumingMemoryBound(to: UInt8.self)),
            size: UInt32(count))
    }
}
