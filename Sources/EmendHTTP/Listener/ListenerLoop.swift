import CMicroHTTPD
import EmendCore
import EmendPlatform
import Glibc

/// The thread of an ``HTTPListener``: every call of the library is made here, and nothing else touches this state.
///
/// The library runs without a thread of its own: its internal epoll thread stalls once 128 connections are ready at the
/// same moment, and it has no wake-up for resumed connections.
@safe final class ListenerLoop {
    let configuration: HTTPListener.Configuration
    let handler: any HTTPHandler
    let answers: AnswerBox
    let requestNanoseconds: UInt64
    let idleNanoseconds: UInt64
    let graceNanoseconds: UInt64

    var connections: [Int32: ConnectionState] = [:]
    /// Requests whose connection is suspended, by the ticket that their exchange holds.
    var waiting: [Int: (request: RequestState, connection: OpaquePointer)] = unsafe [:]
    var nextTicket = 0
    /// Bytes of bodies that are coming in or wait for their answer.
    var heldBytes = 0
    /// Complete requests that the handler does not know of yet.
    private var received: [ReceivedRequest] = []
    var lingering = LingeringSockets()
    var isQuiescing = false
    /// The moment of this turn of the loop, in terms of `SystemClock.uptimeNanoseconds()`.
    var now: UInt64 = 0
    /// No connection's deadline is before this; it may be too early, which costs one sweep.
    var nextSweep = UInt64.max
    /// For the answers of requests that were given up at the end.
    private let lastWordsNanoseconds: UInt64 = 500_000_000

    /// At its limit the library stops watching the listening socket, and it looks again only in its next run.
    var mustRunAgain = false

    private var daemon: OpaquePointer?
    private var endsAt: UInt64?
    private var hasGivenUp = false
    private var polled: [pollfd] = []

    init(_ configuration: HTTPListener.Configuration, handler: any HTTPHandler, answers: AnswerBox) {
        (self.configuration, self.handler, self.answers) = (configuration, handler, answers)
        requestNanoseconds = UInt64(clamping: configuration.requestTimeout.wholeMilliseconds) &* 1_000_000
        graceNanoseconds = UInt64(clamping: configuration.idleGrace.wholeMilliseconds) &* 1_000_000
        idleNanoseconds = UInt64(clamping: configuration.idleTimeout.wholeMilliseconds) &* 1_000_000
    }

    /// Takes over the socket; false when the library cannot start.
    func start(on socket: ListeningSocket) -> Bool {
        now = SystemClock.uptimeNanoseconds()
        let limit = UInt32(clamping: configuration.connectionLimit)
        unsafe daemon = unsafe emend_mhd_start(
            socket.number, limit, accessCallback, requestLineCallback, completedCallback, connectionCallback,
            Unmanaged.passUnretained(self).toOpaque())
        if unsafe daemon == nil { close(socket.number) }
        return unsafe daemon != nil
    }

    /// Serves until told to stop, then frees everything.
    func run() {
        guard let daemon = unsafe daemon else { return }
        let epoll = unsafe emend_mhd_epoll_descriptor(daemon)
        while true {
            unsafe wait(epoll, timeout(daemon))
            now = SystemClock.uptimeNanoseconds()
            let news = answers.take()
            if news.isQuiescing && !isQuiescing { unsafe quiesce(daemon) }
            for answer in news.answers { resume(answer.ticket, with: answer.response) }
            mustRunAgain = false
            unsafe MHD_run(daemon)
            handReceivedOn()
            lingering.advance(now: now)
            if now >= nextSweep { closeOverdue() }
            if let end = news.endsAt, hasEnded(wantedBy: end) { break }
        }
        lingering.closeAll()
        unsafe MHD_stop_daemon(daemon)
    }

    func setDeadline(_ deadline: UInt64, of connection: ConnectionState) {
        connection.deadline = deadline
        nextSweep = min(nextSweep, deadline)
    }

    // MARK: Complete requests

    func add(_ entry: ReceivedRequest) {
        received.append(entry)
        if received.count == Self.mostReceived { handReceivedOn() }
    }

    private func handReceivedOn() {
        guard !received.isEmpty else { return }
        handler.handle(received)
        received.removeAll(keepingCapacity: true)
    }

    /// So many do not wait for the end of a long turn.
    private static let mostReceived = 32

    // MARK: Waiting

    private func wait(_ epoll: Int32, _ milliseconds: Int32) {
        polled.removeAll(keepingCapacity: true)
        polled.append(pollfd(fd: epoll, events: Int16(POLLIN), revents: 0))
        polled.append(pollfd(fd: answers.wake.descriptor, events: Int16(POLLIN), revents: 0))
        for socket in lingering.sockets { polled.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
        let count = unsafe poll(&polled, nfds_t(polled.count), milliseconds)
        if count > 0, polled[1].revents != 0 { answers.wake.clear() }
    }

    /// Milliseconds until something is due, rounded up; -1 when nothing is.
    private func timeout(_ daemon: OpaquePointer) -> Int32 {
        if mustRunAgain { return 0 }
        var library: UInt64 = 0
        if unsafe MHD_get_timeout(daemon, &library) == .YES, library == 0 { return 0 }
        let due = min(nextSweep, lingering.nextDeadline ?? .max, endsAt ?? .max)
        if due == .max { return -1 }
        let current = SystemClock.uptimeNanoseconds()
        return due <= current ? 0 : Int32(clamping: (due - current) / 1_000_000 + 1)
    }

    // MARK: Deadlines

    /// Ends the connections whose time is over. The library sees the end of the stream and closes them.
    private func closeOverdue() {
        nextSweep = .max
        for connection in connections.values {
            if connection.deadline <= now {
                shutdown(connection.socket, Int32(SHUT_RDWR))
                connection.deadline = .max
            } else {
                nextSweep = min(nextSweep, connection.deadline)
            }
        }
    }

    // MARK: Answers and the end

    private func resume(_ ticket: Int, with response: HTTPResponse) {
        // A ticket is unknown when the loop gave up on it before.
        guard let (request, connection) = unsafe waiting.removeValue(forKey: ticket) else { return }
        request.stage = .answered(response)
        request.connection.phase = .busy
        setDeadline(now + requestNanoseconds, of: request.connection)
        unsafe MHD_resume_connection(connection)
    }

    private func quiesce(_ daemon: OpaquePointer) {
        isQuiescing = true
        let socket = unsafe MHD_quiesce_daemon(daemon)
        if socket >= 0 { close(socket) }
        for connection in connections.values where connection.phase == .idle {
            shutdown(connection.socket, Int32(SHUT_RDWR))
        }
    }

    /// Whether the loop may end: nothing is open, or the time for that is over.
    private func hasEnded(wantedBy end: UInt64) -> Bool {
        if connections.isEmpty && lingering.isEmpty { return true }
        if !hasGivenUp { endsAt = end }
        guard let endsAt, now >= endsAt else { return false }
        if hasGivenUp { return true }
        hasGivenUp = true
        self.endsAt = now + lastWordsNanoseconds
        // Stopping the library with suspended connections is undefined, so all get an answer first.
        for ticket in unsafe Array(waiting.keys) { resume(ticket, with: .unavailable) }
        for connection in connections.values where connection.phase == .idle {
            shutdown(connection.socket, Int32(SHUT_RDWR))
        }
        return false
    }
}
