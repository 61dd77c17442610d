import EmendCore
import EmendHTTP
import EmendPlatform
import EmendService
import EmendStore
import Testing

/// Whole flows: a webhook over a socket, the real store, and a stand-in provider over a socket.
struct DeliveryFlowTests {
    private static let card = ServiceBench.card
    private static let redacted = ServiceBench.redacted

    @Test func `redacts a message where it lives and proves it`() throws {
        let bench = try ServiceBench()
        #expect(try bench.post("m1", Self.card) == 200)
        bench.waitUntilIdle()
        #expect(bench.provider.methods == ["GET", "PUT"])
        #expect(bench.provider.text("m1") == Self.redacted)
        #expect(try bench.hits() == ["cards proved"])
        // The echo of our update and the provider's second try change nothing more.
        #expect(try bench.deliver(FakeAmity.envelope("message.didUpdate", "m1", Self.redacted, edit: 1)) == 200)
        #expect(try bench.deliver(FakeAmity.envelope("message.didCreate", "m1", Self.card, edit: 0)) == 200)
        bench.waitUntilIdle()
        #expect(bench.provider.calls.count { $0.method == "PUT" } == 1)
        #expect(try bench.hits() == ["cards proved"])
    }

    @Test func `judges and records in observe mode, and calls nobody`() throws {
        let bench = try ServiceBench { $0.mode = .observe }
        #expect(try bench.post("m1", Self.card) == 200)
        bench.waitUntilIdle()
        #expect(bench.provider.calls.isEmpty)
        #expect(try bench.hits() == ["cards none"])
    }

    @Test func `tries again after 429 and obeys its time`() throws {
        let bench = try ServiceBench()
        bench.provider.script(
            .answer(HTTPResponse(status: 429, headers: ["Retry-After": "0"], body: Array(#"{"code":400311}"#.utf8))),
            .answer(HTTPResponse(status: 503)))
        try bench.post("m1", Self.card)
        let provider = bench.provider
        bench.wait { provider.text("m1") == Self.redacted }
        bench.waitUntilIdle()
        #expect(try bench.hits() == ["cards proved"])
        #expect(bench.provider.calls.count { $0.method == "PUT" } == 3)
    }

    @Test func `pauses the account on 401, over a restart too, until someone resumes it`() throws {
        let bench = try ServiceBench()
        bench.provider.script(.answer(HTTPResponse(status: 401)))
        try bench.post("m1", Self.card)
        bench.waitUntilIdle()
        #expect(bench.provider.methods == ["GET", "PUT"])
        try bench.restart()
        bench.waitUntilIdle()
        #expect(bench.provider.methods.count == 2)
        #expect(try bench.hits() == ["cards pending"])
        #expect(try bench.metrics().contains(#"emend_accounts_paused{account="chat"} 1"#))

        var request = ControlRequest(.resume)
        request.account = "chat"
        let lines = try ControlClient.send(request.line, to: bench.folder.file("emend.db.sock"))
        #expect(ControlAnswer(lines: lines)?.rows == [#"{"account":"chat","paused":false}"#])
        let provider = bench.provider
        bench.wait { provider.text("m1") == Self.redacted }
        bench.waitUntilIdle()
        #expect(try bench.hits() == ["cards proved"])
    }

    @Test func `an edit while the call is in flight is told as overwritten`() throws {
        let bench = try ServiceBench { $0.verify = .none }
        bench.provider.script(.editAndHold)
        try bench.post("m1", Self.card)
        #expect(bench.provider.waitForHold())
        // The user edits what our call is just replacing; the webhook of that edit is committed before our answer comes.
        #expect(try bench.deliver(FakeAmity.envelope("message.didUpdate", "m1", "no card at all", edit: 1)) == 200)
        bench.provider.release()
        bench.waitUntilIdle()
        #expect(try bench.hits() == ["cards overwrote(unread)"])
        #expect(try bench.metrics().contains(#"emend_alarms_total{account="chat",alarm="overwrote"} 1"#))
    }

    @Test func `an edit while the call is in flight is settled by a read`() throws {
        let bench = try ServiceBench()
        bench.provider.script(.editAndHold)
        try bench.post("m1", Self.card)
        #expect(bench.provider.waitForHold())
        #expect(try bench.deliver(FakeAmity.envelope("message.didUpdate", "m1", "no card at all", edit: 1)) == 200)
        bench.provider.release()
        bench.waitUntilIdle()
        let hits = try bench.hits()
        #expect(hits == ["cards overwrote"])
        #expect(try bench.metrics().contains(#"emend_alarms_total{account="chat",alarm="overwrote"} 1"#))
    }

    @Test func `reads before it sends again what a stop left without an answer`() throws {
        let bench = try ServiceBench()
        bench.provider.script(.hold)
        try bench.post("m1", Self.card)
        #expect(bench.provider.waitForHold())
        try bench.restart(grace: .zero)
        bench.waitUntilIdle()
        // Our text stands already, so there is no second update.
        #expect(bench.provider.methods == ["GET", "PUT", "GET"])
        #expect(try bench.hits() == ["cards proved"])
    }

    @Test func `an echo that comes before the answer settles nothing twice`() throws {
        let bench = try ServiceBench()
        bench.provider.script(.hold)
        try bench.post("m1", Self.card)
        #expect(bench.provider.waitForHold())
        #expect(try bench.deliver(FakeAmity.envelope("message.didUpdate", "m1", Self.redacted, edit: 1)) == 200)
        bench.provider.release()
        bench.waitUntilIdle()
        #expect(bench.provider.calls.count { $0.method == "PUT" } == 1)
        #expect(try bench.hits() == ["cards proved"])
        #expect(
            try bench.metrics().contains(#"emend_messages_total{account="chat",verdict="echo",reason=""} 1"#))
    }

    @Test func `verify none sends without reading and takes the answer's word`() throws {
        let bench = try ServiceBench { $0.verify = .none }
        bench.provider.script(.silent)
        try bench.post("m1", Self.card)
        bench.waitUntilIdle()
        #expect(bench.provider.methods == ["PUT"])
        #expect(try bench.hits() == ["cards accepted"])
    }

    @Test func `judges anew what was edited before the call`() throws {
        let bench = try ServiceBench()
        // The edit's webhook is lost; only the read before the call shows it.
        let body = FakeAmity.envelope("message.didCreate", "m1", Self.card, edit: 0)
        bench.provider.write("m1", Self.card)
        bench.provider.write("m1", "new 5500 0000 0000 0004 here")
        #expect(try bench.deliver(body) == 200)
        bench.waitUntilIdle()
        #expect(bench.provider.text("m1") == "new [credit_card] here")
        #expect(try bench.hits() == ["cards dropped(superseded)", "cards proved"])
    }

    @Test func `a message that is gone is left alone`() throws {
        let bench = try ServiceBench()
        try bench.post("m1", Self.card)
        bench.waitUntilIdle()
        let body = FakeAmity.envelope("message.didCreate", "m2", Self.card, edit: 0)
        #expect(try bench.deliver(body) == 200)
        bench.waitUntilIdle()
        let hits = try bench.hits()
        #expect(hits == ["cards proved", "cards dropped(gone)"])
        #expect(bench.provider.calls.map { $0.method + " " + $0.id } == ["GET m1", "PUT m1", "GET m2"])
    }
}
