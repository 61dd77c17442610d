import EmendCore
import EmendStore
import Testing

struct HitTests {
    @Test func `a rule whose find cannot be changed has its receipt at once, and another rule its own`() throws {
        let bench = try StoreBench()
        var message = bench.message("call 0171")
        var other = message.decision.outcomes[0]
        (other.rule, other.leavesText) = ("fixed", .contentType)
        message.decision.outcomes.append(other)
        try bench.commit(message)
        #expect(try bench.receipts() == ["pending", "impossible(content_type)"])
        try bench.settle(
            try #require(try bench.claim().first), .receipts([.init(.redact, .proved)], served: nil))
        #expect(try bench.receipts() == ["proved", "impossible(content_type)"])
    }

    @Test func `one text has one hit of a rule, also when it is planned anew`() throws {
        let bench = try StoreBench()
        var hint = bench.message("call 0171", arrival: .hint, stamp: 1, marks: [Mark(.read)])
        hint.hasCertainSender = false
        try bench.commit(hint)
        bench.pass(1)
        #expect(try bench.commit(bench.message("call 0171", arrival: .read, stamp: 1, marks: [Mark(.read)])) == [.new])
        #expect(try bench.receipts() == ["pending"])
        let item = try #require(try bench.claim().first)
        #expect(item.change?.waiting == [.redact, .mark(.read)])
        try bench.settle(item, .receipts([.init(.redact, .proved), .init(.mark(.read), .proved)], served: nil))
        #expect(try bench.receipts() == ["proved"])
        // Another rule, or the same one over another text, has a hit of its own.
        try bench.commit(bench.message("call 0172", stamp: 5))
        try bench.commit(bench.message("call 0173", stamp: 6))
        #expect(try bench.receipts() == ["proved", "dropped(superseded)", "pending"])
    }

    @Test func `the view has the columns of the contract`() throws {
        let bench = try StoreBench()
        bench.now = Timestamp(milliseconds: 1_772_446_530_007)
        try bench.commit(bench.message("call 0171", tags: ["t"]))
        let item = try #require(try bench.claim().first)
        let hit = try #require(try bench.reader().hits(HitQuery()).first)
        #expect(
            [
                hit.decidedAt, hit.account, hit.provider, hit.conversationID, hit.messageID, hit.event, hit.rule,
                hit.ruleset, hit.mode, hit.verdict, hit.actions, hit.entities, hit.spans, hit.fingerprints,
                hit.receipt, hit.receiptReason, hit.settledAt,
            ] == [
                "2026-03-02T10:15:30.007Z", "helpdesk", "rocketchat", "room", "m1", "created", "digits",
                String(repeating: "ab", count: 32), "live", "matched", #"["redact","tag"]"#, #"{"digits":1}"#,
                #"[{"start":0,"end":4,"entity":"digits"}]"#, "[]", "pending", nil, nil,
            ])
        bench.now = Timestamp(milliseconds: 1_772_446_531_000)
        let receipts = [EffectReceipt(.redact, .proved), EffectReceipt(.tag("t"), .impossible(.noRoom))]
        try bench.settle(item, .receipts(receipts, served: nil))
        let settled = try #require(try bench.reader().hits(HitQuery()).first)
        #expect(settled.receipt == "impossible")
        #expect(settled.receiptReason == "no_room")
        #expect(settled.settledAt == "2026-03-02T10:15:31.000Z")
    }

    @Test func `what could not be judged has its reason in the receipt's place`() throws {
        let bench = try StoreBench()
        var message = bench.message("call")
        message.decision = Decision(
            .unscanned(.limit), outcomes: [RuleOutcome(rule: nil, mode: .live, result: .unscanned(.limit))])
        try bench.commit(message)
        let hit = try #require(try bench.reader().hits(HitQuery()).first)
        #expect([hit.verdict, hit.receipt, hit.receiptReason, hit.rule] == ["unscanned", "none", "limit", nil])
    }

