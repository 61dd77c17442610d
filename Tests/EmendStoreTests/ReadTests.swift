import EmendCore
import EmendPlatform
import EmendStore
import Testing

/// What reads bring, and what stays of them when they cannot be made.
struct ReadTests {
    /// A read whose text is redacted by a rule for `created` alone, and tagged by one for `edited` alone.
    private func read(_ text: String, _ bench: StoreBench) -> EventCommit {
        var message = bench.message(text, arrival: .read)
        let tagged = bench.message(text, arrival: .read, tags: ["edited"], rule: "on-edit")
        var decision = tagged.decision
        decision.change?.text = []
        message.ifEdited = EditedDecision(decision, planned: TextVersion([]))
        var event = bench.event([message])
        event.answering = ReadReceipt(row: nil, sentAt: bench.now)
        return event
    }

    private func events(_ bench: StoreBench) throws -> [String] {
        try bench.reader().hits(HitQuery()).reversed().map { "\($0.event) \($0.rule ?? "-")" }
    }

    @Test func `a message that comes by a read is created when it is not known, else edited`() throws {
        let bench = try StoreBench()
        try bench.commit(read("call 0171", bench))
        #expect(bench.lastReport.edited.isEmpty)
        #expect(try bench.claim().map(\.newText) == ["call ****"])
        bench.pass(1)
        try bench.commit(read("call 0172", bench))
        #expect(bench.lastReport.edited == [0])
        #expect(try bench.claim().map(\.change?.waiting) == [[.tag("edited")]])
        #expect(try events(bench) == ["created digits", "edited on-edit"])
    }

    @Test func `a redaction of a created message that lost its key is planned anew by a read`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171"))
        bench.store.close()
        for name in try FileSystem.filesRecursively(in: bench.options.keysDirectory) where name != "root" {
            try FileSystem.unlink(bench.options.keysDirectory + "/" + name)
        }
        try bench.reopen()
        let item = try #require(try bench.claim().first)
        bench.pass(1)
        var event = read("call 0171", bench)
        event.answering = ReadReceipt(row: item.id, sentAt: bench.now)
        #expect(try bench.commit(event) == [.new])
        #expect(try bench.claim().map(\.newText) == ["call ****"])
        #expect(try events(bench) == ["created digits"])
    }

    /// Verdict, reason, message and event of each hit without a rule.
    private func unscanned(_ bench: StoreBench) throws -> [String] {
        try bench.reader().hits(HitQuery()).filter { $0.rule == nil }.map { hit in
            "\(hit.verdict) \(hit.receiptReason ?? "-") \(hit.messageID ?? hit.conversationID ?? "-") \(hit.event)"
        }
    }

    @Test func `a text that was not kept and cannot be read leaves a hit`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("one"))
        #expect(try bench.commit(bench.message("two", event: .edited)) == [.deferred(.order)])
        let read = try #require(try bench.claim().first)
        #expect(!read.isHint)
        try bench.settle(read, .abandoned)
        #expect(try unscanned(bench) == ["unscanned unreadable_content m1 edited"])
        // Where the account is not read any more, the next text is taken as it comes.
        bench.isReadable = false
        #expect(try bench.commit(bench.message("call 0171", event: .edited)) == [.new])
        #expect(try bench.claim().map(\.newText) == ["call ****"])
    }

    @Test func `a read that would only have confirmed a call leaves no hit`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171", stamp: 1))
        let item = try #require(try bench.claim().first)
        #expect(try bench.start(item))
        try bench.commit(bench.message("noon", event: .edited, stamp: 2))
        #expect(try bench.settle(item, .accepted) == .overtaken)
        let read = try #require(try bench.claim().first)
        let confirmed = ConfirmedRedaction(bench.key(), .overwrote(unread: true))
        #expect(try bench.settle(read, .abandoned) == .confirmed([confirmed]))
        #expect(try unscanned(bench).isEmpty)
        #expect(try bench.receipts() == ["overwrote(unread)"])
    }

    @Test func `a read that showed the message settles what was not kept`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("one"))
        try bench.commit(bench.message("two", event: .edited))
        bench.pass(1)
        let read = try #require(try bench.claim().first)
        try bench.commit(read: "two", answering: read.id)
        var asked = bench.event([])
        asked.reads = [.message(bench.key(), MessageAddress())]
        try bench.commit(asked)
        try bench.settle(try #require(try bench.claim().first), .abandoned)
        #expect(try unscanned(bench).isEmpty)
    }

    @Test func `a hint that cannot be read leaves a hit of its conversation or message`() throws {
        let bench = try StoreBench()
        var event = bench.event([])
        event.reads = [.conversation("ticket", loose: nil), .message(bench.key("m7"), MessageAddress())]
        try bench.commit(event)
        for item in try bench.claim() {
            #expect(item.isHint)
            try bench.settle(item, .abandoned)
        }
        let hits = try unscanned(bench).sorted()
        #expect(hits == ["unscanned unreadable_content m7 created", "unscanned unreadable_content ticket created"])
    }

    @Test func `text that waits for the read of a conversation is kept beside that of a later hint`() throws {
        let bench = try StoreBench()
        for loose in ["first", nil, "second", "first"] as [ValidUTF8?] {
            var event = bench.event([])
            event.reads = [.conversation("ticket", loose: loose.map { TextView(text: $0) })]
            try bench.commit(event)
        }
        let item = try #require(try bench.claim().first)
        guard case .read(.conversation(_, let loose?)) = item.work else { throw Unexpected(what: "no text") }
        #expect(loose.parts == [TextPart(.text, "first"), TextPart(PartKey(.copy, 0), "second")])
    }

    @Test func `what is known of a realm survives a restart`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("one"))
        #expect(try bench.reader().readableRealms().isEmpty)
        for realm in ["realm", "another", "realm"] {
            try bench.store.wait { bench.store.setReadable(realm: realm, at: bench.now, completion: $0) }
        }
        try bench.reopen()
        #expect(try bench.reader().readableRealms() == ["another", "realm"])
    }
}
