import CMicroHTTPD
import EmendCore
import EmendPlatform
import Glibc

/// The life of connections and requests, called by the library from `MHD_run`.
extension ListenerLoop {
    /// The most bytes of a refused body that are read so that its connection can be used again.
    private static let drainLimitBytes = 256 << 10

    func connectionStarted(_ socket: Int32) -> ConnectionState {
        let connection = ConnectionState(socket: socket, deadline: .max)
        connections[socket] = connection
        setDeadline(now + requestNanoseconds, of: connection)
        if connections.count >= configuration.connectionLimit { makeRoom() }
        return connection
    }

    func connectionEnded(_ connection: ConnectionState) {
        if connections.count >= configuration.connectionLimit { mustRunAgain = true }
        connections[connection.socket] = nil
    }

    /// - Parameter place: Where the library keeps the target.
    func requestStarted(on connection: ConnectionState, target: String, place: Range<UInt>) -> RequestState {
        connection.phase = .busy
        // The first request has been on its way since the connection was made; its deadline stands already.
        if connection.hadRequest { setDeadline(now + requestNanoseconds, of: connection) }
        connection.hadRequest = true
        return RequestState(connection, target: target, place: place)
    }

    /// - Parameter byLibrary: The library ended it, be it with an answer to its end or for an error.
    func requestEnded(_ request: RequestState, byLibrary: Bool) {
        letGo(of: request)
        switch request.stage {
        // Where there is no deadline any more, it is we who have ended the connection.
        case .head, .receiving: if byLibrary, request.connection.deadline != .max { handler.refused(.unreadable) }
        case .draining, .waiting, .answered, .sent: break
        }
        let connection = request.connection
        connection.phase = .idle
        connection.idleSince = now
        setDeadline(now + (isQuiescing ? 0 : idleNanoseconds), of: connection)
    }

    /// The header section is complete.
    func began(_ request: RequestState, _ line: RequestLine) -> MHD_Result {
        let verdict =
            line.isPlain
            ? RequestFraming.check(version: line.version, target: request.target, headers: line.headers)
            : .refused(.framing)
        let head: RequestHead
        switch verdict {
        case .refused(let refusal):
            handler.refused(refusal)
            return refuseAndClose(request, HTTPResponse(status: refusal.status))
        case .sound(let target, let length):
            head = RequestHead(method: line.method, target: target, headers: line.headers, declaredLength: length)
        }
        let declaredLength = head.declaredLength
        if isQuiescing { return refuse(request, head, .unavailable) }
        switch handler.admit(head) {
        case .reject(let response):
            return refuse(request, head, response)
        case .accept(let bodyLimit):
            let limit = min(bodyLimit, configuration.bodyLimitBytes)
            guard (declaredLength ?? 0) <= limit else { return refuse(request, head, handler.tooLarge(head)) }
            guard hasRoom(for: declaredLength ?? 0) else { return refuse(request, head, handler.tooBusy(head)) }
            request.stage = .receiving(head, bodyLimit: limit)
            // Who only declares a long body gets no memory for it.
            request.body.reserveCapacity(min(declaredLength ?? 0, Self.reservedBytes))
            return .YES
        }
    }

    /// Some bytes of the body came.
    func received(_ bytes: UnsafeRawBufferPointer, of request: RequestState) -> MHD_Result {
        switch request.stage {
        case .receiving(let head, let limit):
            let fits = bytes.count <= limit - request.body.count
            guard fits, hasRoom(for: bytes.count) else {
                request.body = []
                letGo(of: request)
                request.stage = .draining(
                    fits ? handler.tooBusy(head) : handler.tooLarge(head), allowance: Self.drainLimitBytes)
                return .YES
            }
            unsafe request.body.append(contentsOf: bytes)
            request.heldBytes += bytes.count
            heldBytes += bytes.count
            return .YES
        case .draining(let response, let allowance):
            guard bytes.count <= allowance else { return refuseAndClose(request, response) }
            request.stage = .draining(response, allowance: allowance - bytes.count)
            return .YES
        case .head, .waiting, .answered, .sent:
            return .NO
        }
    }

    /// The request is complete, or its connection was resumed with an answer.
    func proceed(_ request: RequestState, _ connection: OpaquePointer) -> MHD_Result {
        switch request.stage {
        case .receiving(let head, _):
            unsafe handOn(request, head, connection)
            return .YES
        case .draining(let response, _), .answered(let response):
            request.stage = .sent
            return unsafe ResponseWriter.queue(response, on: connection, closing: isQuiescing || isFull) ? .YES : .NO
        case .head, .waiting, .sent:
            return .NO
        }
    }

    /// All connections that may be open are, and none was idle: whoever waits gets the place of the next answer's.
    private var isFull: Bool { connections.count >= configuration.connectionLimit }

    /// Shortens the time of the connections that have been idle longest since their last answer, so that those who keep
    /// them open do not keep others out. Several at once, since looking for them costs more than ending them; and not at
    /// once, since a client may be sending its next request, which it may not repeat when it is lost.
    private func makeRoom() {
        let idle = connections.values.filter { $0.phase == .idle && $0.hadRequest }
        let count = max(1, configuration.connectionLimit / 32)
        for connection in idle.sorted(by: { $0.idleSince < $1.idleSince }).prefix(count) {
            setDeadline(min(connection.deadline, connection.idleSince + graceNanoseconds), of: connection)
        }
    }

    private func handOn(_ request: RequestState, _ head: RequestHead, _ connection: OpaquePointer) {
        let ticket = nextTicket
        nextTicket += 1
        request.stage = .waiting
        request.connection.phase = .waiting
        request.connection.deadline = .max
        unsafe waiting[ticket] = unsafe (request, connection)
        // Before the request is handed on, since the answer may be there before the handler returns.
        unsafe MHD_suspend_connection(connection)
        let complete = HTTPRequest(
            method: head.method, target: head.target, headers: head.headers, body: request.body)
        request.body = []
        add(ReceivedRequest(request: complete, exchange: Exchange(ticket: ticket, answers: answers)))
    }

    private func hasRoom(for bytes: Int) -> Bool { bytes <= configuration.bodyBudgetBytes - heldBytes }

    private func letGo(of request: RequestState) {
        heldBytes -= request.heldBytes
        request.heldBytes = 0
    }

    private static let reservedBytes = 16 << 10

    /// Answers instead of the handler. Keeps the connection when the rest of the request is short.
    private func refuse(_ request: RequestState, _ head: RequestHead, _ response: HTTPResponse) -> MHD_Result {
        let isLong = (head.declaredLength ?? 0) > Self.drainLimitBytes
        // Whoever asks before sending the body is told not to send it.
        if isLong || (head.hasBody && head.headers["Expect"] != nil) { return refuseAndClose(request, response) }
        request.stage = .draining(response, allowance: Self.drainLimitBytes)
        return .YES
    }

    private func refuseAndClose(_ request: RequestState, _ response: HTTPResponse) -> MHD_Result {
        let socket = request.connection.socket
        request.stage = .sent
        ResponseWriter.sendLast(response, to: socket)
        lingering.add(duplicateOf: socket, now: now)
        return .NO
    }
}
