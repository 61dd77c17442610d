import CGnuTLS

/// Bytes of a key or a token: never printed, encoded or reflected, and wiped when the last owner lets go.
///
/// Equality takes the same time wherever two secrets of equal length differ.
@safe package final class SecretBytes: @unchecked Sendable {
    // Unchecked: the memory is written only in the initialisers, before anyone else can see the object.
    private let storage: UnsafeMutableRawBufferPointer

    package init(_ bytes: some Collection<UInt8>) {
        unsafe storage = .allocate(byteCount: bytes.count, alignment: 8)
        unsafe bytes.withBytes { unsafe storage.copyMemory(from: $0) }
    }

    /// The UTF-8 bytes of `text`.
    package convenience init(_ text: String) { self.init(text.utf8) }

    /// `fill` writes all `count` bytes; when it throws, the memory is wiped and freed.
    init<E: Error>(count: Int, fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
        unsafe storage = .allocate(byteCount: count, alignment: 8)
        try unsafe fill(storage)
    }

    /// Fresh random bytes, fit to be a key.
    package convenience init(random count: Int) throws(CryptoError) {
        try unsafe self.init(count: count) { buffer throws(CryptoError) in try unsafe fillRandom(buffer, .key) }
    }

    deinit {
        // A plain loop over memory that is about to be freed may be optimised away.
        unsafe gnutls_memset(storage.baseAddress, 0, storage.count)
        unsafe storage.deallocate()
    }

    package var count: Int { unsafe storage.count }
    package var isEmpty: Bool { count == 0 }

    /// A copy that is not wiped; for writing key files and request headers.
    package var exposedBytes: [UInt8] { unsafe Array(storage) }

    @inline(__always)
    func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try unsafe body(UnsafeRawBufferPointer(storage))
    }
}

extension SecretBytes: Equatable {
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        unsafe left.withBytes { a in
            unsafe right.withBytes { b in unsafe sameBytes(a, b) }
        }
    }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
