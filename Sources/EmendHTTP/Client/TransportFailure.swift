/// Why there is no answer, and whether the server may have acted nevertheless.
package enum TransportFailure: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        /// A header, method or target that cannot be sent as it is.
        case invalidRequest = "the request cannot be sent as it is"
        case unresolved = "the host name cannot be resolved"
        case unreachable = "the connection was refused or the host cannot be reached"
        case insecure = "the server's certificate or TLS set-up is not trusted"
        case badTrustStore = "the file of trusted certificates cannot be used"
        case timeout = "there was no answer in time"
        case broken = "the connection broke"
        case malformed = "the answer is not HTTP"
        case tooLarge = "the answer is too large"
        case stopped = "the client was stopped"
        case internalError = "the HTTP library failed"
    }

    /// Nothing of the request can have reached the server.
    case notSent(Reason)
    /// The server may have got the request and acted on it.
    case maybeSent(Reason)

    package var reason: Reason {
        switch self {
        case .notSent(let reason), .maybeSent(let reason): reason
        }
    }

    package var description: String {
        switch self {
        case .notSent(let reason): "not sent: \(reason.rawValue)"
        case .maybeSent(let reason): "perhaps sent: \(reason.rawValue)"
        }
    }
}
