package import EmendCore
import EmendPlatform

/// An HTTP/1.1 server on one socket and one thread.
///
/// Requests are checked more strictly than libmicrohttpd does, so that no proxy in front can read a request
/// differently. A request has to arrive in whole within a total time, however busily it drips.
package final class HTTPListener: Sendable {
    package struct Configuration: Sendable {
        /// A name or address; `*` is every interface.
        package var host: String
        /// 0 takes a free port.
        package var port: Int
        /// The longest body that any request may have, whatever the handler admits.
        package var bodyLimitBytes: Int
        /// From the first byte of a request (for the first one: from the connection) to its last, and again for the
        /// client to take the answer. A total, not idle time.
        package var requestTimeout: Duration
        /// How long a connection may stay open between two requests; at ``connectionLimit`` the oldest of those
        /// have ``idleGrace`` only.
        package var idleTimeout: Duration
        package var idleGrace: Duration = .seconds(1)
        /// Further connections wait in the socket's backlog.
        package var connectionLimit: Int
        /// Bodies of all requests together that are coming in or wait for their answer; a request beyond gets 503.
        package var bodyBudgetBytes = 256 << 20

        package init(
            host: String = "127.0.0.1", port: Int = 0, bodyLimitBytes: Int = 1 << 20,
            requestTimeout: Duration = .seconds(10), idleTimeout: Duration = .seconds(15),
            connectionLimit: Int = 10_000
        ) {
            (self.host, self.port, self.bodyLimitBytes) = (host, port, bodyLimitBytes)
            (self.requestTimeout, self.idleTimeout) = (requestTimeout, idleTimeout)
            self.connectionLimit = connectionLimit
        }
    }

    /// The port of the bound socket.
    package let port: Int
    private let answers: AnswerBox
    private let thread: OwnedThread

    /// Listens and serves at once.
    ///
    /// - Throws: ``ListenerError``, or `SystemError` when there are no threads or descriptors left.
    package init(configuration: Configuration, handler: any HTTPHandler) throws {
        let socket = try ListeningSocket(host: configuration.host, port: configuration.port)
        let answers = try AnswerBox()
        let started = BlockingQueue<Bool>()
        thread = try OwnedThread(name: "emend-listener") {
            let loop = ListenerLoop(configuration, handler: handler, answers: answers)
            guard loop.start(on: socket) else {
                started.push(false)
                return
            }
            started.push(true)
            loop.run()
        }
        (port, self.answers) = (socket.port, answers)
        guard started.popAll() == [true] else {
            throw ListenerError(address: "\(configuration.host):\(configuration.port)", reason: "out of resources")
        }
    }

    /// Ends the thread soon, without waiting for it.
    deinit { answers.end(at: 0) }

    /// Answers many requests with one wake-up of the loop: what a group commit calls.
    package static func respond(_ answers: [(Exchange, HTTPResponse)]) {
        var rest = answers[...]
        while let box = rest.first?.0.answers {
            let group = rest.prefix { $0.0.answers === box }
            box.add(group.compactMap { exchange, response in exchange.claim(with: response) })
            rest = rest.dropFirst(group.count)
        }
    }

    /// Closes the listening socket and idle connections; requests at hand go on, others get 503.
    ///
    /// The first half of an orderly end: then whoever holds exchanges answers them, then ``stop(grace:)``.
    package func quiesce() { answers.quiesce() }

    /// Ends the thread once every request has its answer, but at the latest after `grace`: what is unanswered then gets
    /// 503. May be called twice; not from the handler.
    package func stop(grace: Duration = .seconds(10)) {
        let nanoseconds = UInt64(clamping: grace.wholeMilliseconds) &* 1_000_000
        answers.end(at: SystemClock.uptimeNanoseconds() &+ nanoseconds)
        thread.join()
    }
}
