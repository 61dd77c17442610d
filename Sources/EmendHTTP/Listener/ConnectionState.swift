import EmendCore

/// What the loop knows of one open connection. Touched by the loop's thread only.
final class ConnectionState {
    enum Phase {
        /// Before the first request, or between two.
        case idle
        /// A request is coming in, or its answer going out.
        case busy
        /// Suspended until the answer is there.
        case waiting
    }

    let socket: Int32
    var phase = Phase.idle
    var hadRequest = false
    /// When the last answer was sent, in the same terms as ``deadline``.
    var idleSince: UInt64 = 0
    /// When the connection is closed, in terms of `SystemClock.uptimeNanoseconds()`.
    var deadline: UInt64

    init(socket: Int32, deadline: UInt64) { (self.socket, self.deadline) = (socket, deadline) }
}

/// One request of a connection, from its first line to the end of its answer. Touched by the loop's thread only.
final class RequestState {
    enum Stage {
        case head
        case receiving(RequestHead, bodyLimit: Int)
        /// Takes in and forgets the rest of a refused body, at most `allowance` bytes, then answers.
        case draining(HTTPResponse, allowance: Int)
        case waiting
        case answered(HTTPResponse)
        case sent
    }

    let connection: ConnectionState
    let target: String
    /// Addresses of the target in the library's buffer, for comparing only.
    let place: Range<UInt>
    var stage = Stage.head
    var body: [UInt8] = []
    /// Of the listener's budget, from the first byte of the body until the answer is on its way.
    var heldBytes = 0

    init(_ connection: ConnectionState, target: String, place: Range<UInt>) {
        (self.connection, self.target, self.place) = (connection, target, place)
    }
}
