package import EmendCore
import EmendPlatform

/// An HTTP/1.1 client with one thread for all requests; connections are kept and used again.
///
/// It does what it is told and nothing else: no redirects, no proxies from the environment, no retries, no cookies, and
/// paths stay as they are.
package final class HTTPClient: Sendable {
    /// Called once, on the client's thread; must not block.
    package typealias Completion = @Sendable (Result<HTTPResponse, TransportFailure>) -> Void

    package struct Configuration: Sendable {
        /// Parallel requests to one host; further ones wait, and their timeout runs.
        package var connectionsPerHost: Int
        package var connectTimeout: Duration

        package init(connectionsPerHost: Int = 16, connectTimeout: Duration = .seconds(10)) {
            (self.connectionsPerHost, self.connectTimeout) = (connectionsPerHost, connectTimeout)
        }
    }

    private let inbox: ClientInbox
    private let thread: OwnedThread

    /// - Throws: `SystemError` when the thread or the library cannot start.
    package init(_ configuration: Configuration = Configuration()) throws {
        let inbox = try ClientInbox()
        self.inbox = inbox
        thread = try OwnedThread(name: "emend-client") { ClientLoop(configuration, inbox: inbox).run() }
    }

    deinit { inbox.stop() }

    /// Sends the request; any thread. After ``stop()`` the completion is called at once with a failure.
    package func send(_ request: OutgoingRequest, completion: @escaping Completion) {
        if !inbox.add(ClientInbox.Order(request: request, completion: completion)) {
            completion(.failure(.notSent(.stopped)))
        }
    }

    /// Sends the request and waits; not from a completion.
    package func sendAndWait(_ request: OutgoingRequest) throws(TransportFailure) -> HTTPResponse {
        let queue = BlockingQueue<Result<HTTPResponse, TransportFailure>>()
        send(request) { queue.push($0) }
        guard let result = queue.popAll()?.first else { throw .maybeSent(.stopped) }
        return try result.get()
    }

    /// Ends the thread; what is under way fails with ``TransportFailure/Reason/stopped``. May be called twice.
    package func stop() {
        inbox.stop()
        thread.join()
    }
}
