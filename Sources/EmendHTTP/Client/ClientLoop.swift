import CCurl
import EmendCore
import EmendPlatform

/// The thread of an ``HTTPClient``.
@safe final class ClientLoop {
    private let configuration: HTTPClient.Configuration
    private let inbox: ClientInbox
    private var running: [UnsafeMutableRawPointer: Transfer] = unsafe [:]
    private var idle: [UnsafeMutableRawPointer] = unsafe []
    /// Handles beyond this are freed after a burst.
    private let idleLimit = 64

    init(_ configuration: HTTPClient.Configuration, inbox: ClientInbox) {
        (self.configuration, self.inbox) = (configuration, inbox)
        let limit = configuration.connectionsPerHost
        unsafe emend_curl_multi_set_long(inbox.multi, CURLMOPT_MAX_HOST_CONNECTIONS, limit)
        // One request per connection at a time: HTTP/1.1 everywhere, as the providers' limits are counted.
        unsafe emend_curl_multi_set_long(inbox.multi, CURLMOPT_PIPELINING, 0)
    }

    func run() {
        while true {
            let news = inbox.take()
            if news.isStopped {
                for order in news.orders { order.completion(.failure(.notSent(.stopped))) }
                break
            }
            for order in news.orders { start(order) }
            var count: Int32 = 0
            unsafe curl_multi_perform(inbox.multi, &count)
            finishTransfers()
            // Woken by a socket, by a timer of the library or by the inbox.
            unsafe emend_curl_wait(inbox.multi, 60_000)
        }
        for unsafe(handle, transfer) in unsafe running {
            let failure = transfer.failure(.stopped)
            unsafe curl_multi_remove_handle(inbox.multi, handle)
            unsafe curl_easy_cleanup(handle)
            transfer.completion(.failure(failure))
        }
        while let handle = unsafe idle.popLast() { unsafe curl_easy_cleanup(handle) }
    }

    private func start(_ order: ClientInbox.Order) {
        guard let handle = unsafe idle.popLast() ?? curl_easy_init() else {
            order.completion(.failure(.notSent(.internalError)))
            return
        }
        let transfer = unsafe Transfer(handle, limitBytes: order.request.responseLimitBytes, order.completion)
        do throws(TransportFailure) {
            try transfer.prepare(order.request, connectTimeout: configuration.connectTimeout)
        } catch {
            unsafe recycle(handle)
            order.completion(.failure(error))
            return
        }
        guard unsafe curl_multi_add_handle(inbox.multi, handle) == CURLM_OK else {
            unsafe recycle(handle)
            order.completion(.failure(.notSent(.internalError)))
            return
        }
        unsafe running[handle] = transfer
    }

    private func finishTransfers() {
        var code = CURLE_OK
        while let handle = unsafe emend_curl_next_finished(inbox.multi, &code) {
            let transfer = unsafe running.removeValue(forKey: handle)
            let result = transfer?.result(code)
            unsafe curl_multi_remove_handle(inbox.multi, handle)
            unsafe recycle(handle)
            if let transfer, let result { transfer.completion(result) }
        }
    }

    private func recycle(_ handle: UnsafeMutableRawPointer) {
        guard unsafe idle.count < idleLimit else { return unsafe curl_easy_cleanup(handle) }
        // Forgets the options, so nothing of this request can leak into the next; connections stay with the multi handle.
        unsafe curl_easy_reset(handle)
        unsafe idle.append(handle)
    }
}
