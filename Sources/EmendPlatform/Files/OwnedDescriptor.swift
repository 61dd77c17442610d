import Glibc

/// One open file descriptor; closed when its owner goes out of scope.
struct OwnedDescriptor: ~Copyable, Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }
}
