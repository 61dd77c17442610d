import Glibc

/// A listening socket on 127.0.0.1 that does nothing by itself, for servers that misbehave.
package final class RawServer {
    package let port: Int
    private let socket: Int32

    /// - Parameter isListening: False only holds the port, so that connections to it are refused.
    package init(isListening: Bool = true) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = socket
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, length) | (isListening ? listen(number, 16) : 0) | getsockname(number, $0, &length)
            }
        }
        precondition(code == 0, "no listening socket for a test")
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(socket) }

    /// The next connection; waits for it.
    package func accept() -> RawConnection { RawConnection(accepted: Glibc.accept(socket, nil, nil)) }

    /// Whether a connection waits to be accepted, or comes within `milliseconds`.
    package func hasConnection(withinMilliseconds milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, milliseconds) > 0
    }
}
