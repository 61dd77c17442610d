import EmendCore
import EmendHTTP
import EmendPlatform
import TestSupport
import Testing

struct ClientTests {
    let client: HTTPClient

    init() throws { client = try HTTPClient() }

    private func outgoing(
        _ port: Int, _ method: String = "GET", _ target: String = "/", headers: HTTPHeaders = [:], body: [UInt8] = []
    ) throws -> OutgoingRequest {
        OutgoingRequest(
            origin: try URLOrigin("http://127.0.0.1:\(port)"),
            request: HTTPRequest(method: method, target: target, headers: headers, body: body))
    }

    static let bodies: [(method: String, text: String, count: Int)] = [
        ("GET", "", 0), ("POST", "", 0), ("POST", "a\0b\0", 1), ("PUT", "\0", 1), ("PATCH", "ü", 1), ("DELETE", "", 0),
        ("DELETE", "x", 1), ("POST", "a megabyte\0ü\r\n", 70_000), ("PUT", "a megabyte\0ü\r\n", 70_000),
    ]

    @Test(arguments: bodies)
    func `method and body arrive byte for byte, and the answer comes back so`(
        _ row: (method: String, text: String, count: Int)
    ) throws {
        let server = try TestServer()
        let body = Array(String(repeating: row.text, count: row.count).utf8)
        let response = try client.sendAndWait(outgoing(server.port, row.method, "/x", body: body))
        #expect(response.status == 200)
        #expect(response.headers["x-method"] == row.method)
        let isSame = response.body == body
        #expect(isSame)
    }

    @Test func `HEAD has no body and does not wait for one`() throws {
        let server = try TestServer()
        #expect(try client.sendAndWait(outgoing(server.port, "HEAD")).headers["x-method"] == "HEAD")
    }

    @Test(arguments: [
        "/v3/messages/..%2F", "/a/../b", "/./a//b/", "/v3/messages/..", "/a?b=c/../d&e=%20", "/%41~-._",
    ])
    func `a target stays as it is`(_ target: String) throws {
        let server = try TestServer()
        #expect(try client.sendAndWait(outgoing(server.port, "GET", target)).headers["x-target"] == target)
    }

    @Test func `the prefix of the origin comes before the target`() throws {
        let server = try TestServer()
        var request = try outgoing(server.port, "GET", "/v1/x")
        request.origin = try URLOrigin("http://localhost:\(server.port)/chat/")
        #expect(try client.sendAndWait(request).headers["x-target"] == "/chat/v1/x")
    }

