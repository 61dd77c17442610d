import CCurl
import CSystem
import EmendPlatform

/// What other threads give to a client's loop.
@safe final class ClientInbox: @unchecked Sendable {
    struct Order: Sendable {
        let request: OutgoingRequest
        let completion: HTTPClient.Completion
    }
    struct Content: Sendable {
        var orders: [Order] = []
        var isStopped = false
    }

    /// Of other threads' calls only `curl_multi_wakeup` touches it, the one that is made for that; it is freed when
    /// nobody can call that any more. https://curl.se/libcurl/c/curl_multi_wakeup.html
    let multi: UnsafeMutableRawPointer
    private let content = Locked(Content())

    /// Set up once for the process; curl demands it before any other call.
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() throws(SystemError) {
        guard Self.isLibraryReady, let multi = unsafe curl_multi_init() else {
            throw SystemError("start libcurl", code: ENOMEM)
        }
        unsafe self.multi = unsafe multi
    }

    deinit { unsafe curl_multi_cleanup(multi) }

    /// False when the client is stopped; the order is then not kept.
    func add(_ order: Order) -> Bool {
        let isKept = content.withLock { content in
            if content.isStopped { return false }
            content.orders.append(order)
            return true
        }
        if isKept { unsafe curl_multi_wakeup(multi) }
        return isKept
    }

    func stop() {
        content.withLock { $0.isStopped = true }
        unsafe curl_multi_wakeup(multi)
    }

    func take() -> Content {
        content.withLock { content in
            defer { content.orders = [] }
            return content
        }
    }
}