    struct Question: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var ids: [Int64]
        var set: @Sendable (inout HitQuery) -> Void
    }

    static let questions = [
        Question(testDescription: "all", ids: [3, 2, 1]) { _ in },
        Question(testDescription: "limit", ids: [3]) { $0.limit = 1 },
        Question(testDescription: "since", ids: [3, 2]) { $0.since = Timestamp(seconds: 1_772_446_590) },
        Question(testDescription: "until", ids: [1]) { $0.until = Timestamp(seconds: 1_772_446_590) },
        Question(testDescription: "rule", ids: [2]) { $0.rule = "two" },
        Question(testDescription: "provider", ids: []) { $0.provider = .amity },
        Question(testDescription: "account", ids: [3]) { $0.account = "other" },
        Question(testDescription: "message", ids: [1]) { $0.message = "m1" },
        Question(testDescription: "conversation", ids: [3, 2, 1]) { $0.conversation = "room" },
        Question(testDescription: "entity", ids: [3, 2, 1]) { $0.entity = "digits" },
        Question(testDescription: "no such entity", ids: []) { $0.entity = "digit" },
        Question(testDescription: "receipt", ids: [3, 2, 1]) { $0.receipt = "pending" },
        Question(testDescription: "verdict", ids: []) { $0.verdict = "unscanned" },
        Question(testDescription: "mode", ids: []) { $0.mode = .shadow },
    ]

    @Test(arguments: questions) func `hits are found by each condition`(_ question: Question) throws {
        var query = HitQuery()
        question.set(&query)
        #expect(try threeHits().reader().hits(query).map(\.id) == question.ids)
    }

    @Test func `hits are counted by rule, day, receipt and entity, also beside a closed store`() throws {
        let bench = try threeHits()
        bench.store.close()
        let reader = try bench.reader()
        let counts = try HitGrouping.allCases.map { try reader.counts(by: $0, HitQuery()) }
        #expect(
            counts == [
                [HitCount(name: "digits", count: 2), HitCount(name: "two", count: 1)],
                [HitCount(name: "2026-03-02", count: 3)], [HitCount(name: "pending", count: 3)],
                [HitCount(name: "digits", count: 3)],
            ])
    }

    @Test func `statistics, pauses and the outbox are seen from outside`() throws {
        let bench = try threeHits()
        try bench.commit(bench.message("seen", id: "m9", marks: [Mark(.read)]))
        try bench.store.wait {
            bench.store.setPause(account: "helpdesk", reason: "credentials", at: bench.now, completion: $0)
        }
        let reader = try bench.reader()
        let statistics = try reader.statistics()
        #expect(statistics.pendingRedactions == 3)
        #expect(statistics.pendingMarks == 1)
        #expect(statistics.oldestRedaction == Timestamp(seconds: 1_772_446_530))
        #expect(try reader.pauses().map(\.reason) == ["credentials"])
        #expect(try reader.outbox().map(\.messageID) == ["m1", "m2", "m3", "m9"])
        #expect(try reader.outbox(OutboxSelection(account: "other")).map(\.messageID) == ["m3"])
        try bench.store.wait {
            bench.store.setPause(account: "helpdesk", reason: nil, at: bench.now, completion: $0)
        }
        #expect(try reader.pauses().isEmpty)
    }

    @Test func `sweeping forgets in steps, but nothing that waits`() throws {
        let bench = try StoreBench()
        for number in 1...25 { try bench.commit(bench.message("hello", id: ValidUTF8("clean\(number)"))) }
        for number in 1...3 { try bench.commit(bench.message("call 0171", id: ValidUTF8("m\(number)"))) }
        let item = try #require(try bench.claim(limit: 1).first)
        try bench.settle(item, .accepted)
        bench.pass(1000)
        var steps = 0
        repeat { steps += 1 } while try sweep(bench) && steps < 100
        #expect((3...8).contains(steps))
        #expect(try bench.reader().hits(HitQuery()).count == 2)
        #expect(try bench.commit(bench.message("hello", id: "clean7")) == [.new])
        #expect(try bench.commit(bench.message("call 0171", id: "m1")) == [.duplicate(.same)])
        #expect(try bench.claim().count == 2)
    }

    private func sweep(_ bench: StoreBench) throws -> Bool {
        try bench.store.wait {
            bench.store.sweep(hitsBefore: bench.now, ledgerBefore: bench.now, limit: 10, completion: $0)
        }
    }

    private func threeHits() throws -> StoreBench {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171", id: "m1"))
        bench.pass(60)
        try bench.commit(bench.message("call 0171", id: "m2", rule: "two"))
        bench.pass(60)
        try bench.commit(bench.message("call 0171", id: "m3"), account: "other")
        return bench
    }
}
