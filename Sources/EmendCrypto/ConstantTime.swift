import CGnuTLS

/// Compares what a stranger sent with what is expected, in a time that depends on the length of `presented` alone.
package func constantTimeEqual(_ presented: some Collection<UInt8>, _ expected: some Collection<UInt8>) -> Bool {
    unsafe presented.withBytes { a in
        unsafe expected.withBytes { b in unsafe sameBytes(a, b) }
    }
}

/// As above, with a secret of the configuration.
package func constantTimeEqual(_ presented: some Collection<UInt8>, _ expected: SecretBytes) -> Bool {
    unsafe presented.withBytes { a in
        unsafe expected.withBytes { b in unsafe sameBytes(a, b) }
    }
}

/// The time depends on `a.count` alone: where the lengths differ, `a` is compared with itself.
func sameBytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count > 0 else { return b.count == 0 }
    let sameLength = a.count == b.count
    let other = unsafe sameLength ? b : a
    let same = unsafe gnutls_memcmp(a.baseAddress, other.baseAddress, a.count) == 0
    return same && sameLength
}
