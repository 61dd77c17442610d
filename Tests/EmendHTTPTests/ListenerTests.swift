import EmendCore
import EmendHTTP
import EmendPlatform
import TestSupport
import Testing

struct ListenerTests {
    @Test func `a connection serves request after request`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        for number in 0..<3 {
            connection.send(post("/a%2Fb?q=\(number)", "body \(number)", headers: "X-One: 1\r\n"))
            let response = try connection.readResponse()
            #expect(response.status == 200)
            #expect(response.headers["x-target"] == "/a%2Fb?q=\(number)")
            #expect(response.headers["x-method"] == "POST")
            #expect(response.body == Array("body \(number)".utf8))
        }
        connection.send("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try connection.readResponse(toHEAD: true).headers["x-method"] == "HEAD")
        connection.send("GET /x HTTP/1.0\r\nConnection: close\r\n\r\n")
        #expect(try connection.readResponse().status == 200)
        #expect(try connection.readToEnd() == [])
    }

    @Test func `white space around values is no part of them`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        for _ in 0..<2 {
            connection.send(
                "\r\nPOST /hold?a=b HTTP/1.1\r\nHost:x\r\nA:\t b c \t \r\nB:\r\nC: \r\nContent-Length: 1\r\n\r\nx")
            let (request, exchange) = try #require(server.handler.held.popAll()?.first)
            #expect(["host", "a", "b", "c"].map { request.headers[$0] } == ["x", "b c", "", ""])
            exchange.respond(HTTPResponse(status: 204))
            #expect(try connection.readResponse().status == 204)
        }
    }

    @Test func `a chunked body arrives whole, with its NUL bytes`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.send("3\r\na\0b\r\n5;ext=1\r\nhello\r\n0\r\n\r\n")
        #expect(try connection.readResponse().body == Array("a\0bhello".utf8))
        connection.send(post("/again", "x"))
        #expect(try connection.readResponse().status == 200)
    }

    @Test func `300 connections at once are all answered, twice`() throws {
        let server = try TestServer()
        let connections = try (0..<300).map { _ in try RawConnection(port: server.port) }
        for round in 0..<2 {
            for (number, connection) in connections.enumerated() {
                connection.send(post("/hold", "\(round) \(number)"))
            }
            var held: [(HTTPRequest, Exchange)] = []
            while held.count < connections.count { held += try #require(server.handler.held.popAll()) }
            HTTPListener.respond(held.map { ($0.1, TestHandler.echo($0.0)) })
            for (number, connection) in connections.enumerated() {
                #expect(try connection.readResponse().body == Array("\(round) \(number)".utf8))
            }
        }
    }

    @Test func `an answer may come from another thread, and only the first counts`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send(post("/hold", "x"))
        let thread = try OwnedThread(name: "answering") {
            for (_, exchange) in server.handler.held.popAll() ?? [] {
                exchange.respond(HTTPResponse(status: 201))
                exchange.respond(HTTPResponse(status: 500))
            }
        }
        #expect(try connection.readResponse().status == 201)
        thread.join()
        connection.send(post("/", "y"))
        #expect(try connection.readResponse().body == Array("y".utf8))
    }

    @Test func `an exchange that is let go answers 503`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send(post("/drop", "x"))
        let response = try connection.readResponse()
        #expect(response.status == 503)
        #expect(response.headers["Retry-After"] != nil)
        connection.send(post("/", "y"))
        #expect(try connection.readResponse().status == 200)
    }

    @Test func `a refused request leaves its connection usable when its body is short`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        for body in ["", "short"] {
            connection.send(post("/unknown", body))
            #expect(try connection.readResponse().status == 404)
        }
        connection.send(post("/small", "12345678901"))
        let response = try connection.readResponse()
        #expect(response.status == 413)
        #expect(response.headers["x-target"] == "/small")
        connection.send("POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.send("8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n")
        #expect(try connection.readResponse().status == 413)
        connection.send(post("/small", "1234567890"))
        #expect(try connection.readResponse().status == 200)
    }

    @Test(arguments: ["/unknown", "/small", "/large"])
    func `a long refused body, declared or counted, still lets the client read its answer`(_ target: String) throws {
        let server = try TestServer()
        let body = String(repeating: "x", count: 6 << 20)
        for isChunked in [false, true] {
            let connection = try RawConnection(port: server.port)
            if isChunked {
                connection.send("POST \(target) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n600000\r\n")
                connection.send(body + "\r\n0\r\n\r\n")
            } else {
                connection.send(post(target, body))
            }
            let answer = String(decoding: try connection.readToEnd(), as: UTF8.self)
            #expect(answer.hasPrefix(target == "/unknown" ? "HTTP/1.1 404 " : "HTTP/1.1 413 "))
            #expect(answer.hasSuffix(target == "/unknown" ? "\r\n\r\nnone" : "\r\n\r\nlarge"))
            #expect(answer.contains("Connection: close\r\n"))
        }
    }

    @Test func `whoever expects 100 gets it, or the refusal at once`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(try connection.readResponse().status == 100)
        connection.send("ok")
        #expect(try connection.readResponse().body == Array("ok".utf8))
        connection.send("POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\nExpect: 100-continue\r\n\r\n")
        #expect(try connection.readResponse().status == 413)
        #expect(try connection.readToEnd() == [])
    }

    @Test func `an address that is taken or unknown is an error that names it`() throws {
        let server = try TestServer()
        let taken = #expect(throws: ListenerError.self) { try TestServer { $0.port = server.port } }
        #expect(taken?.description == "127.0.0.1:\(server.port): cannot listen (Address already in use)")
        #expect(throws: ListenerError.self) { try TestServer { $0.host = "no.such.host.invalid" } }
    }

    @Test(arguments: ["::1", "[::1]", "*", "localhost"])
    func `it listens on addresses of both families`(_ host: String) throws {
        let server = try TestServer { $0.host = host }
        #expect(server.port > 0)
    }
}
