import Glibc

/// Buffered output that any thread may write to; each `write` stays together.
///
/// A stream that people watch (a terminal, standard error) is flushed after each write; others when 64 KiB wait and
/// when ``flush()`` is called, which the program does before it ends.
///
/// A stream that does not wait keeps what its reader does not take, up to a megabyte, and drops what is written beyond: a
/// log that nobody reads must stop no thread.
package final class OutputStream: Sendable {
    package static let standardOutput = OutputStream(descriptor: 1, isImmediate: Environment.isTerminal(1))
    package static let standardError = OutputStream(descriptor: 2, isImmediate: true)
    /// Standard error for the log of a server.
    package static let log = OutputStream(descriptor: 2, isImmediate: true, waits: false)

    private struct State {
        var buffer: [UInt8] = []
        var failure: Int32?
        var dropped = 0
    }
    private let descriptor: Int32
    private let isImmediate: Bool
    private let waits: Bool
    private let state = Locked(State())

    /// - Parameter descriptor: Stays the caller's; it must outlive the stream.
    package init(descriptor: Int32, isImmediate: Bool, waits: Bool = true) {
        (self.descriptor, self.isImmediate, self.waits) = (descriptor, isImmediate, waits)
    }

    /// How many writes were dropped because the reader did not keep up.
    package var dropped: Int { state.withLock { $0.dropped } }

    /// The error number of the first write that failed (`EPIPE` when the reader went away); later output is dropped.
    package var failure: Int32? { state.withLock { $0.failure } }

    package func write(_ text: String) { write(text.utf8) }

    package func write(_ bytes: some Collection<UInt8>) {
        state.withLock { state in
            guard state.failure == nil else { return }
            if !waits, state.buffer.count >= OutputStream.mostWaiting {
                flush(&state, patience: 0)
                guard state.buffer.count < OutputStream.mostWaiting else {
                    state.dropped += 1
                    return
                }
            }
            state.buffer.append(contentsOf: bytes)
            if isImmediate || state.buffer.count >= 65_536 { flush(&state, patience: 0) }
        }
    }

    package func flush() { state.withLock { flush(&$0, patience: 1000) } }

    /// - Parameter patience: How many milliseconds a stream that does not wait gives its reader.
    private func flush(_ state: inout State, patience: Int32) {
        do throws(SystemError) {
            if waits {
                try writeAll(state.buffer, to: descriptor)
                state.buffer.removeAll(keepingCapacity: true)
            } else {
                let written = try writeWhatIsTaken(state.buffer, by: descriptor, patience: patience)
                state.buffer.removeFirst(written)
            }
        } catch {
            state.failure = error.code
            state.buffer.removeAll()
        }
    }

    private static let mostWaiting = 1 << 20
}

/// Writes as much as a pipe has room for. Who finds it ready can write `PIPE_BUF` bytes without having to wait.
/// https://man7.org/linux/man-pages/man7/pipe.7.html
private func writeWhatIsTaken(_ bytes: [UInt8], by descriptor: Int32, patience: Int32) throws(SystemError) -> Int {
    var written = 0
    while written < bytes.count {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&wanted, 1, patience) > 0 else { break }
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe write(descriptor, buffer.baseAddress! + written, min(4096, buffer.count - written))
        }
        if count >= 0 {
            written += count
        } else if errno == EAGAIN {
            break
        } else if errno != EINTR {
            throw SystemError("write", code: errno)
        }
    }
    return written
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
