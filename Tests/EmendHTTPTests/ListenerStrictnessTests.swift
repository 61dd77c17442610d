import EmendCore
import EmendHTTP
import EmendPlatform
import TestSupport
import Testing

/// Requests that libmicrohttpd accepts and that two readers could understand differently.
struct ListenerStrictnessTests {
    static let refused: [(name: String, request: String, status: Int)] = [
        ("two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab", 400),
        (
            "two different lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab",
            400
        ),
        ("a list of lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2, 2\r\n\r\nab", 400),
        ("a signed length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\nab", 400),
        ("a length beyond counting", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", -1),
        (
            "length and coding",
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400
        ),
        ("gzip coding", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        ("identity coding", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n", 501),
        (
            "two codings",
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400
        ),
        ("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        ("an encoded NUL", "GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("a target of another scheme", "GET ftp://x/a HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("an absolute target with a user", "GET http://x@y/a HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("an absolute target of nowhere", "GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("only an authority", "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("a header name with a space", "GET / HTTP/1.1\r\nHost: x\r\nX Y: 1\r\n\r\n", 400),
        ("a NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("a NUL in a value", "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n", 400),
        ("a NUL in an earlier value", "GET / HTTP/1.1\r\nX-A: a\0b\r\nHost: x\r\n\r\n", 400),
        ("a NUL in a name", "GET / HTTP/1.1\r\nX-A\0: a\r\nHost: x\r\n\r\n", 400),
        ("a bare line feed after the first line", "GET / HTTP/1.1\nHost: x\r\n\r\n", 400),
        ("a bare line feed after a field", "GET / HTTP/1.1\r\nX-A: a\nHost: x\r\n\r\n", 400),
        ("a bare line feed after the last field", "GET / HTTP/1.1\r\nHost: x\n\r\n", 400),
        ("a bare line feed at the end", "GET / HTTP/1.1\r\nHost: x\r\n\n", 400),
        ("a bare carriage return", "GET / HTTP/1.1\r\nX-A: a\rHost: y\r\nHost: x\r\n\r\n", 400),
        ("a folded field", "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\r\n folded\r\n\r\n", 400),
        ("a space before a colon", "GET / HTTP/1.1\r\nHost: x\r\nX-A : a\r\n\r\n", 400),
        ("no host", "GET / HTTP/1.1\r\n\r\n", 400),
        ("a bad length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n", 400),
    ]

    @Test(arguments: refused)
    func `a frame that can be read in two ways is refused and the connection closed`(
        _ row: (name: String, request: String, status: Int)
    ) throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send(row.request)
        let answer = String(decoding: try connection.readToEnd(), as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 \(row.status == -1 ? "" : "\(row.status) ")"), "\(row.name): \(answer)")
        // The library repeats the header in answers of its own, which have an HTML body.
        #expect(answer.contains("<html>") || answer.components("HTTP/1.1 ") == 2, "one answer: \(answer)")
        #expect(server.handler.admitted.withLock { $0 } == 0)
    }

    @Test(
        arguments: [
            ("http://x/a/b?c=d", "/a/b?c=d"), ("HTTPS://other:8080/a", "/a"), ("http://x", "/"), ("http://x?q", "/?q"),
        ])
    func `an absolute target is its path`(target: String, path: String) throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send(post(target, "x"))
        let response = try connection.readResponse()
        #expect(response.status == 200 && response.headers["X-Target"] == path)
    }

    @Test(
        arguments: [
            ("GET / HTTP/1.1\r\nHost: x\r\nX-A: a\r\n folded\r\n\r\n", .framing),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n", .transferCoding),
            ("GET / HTTP/1.1\r\n\r\n", .unreadable),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: two\r\n\r\n", .unreadable),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", .unreadable),
        ] as [(String, HTTPRefusal)])
    func `the handler hears of what never reached it`(request: String, refusal: HTTPRefusal) throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send(request)
        _ = try connection.readToEnd()
        server.listener.stop()
        #expect(server.handler.refusals.popAll(waitingUntil: .zero) == [refusal])
    }

    @Test func `bodies of all requests share one budget, which answers give back`() throws {
        let server = try TestServer { $0.bodyBudgetBytes = 1000 }
        let body = String(repeating: "x", count: 600)
        let first = try RawConnection(port: server.port)
        first.send(post("/hold", body))
        let held = try #require(server.handler.held.popAll()?.first)
        for request in [
            post("/", body),
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n258\r\n\(body)\r\n0\r\n\r\n",
        ] {
            let second = try RawConnection(port: server.port)
            second.send(request)
            let answer = try second.readResponse()
            #expect(answer.status == 503 && answer.headers["Retry-After"] != nil)
        }
        held.1.respond(HTTPResponse(status: 200))
        _ = try first.readResponse()
        first.send(post("/", body))
        #expect(try first.readResponse().status == 200)
    }

    static let odd = [
        "GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n",
        "GET / HTTP/1.1\nHost: x\n\n", "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX-A\0: a\r\n\r\n", "\0\0\0\0\r\n\r\n", "GET /\r\n\r\n", "\r\n\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET /é HTTP/1.1\r\nHost: x\r\n\r\n", ": \r\n\r\n",
    ]

    @Test(arguments: odd)
    func `odd bytes never take the server down`(_ request: String) throws {
        let server = try TestServer {
            $0.idleTimeout = .milliseconds(50)
            $0.requestTimeout = .seconds(2)
        }
        let connection = try RawConnection(port: server.port)
        connection.send(request)
        connection.finishSending()
        _ = try connection.readToEnd()
        let next = try RawConnection(port: server.port)
        next.send(post("/", "alive"))
        #expect(try next.readResponse().body == Array("alive".utf8))
    }
}

extension String {
    fileprivate func components(_ separator: String) -> Int {
        split(separator: separator, omittingEmptySubsequences: false).count
    }
}
