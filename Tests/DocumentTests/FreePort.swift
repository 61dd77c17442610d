import EmendPlatform
import Glibc

/// A port of 127.0.0.1 that nobody used a moment ago.
enum FreePort {
    struct Failure: Error {
        let reason: String
    }

    static func find() throws -> UInt16 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                bind(socket, general, size) == 0 ? getsockname(socket, general, &size) : -1
            }
        }
        guard code == 0 else { throw Failure(reason: errorText(errno)) }
        return UInt16(bigEndian: address.sin_port)
    }
}
