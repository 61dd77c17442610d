import EmendCore
import Glibc

/// Reads and writes on a socket that together end by one deadline, however slowly the other side drips.
struct DeadlineStream: ~Copyable {
    enum Failure: Error, Equatable { case timedOut, tooLong, closed }

    private let socket: OwnedDescriptor
    private let deadline: Duration

    /// - Parameter deadline: In terms of ``SystemClock/uptime()``.
    init(_ socket: consuming OwnedDescriptor, deadline: Duration) {
        self.socket = socket
        self.deadline = deadline
    }

    /// Reads up to and without the line feed.
    ///
    /// - Throws: `tooLong` when none came within `limitBytes`, `closed` when the other side ended before it.
    func readLine(limitBytes: Int) throws(Failure) -> [UInt8] {
        var line: [UInt8] = []
        while true {
            let chunk = try readSome()
            if chunk.isEmpty { throw .closed }
            line += chunk
            if let end = line.firstIndex(of: UInt8(ascii: "\n")) { return Array(line[..<end]) }
            if line.count > limitBytes { throw .tooLong }
        }
    }

    func readToEnd(limitBytes: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let chunk = try readSome()
            if chunk.isEmpty { return bytes }
            bytes += chunk
            if bytes.count > limitBytes { throw .tooLong }
        }
    }

    func write(_ bytes: [UInt8]) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            try waitFor(POLLOUT)
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe send(
                    socket.number, buffer.baseAddress! + sent, buffer.count - sent,
                    Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count >= 0 {
                sent += count
            } else if errno != EINTR && errno != EAGAIN {
                throw .closed
            }
        }
    }

    private func readSome() throws(Failure) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            try waitFor(POLLIN)
            let count = unsafe recv(socket.number, &chunk, chunk.count, Int32(MSG_DONTWAIT))
            if count >= 0 { return Array(chunk[..<count]) }
            if errno != EINTR && errno != EAGAIN { throw .closed }
        }
    }

    private func waitFor(_ events: Int32) throws(Failure) {
        while true {
            let remaining = (deadline - SystemClock.uptime()).wholeMilliseconds
            guard remaining > 0 else { throw .timedOut }
            var wanted = pollfd(fd: socket.number, events: Int16(events), revents: 0)
            if unsafe poll(&wanted, 1, Int32(clamping: remaining)) > 0 { return }
        }
    }
}