    @Test func `headers are sent as given, with none that nobody asked for`() throws {
        let server = RawServer()
        let arrived = BlockingQueue<String>()
        let request = try outgoing(
            server.port, "POST", "/h", headers: ["X-Empty": "", "X-Ü": "no"], body: [1])
        #expect(throws: TransportFailure.notSent(.invalidRequest)) { try client.sendAndWait(request) }
        let good = try outgoing(
            server.port, "POST", "/h", headers: ["X-Empty": "", "X-B": "a  b", "x-c": "é"], body: [1])
        client.send(good) { arrived.push((try? $0.get().headers["X-D"]) ?? "failed") }
        let connection = server.accept()
        let head = try connection.read(until: "\r\n\r\n")
        connection.send(
            "HTTP/1.1 100 Continue\r\nX-D: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-D: \t2 \r\n\r\n")
        #expect(arrived.popAll() == ["2"])
        let lines = head.split(separator: "\r\n").sorted()
        #expect(
            lines == [
                "Content-Length: 1", "Host: 127.0.0.1:\(server.port)", "POST /h HTTP/1.1", "X-B: a  b", "X-Empty:",
                "x-c: é",
            ])
    }

    static let unsendable: [(method: String, target: String, headers: HTTPHeaders)] = [
        ("GET", "/", ["X": "a\r\nY: b"]), ("GET", "/", ["X": "a\nb"]), ("GET", "/", ["X": "a\u{0}b"]),
        ("GET", "/", ["X: y\r\nZ": "a"]), ("GET", "/", ["": "a"]), ("GET", "/", ["Host": "other"]),
        ("GET", "/", ["content-length": "5"]), ("GET", "/", ["Transfer-Encoding": "chunked"]),
        ("GET / HTTP/1.1\r\nX: y", "/", [:]), ("", "/", [:]), ("GET", "x", [:]), ("GET", "", [:]),
        ("GET", "/a b", [:]), ("GET", "/a#b", [:]), ("GET", "/a\r\nb", [:]), ("GET", "/é", [:]),
        ("GET", "@other.example/", [:]),
    ]

    @Test(arguments: unsendable)
    func `what would change the frame of the request is refused before anything is sent`(
        _ row: (method: String, target: String, headers: HTTPHeaders)
    ) throws {
        let server = try TestServer()
        let request = try outgoing(server.port, row.method, row.target, headers: row.headers)
        #expect(throws: TransportFailure.notSent(.invalidRequest)) { try client.sendAndWait(request) }
        #expect(server.handler.admitted.withLock { $0 } == 0)
    }

    @Test func `a redirect is an answer like any other`() throws {
        let server = try TestServer()
        let response = try client.sendAndWait(outgoing(server.port, "GET", "/redirect"))
        #expect(response.status == 302)
        #expect(response.headers["location"] == "/elsewhere")
        #expect(server.handler.admitted.withLock { $0 } == 1)
    }

    @Test func `what surely did not arrive is told from what perhaps did`() throws {
        let deaf = RawServer(isListening: false)
        var request = try outgoing(deaf.port)
        #expect(throws: TransportFailure.notSent(.unreachable)) { try client.sendAndWait(request) }
        request.origin = try URLOrigin("http://no-such-host.invalid")
        #expect(throws: TransportFailure.notSent(.unresolved)) { try client.sendAndWait(request) }

        let server = try TestServer()
        var slow = try outgoing(server.port, "POST", "/hold", body: [1])
        slow.timeout = .milliseconds(60)
        #expect(throws: TransportFailure.maybeSent(.timeout)) { try client.sendAndWait(slow) }

        // TLS to a server that does not speak it: the request itself was never written.
        let plain = RawServer()
        let result = BlockingQueue<Result<HTTPResponse, TransportFailure>>()
        request.origin = try URLOrigin("https://127.0.0.1:\(plain.port)")
        client.send(request) { result.push($0) }
        do {
            let connection = plain.accept()
            connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
            #expect(result.popAll() == [.failure(.notSent(.insecure))])
        }
        request.caFile = "/no/such/file.pem"
        #expect(throws: TransportFailure.notSent(.badTrustStore)) { try client.sendAndWait(request) }
    }

    @Test(arguments: ["POST", "GET"])
    func `only what has no effect is sent again when a kept connection breaks`(_ method: String) throws {
        let server = RawServer()
        let results = BlockingQueue<Result<HTTPResponse, TransportFailure>>()
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        do {
            client.send(try outgoing(server.port, method)) { results.push($0) }
            let connection = server.accept()
            _ = try connection.read(until: "\r\n\r\n")
            connection.send(answer)
            #expect(try results.popAll()?.first?.get().status == 200)
            client.send(try outgoing(server.port, method, "/second")) { results.push($0) }
            #expect(try connection.read(until: "\r\n\r\n").contains("/second"), "the connection is used again")
        }
        if method == "GET" {
            let connection = server.accept()
            #expect(try connection.read(until: "\r\n\r\n").contains("/second"))
            connection.send(answer)
            #expect(try results.popAll()?.first?.get().status == 200)
        } else {
            #expect(results.popAll() == [.failure(.maybeSent(.broken))])
        }
    }

    static let broken: [(answer: String, expected: TransportFailure)] = [
        ("", .maybeSent(.broken)), ("nonsense\r\n\r\n", .maybeSent(.malformed)),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", .maybeSent(.broken)),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + String(repeating: "x", count: 100), .maybeSent(.tooLarge)),
    ]

    @Test(arguments: broken)
    func `a broken answer is a failure with its reason`(_ row: (answer: String, expected: TransportFailure)) throws {
        let server = RawServer()
        let results = BlockingQueue<Result<HTTPResponse, TransportFailure>>()
        var request = try outgoing(server.port, "POST", "/", body: [1])
        request.responseLimitBytes = 50
        client.send(request) { results.push($0) }
        do {
            let connection = server.accept()
            _ = try connection.read(until: "\r\n\r\n\u{1}")
            connection.send(row.answer)
        }
        #expect(results.popAll() == [.failure(row.expected)])
    }

    @Test func `hundreds of requests in parallel all complete, over few connections`() throws {
        let server = try TestServer { $0.connectionLimit = 16 }
        let results = BlockingQueue<Int>()
        for number in 0..<400 {
            client.send(try outgoing(server.port, "POST", "/\(number)", body: Array("\(number)".utf8))) { result in
                let body = (try? result.get().body) ?? []
                results.push(Int(String(decoding: body, as: UTF8.self)) ?? -1)
            }
        }
        var seen: Set<Int> = []
        while seen.count < 400 {
            let batch = try #require(results.popAll(waitingUntil: SystemClock.uptime() + .seconds(20)))
            try #require(!batch.isEmpty && !batch.contains(-1), "\(seen.count) of 400 completed")
            seen.formUnion(batch)
        }
    }

    @Test func `stopping fails what is under way, and later requests at once`() throws {
        let server = try TestServer()
        let results = BlockingQueue<Result<HTTPResponse, TransportFailure>>()
        client.send(try outgoing(server.port, "POST", "/hold", body: [1])) { results.push($0) }
        let held = server.handler.held.popAll()
        client.stop()
        client.stop()
        #expect(results.popAll() == [.failure(.maybeSent(.stopped))])
        #expect(throws: TransportFailure.notSent(.stopped)) { try client.sendAndWait(outgoing(server.port)) }
        #expect(held?.count == 1)
    }

    @Test func `a failure says in words whether the request may have arrived`() {
        #expect(TransportFailure.notSent(.unreachable).description.hasPrefix("not sent: the connection was refused"))
        #expect(TransportFailure.maybeSent(.timeout).description == "perhaps sent: there was no answer in time")
        #expect(TransportFailure.maybeSent(.timeout).reason == .timeout)
    }
}
