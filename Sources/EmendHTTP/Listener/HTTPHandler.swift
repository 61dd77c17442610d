package import EmendCore

/// What an ``HTTPListener`` serves. All methods run on the listener's only thread and must not block.
package protocol HTTPHandler: Sendable {
    /// Decides by the header section alone, before any of the body is read.
    ///
    /// The order of the checks (404, 405, 413 by declared length, 415) is the handler's.
    func admit(_ head: RequestHead) -> Admission

    /// The answer to a body that turned out, or was declared, longer than what was admitted.
    func tooLarge(_ head: RequestHead) -> HTTPResponse

    /// The answer where the bodies of all requests together take too much memory.
    func tooBusy(_ head: RequestHead) -> HTTPResponse

    /// A request was refused before anybody could tell what it was for; it has its answer.
    func refused(_ refusal: HTTPRefusal)

    /// Takes a complete request; the answer may come later and from any thread.
    func handle(_ request: HTTPRequest, exchange: Exchange)

    /// Takes all requests that became complete in one turn of the loop, so that whoever hands them to other threads can
    /// wake those once.
    func handle(_ received: [ReceivedRequest])
}

/// Why a request never reached its handler.
package enum HTTPRefusal: String, CaseIterable, Sendable {
    /// 400: a head or a length that two readers can understand differently.
    case framing = "bad_framing"
    /// 501
    case transferCoding = "transfer_coding"
    /// 505
    case version = "http_version"
    /// The library's own answers to what it cannot parse, 400, 413, 431 and others; it does not tell which.
    case unreadable = "unreadable_request"
}

extension HTTPHandler {
    package func refused(_ refusal: HTTPRefusal) {}

    package func tooLarge(_ head: RequestHead) -> HTTPResponse { HTTPResponse(status: 413) }

    package func tooBusy(_ head: RequestHead) -> HTTPResponse { .unavailable }

    package func handle(_ received: [ReceivedRequest]) {
        for entry in received { handle(entry.request, exchange: entry.exchange) }
    }
}

/// A complete request with the right to answer it.
package struct ReceivedRequest: Sendable {
    package let request: HTTPRequest
    package let exchange: Exchange

    package init(request: HTTPRequest, exchange: Exchange) { (self.request, self.exchange) = (request, exchange) }
}

/// A request whose body has not been read yet.
package struct RequestHead: Sendable {
    package let method: String
    /// Path and query as on the wire.
    package let target: String
    package let headers: HTTPHeaders
    /// Length of the body in bytes, 0 when there is none; nil when it comes in chunks, so only counting tells.
    package let declaredLength: Int?

    package var hasBody: Bool { declaredLength != 0 }
    /// The part of ``target`` before `?`.
    package var path: Substring { target.pathOfTarget }
}

/// Whether the body of a request is worth reading.
package enum Admission: Sendable {
    case reject(HTTPResponse)
    /// Reads the body up to `bodyLimit` bytes.
    case accept(bodyLimit: Int)
}
