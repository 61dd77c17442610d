import EmendCore
import EmendHTTP
import EmendPlatform
import TestSupport
import Testing

/// Deadlines and the end of a listener. The tests wait by reading until the connection ends.
struct ListenerLifetimeTests {
    static let unfinished = [
        "", "POST / HT", "POST / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ]

    @Test(arguments: unfinished)
    func `a request that is not complete in time is closed`(_ start: String) throws {
        let server = try TestServer { $0.requestTimeout = .milliseconds(150) }
        let begin = SystemClock.uptime()
        let connection = try RawConnection(port: server.port)
        connection.send(start)
        #expect(try connection.readToEnd() == [])
        #expect(SystemClock.uptime() - begin >= .milliseconds(140))
        server.listener.stop()
        #expect((server.handler.refusals.popAll(waitingUntil: .zero) ?? []) == [])
    }

    @Test(arguments: unfinished)
    func `a client that leaves in the middle of a request was not refused`(_ start: String) throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send(start)
        connection.finishSending()
        #expect(try connection.readToEnd() == [])
        server.listener.stop()
        #expect((server.handler.refusals.popAll(waitingUntil: .zero) ?? []) == [])
    }

    @Test func `dripping bytes does not extend the time of a request`() throws {
        let server = try TestServer { $0.requestTimeout = .milliseconds(300) }
        let connection = try RawConnection(port: server.port)
        connection.send("POST / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        let begin = SystemClock.uptime()
        let pause = BlockingQueue<Int>()
        // Each turn drips a byte; the queue stays empty, so its deadline paces the turns.
        while connection.send("x") {
            _ = pause.popAll(waitingUntil: SystemClock.uptime() + .milliseconds(5))
            try #require(SystemClock.uptime() - begin < .seconds(15), "the connection was never closed")
        }
        #expect(SystemClock.uptime() - begin >= .milliseconds(250))
    }

    @Test func `an idle connection is closed at its own limit, a waiting request is not`() throws {
        let server = try TestServer {
            $0.requestTimeout = .milliseconds(100)
            $0.idleTimeout = .milliseconds(100)
        }
        let waiting = try RawConnection(port: server.port)
        waiting.send(post("/hold", "x"))
        let exchange = try #require(server.handler.held.popAll()?.first?.1)
        let idle = try RawConnection(port: server.port)
        idle.send(post("/", "y"))
        #expect(try idle.readResponse().status == 200)
        #expect(try idle.readToEnd() == [], "closed while the other one waits, which takes longer than its limit")
        let other = try RawConnection(port: server.port)
        #expect(try other.readToEnd() == [])
        exchange.respond(HTTPResponse(status: 202))
        #expect(try waiting.readResponse().status == 202)
    }

    @Test func `stopping waits for the answers of requests at hand`() throws {
        let server = try TestServer()
        let connections = try (0..<20).map { _ in try RawConnection(port: server.port) }
        let idle = try RawConnection(port: server.port)
        idle.send(post("/", "x"))
        #expect(try idle.readResponse().status == 200)
        for connection in connections { connection.send(post("/hold", "x")) }
        var held: [(HTTPRequest, Exchange)] = []
        while held.count < connections.count { held += try #require(server.handler.held.popAll()) }
        server.listener.quiesce()
        #expect(try idle.readToEnd() == [])
        let answering = held
        let thread = try OwnedThread(name: "answering") {
            for (_, exchange) in answering { exchange.respond(HTTPResponse(status: 200, body: [7])) }
        }
        server.listener.stop(grace: .seconds(20))
        for connection in connections {
            let response = try connection.readResponse()
            #expect(response.body == [7])
            #expect(response.headers["Connection"]?.lowercased() == "close")
            #expect(try connection.readToEnd() == [])
        }
        thread.join()
        #expect(throws: RawConnection.Failure.self) { try RawConnection(port: server.port) }
        server.listener.stop()
    }

    @Test func `what is unanswered at the end of the grace gets 503, and late answers are dropped`() throws {
        let server = try TestServer()
        let connection = try RawConnection(port: server.port)
        connection.send(post("/hold", "x"))
        let held = try #require(server.handler.held.popAll())
        server.listener.stop(grace: .milliseconds(20))
        #expect(try connection.readResponse().status == 503)
        held.first?.1.respond(HTTPResponse(status: 200))
    }

    @Test func `a client that leaves while its request waits harms nothing`() throws {
        let server = try TestServer()
        var gone: RawConnection? = try RawConnection(port: server.port)
        gone?.send(post("/hold", "x"))
        let held = try #require(server.handler.held.popAll())
        gone = nil
        HTTPListener.respond(held.map { ($0.1, HTTPResponse(status: 200)) })
        let next = try RawConnection(port: server.port)
        next.send(post("/", "y"))
        #expect(try next.readResponse().status == 200)
    }

    @Test func `at the limit the connection that was idle longest makes room`() throws {
        let server = try TestServer {
            $0.connectionLimit = 3
            $0.requestTimeout = .seconds(300)
            $0.idleTimeout = .seconds(300)
            $0.idleGrace = .milliseconds(50)
        }
        let kept = try (0..<2).map { _ in
            let connection = try RawConnection(port: server.port)
            connection.send(post("/", "x"))
            #expect(try connection.readResponse().headers["Connection"] == nil)
            return connection
        }
        let third = try RawConnection(port: server.port)
        third.send(post("/", "third"))
        #expect(try third.readResponse().body == Array("third".utf8))
        #expect(try kept[0].readToEnd() == [])
        kept[1].send(post("/", "again"))
        #expect(try kept[1].readResponse().body == Array("again".utf8))
    }

    @Test func `while no connection is idle an answer gives its place away`() throws {
        let server = try TestServer {
            $0.connectionLimit = 2
            $0.requestTimeout = .seconds(300)
            $0.idleTimeout = .seconds(300)
        }
        let first = try (0..<2).map { _ in try RawConnection(port: server.port) }
        for connection in first { connection.send(post("/hold", "x")) }
        var held: [(HTTPRequest, Exchange)] = []
        while held.count < 2 { held += try #require(server.handler.held.popAll()) }
        let third = try RawConnection(port: server.port)
        third.send(post("/", "third"))
        held[0].1.respond(HTTPResponse(status: 200))
        #expect(try third.readResponse().body == Array("third".utf8))
        held[1].1.respond(HTTPResponse(status: 200))
        for connection in first { #expect(try connection.readResponse().status == 200) }
    }

    @Test func `connections over the limit wait their turn`() throws {
        // No deadline comes to the rescue: the place that becomes free has to be noticed.
        let server = try TestServer {
            $0.connectionLimit = 2
            $0.requestTimeout = .seconds(300)
            $0.idleTimeout = .seconds(300)
        }
        let first = try (0..<2).map { _ in try RawConnection(port: server.port) }
        for connection in first {
            connection.send(post("/", "x"))
            #expect(try connection.readResponse().status == 200)
        }
        let third = try RawConnection(port: server.port)
        third.send(post("/", "third"))
        for connection in first { connection.finishSending() }
        #expect(try third.readResponse().body == Array("third".utf8))
    }
}
