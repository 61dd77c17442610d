package import EmendCore
import Glibc

/// A TCP connection to 127.0.0.1 that sends exactly the bytes it is given, for requests no HTTP client would make.
package final class RawConnection {
    package struct Failure: Error { package let reason: String }

    private let socket: Int32
    private var unread: [UInt8] = []

    /// A read that takes longer than 20 seconds fails, so that a test ends.
    package init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // Every property is set here, so throwing runs `deinit`, which closes the socket.
        guard code == 0 else { throw Failure(reason: "connect failed: \(errno)") }
    }

    /// Takes over the server's end of a connection.
    init(accepted socket: Int32) { self.socket = socket }

    deinit { close(socket) }

    /// The next bytes, up to and with `end`.
    package func read(until end: String) throws -> String {
        let pattern = Array(end.utf8)
        while true {
            if let start = firstRange(of: pattern) {
                defer { unread.removeFirst(start + pattern.count) }
                return String(decoding: unread[..<(start + pattern.count)], as: UTF8.self)
            }
            guard try readSome() else { throw Failure(reason: "closed after \(unread.count) bytes") }
        }
    }

    /// False when the other side does not take it (any more).
    @discardableResult package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult package func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// Says that nothing more will be sent.
    package func finishSending() { shutdown(socket, Int32(SHUT_WR)) }

    /// Everything until the other side closes or resets the connection.
    package func readToEnd() throws -> [UInt8] {
        while try readSome() {}
        defer { unread = [] }
        return unread
    }

    /// One answer with `Content-Length`, or none (100, 204, 304, and to HEAD).
    package func readResponse(toHEAD: Bool = false) throws -> HTTPResponse {
        let separator = Array("\r\n\r\n".utf8)
        var end = firstRange(of: separator)
        while end == nil {
            guard try readSome() else { throw Failure(reason: "closed after \(unread.count) bytes of an answer") }
            end = firstRange(of: separator)
        }
        let head = String(decoding: unread[..<end!], as: UTF8.self)
        unread.removeFirst(end! + separator.count)
        var lines = head.split(separator: "\r\n")[...]
        let status = Int(lines.removeFirst().split(separator: " ")[1]) ?? -1
        var response = HTTPResponse(status: status)
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            response.headers.append(String(line[..<colon]), String(value))
        }
        let count = toHEAD || status < 200 ? 0 : Int(response.headers["Content-Length"] ?? "0") ?? 0
        while unread.count < count {
            guard try readSome() else { throw Failure(reason: "closed inside a body") }
        }
        response.body = Array(unread[..<count])
        unread.removeFirst(count)
        return response
    }

    private func firstRange(of pattern: [UInt8]) -> Int? {
        guard unread.count >= pattern.count else { return nil }
        return (0...(unread.count - pattern.count)).first { unread[$0..<$0 + pattern.count].elementsEqual(pattern) }
    }

    /// False at the end of the stream, which may be a reset.
    private func readSome() throws -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &chunk, chunk.count, 0)
            if count > 0 {
                unread += chunk[..<count]
                return true
            }
            if count == 0 || errno == ECONNRESET { return false }
            if errno != EINTR { throw Failure(reason: "read failed: \(errno)") }
        }
    }
}
