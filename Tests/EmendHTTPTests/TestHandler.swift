import EmendCore
import EmendHTTP
import EmendPlatform

/// A handler with a route for each thing that the tests look at.
final class TestHandler: HTTPHandler {
    /// Requests for `/hold` wait here with their exchanges.
    let held = BlockingQueue<(HTTPRequest, Exchange)>()
    let admitted = Locked(0)
    let refusals = BlockingQueue<HTTPRefusal>()

    func admit(_ head: RequestHead) -> Admission {
        admitted.withLock { $0 += 1 }
        switch head.path {
        case "/unknown": return .reject(HTTPResponse(status: 404, body: Array("none".utf8)))
        case "/small": return .accept(bodyLimit: 10)
        default: return .accept(bodyLimit: 4 << 20)
        }
    }

    func refused(_ refusal: HTTPRefusal) { refusals.push(refusal) }

    func tooLarge(_ head: RequestHead) -> HTTPResponse {
        HTTPResponse(status: 413, headers: ["X-Target": head.target], body: Array("large".utf8))
    }

    func handle(_ request: HTTPRequest, exchange: Exchange) {
        switch request.path {
        case "/hold": held.push((request, exchange))
        case "/drop": break
        case "/redirect": exchange.respond(HTTPResponse(status: 302, headers: ["Location": "/elsewhere"]))
        default: exchange.respond(Self.echo(request))
        }
    }

    /// Answers with the body; method and target in headers.
    static func echo(_ request: HTTPRequest) -> HTTPResponse {
        HTTPResponse(
            status: 200, headers: ["X-Method": request.method, "X-Target": request.target], body: request.body)
    }
}

/// A listener on a free port, stopped when it goes.
final class TestServer: Sendable {
    let handler = TestHandler()
    let listener: HTTPListener

    init(_ configure: (inout HTTPListener.Configuration) -> Void = { _ in }) throws {
        var configuration = HTTPListener.Configuration(bodyLimitBytes: 2 << 20)
        configure(&configuration)
        listener = try HTTPListener(configuration: configuration, handler: handler)
    }

    deinit { listener.stop(grace: .zero) }

    var port: Int { listener.port }
}

func post(_ target: String, _ body: String, headers: String = "") -> String {
    "POST \(target) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
}
