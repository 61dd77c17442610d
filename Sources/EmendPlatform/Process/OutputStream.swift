import Glibc

/// Buffered output that any thread may write to; each `write` stays together.
///
/// A stream that people watch (a terminal, standard error) is flushed after each write; others when 64 KiB wait and
/// when ``flush()`` is called, which the program does before it ends.
package final class OutputStream: Sendable {
    package static let standardOutput = OutputStream(descriptor: 1, isImmediate: Environment.isTerminal(1))
    package static let standardError = OutputStream(descriptor: 2, isImmediate: true)

    private struct State {
        var buffer: [UInt8] = []
        var failure: Int32?
    }
    private let descriptor: Int32
    private let isImmediate: Bool
    private let state = Locked(State())

    /// - Parameter descriptor: Stays the caller's; it must outlive the stream.
    package init(descriptor: Int32, isImmediate: Bool) {
        (self.descriptor, self.isImmediate) = (descriptor, isImmediate)
    }

    /// The error number of the first write that failed (`EPIPE` when the reader went away); later output is dropped.
    package var failure: Int32? { state.withLock { $0.failure } }

    package func write(_ text: String) { write(text.utf8) }

    package func write(_ bytes: some Collection<UInt8>) {
        state.withLock { state in
            guard state.failure == nil else { return }
            state.buffer.append(contentsOf: bytes)
            if isImmediate || state.buffer.count >= 65_536 { flush(&state) }
        }
    }

    package func flush() { state.withLock { flush(&$0) } }

    private func flush(_ state: inout State) {
        do throws(SystemError) {
            try writeAll(state.buffer, to: descriptor)
        } catch {
            state.failure = error.code
        }
        state.buffer.removeAll(keepingCapacity: true)
    }
}

/// Writes everything, through short writes, interruptions and descriptors that do not block.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var written = 0
    while written < bytes.count {
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe write(descriptor, buffer.baseAddress! + written, buffer.count - written)
        }
        if count >= 0 {
            written += count
        } else if errno == EAGAIN {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            unsafe poll(&wanted, 1, -1)
        } else if errno != EINTR {
            throw SystemError("write", code: errno)
        }
    }
}
