import CSystem
import EmendPlatform
import Glibc

/// A TCP socket that listens.
struct ListeningSocket: Sendable {
    /// Open until the daemon that takes it over closes it.
    let number: Int32
    let port: Int

    /// - Parameters:
    ///   - host: A name or address, IPv6 with or without brackets; `*` or empty is every interface.
    ///   - port: 0 takes a free one.
    init(host: String, port: Int) throws(ListenerError) {
        let address = "\(host):\(port)"
        var bare = host[...]
        if bare.hasPrefix("["), bare.hasSuffix("]") { bare = bare.dropFirst().dropLast() }
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let isAny = bare.isEmpty || bare == "*"
        let code = unsafe getaddrinfo(isAny ? nil : String(bare), String(port), &hints, &list)
        guard code == 0 else {
            throw unsafe ListenerError(address: address, reason: String(cString: gai_strerror(code)))
        }
        defer { unsafe freeaddrinfo(list) }
        var failure: Int32 = EADDRNOTAVAIL
        var next = unsafe list
        while let entry = unsafe next {
            if let number = unsafe Self.listen(on: entry.pointee) {
                (self.number, self.port) = (number, Int(emend_bound_port(number)))
                return
            }
            failure = errno
            unsafe next = unsafe entry.pointee.ai_next
        }
        throw ListenerError(address: address, reason: errorText(failure))
    }

    private static func listen(on entry: addrinfo) -> Int32? {
        let number = unsafe emend_stream_socket(entry.ai_family)
        guard number >= 0 else { return nil }
        // A restarted server must not wait for the old connections' TIME_WAIT to pass.
        var on: Int32 = 1
        unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        if unsafe bind(number, entry.ai_addr, entry.ai_addrlen) == 0, Glibc.listen(number, 4096) == 0,
            fcntl(number, F_SETFL, O_NONBLOCK) == 0
        {
            return number
        }
        let failure = errno
        close(number)
        errno = failure
        return nil
    }
}
