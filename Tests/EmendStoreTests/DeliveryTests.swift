import EmendCore
import EmendPlatform
import EmendStore
import Testing

/// The cases that the ledger exists for, driven through a real file.
struct DeliveryTests {
    static let accounts = [true, false]

    @Test(arguments: accounts) func `our echo is known and the user's way back to the original is redacted again`(
        isReadable: Bool
    ) throws {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        #expect(try bench.commit(bench.message("call 0171", stamp: 1)) == [.new])
        let item = try #require(try bench.claim().first)
        #expect(item.newText == "call ****")
        #expect(try bench.start(item))
        #expect(try bench.settle(item, .proved) == .settled)
        #expect(try bench.commit(bench.message("call ****", event: .edited, stamp: 2)) == [.echo])
        #expect(try bench.claim().isEmpty)
        bench.pass(1)
        #expect(try bench.commit(bench.message("call 0171", event: .edited, stamp: 3)) == [.new])
        #expect(try bench.claim().first?.newText == "call ****")
        #expect(try bench.receipts() == ["proved", "pending"])
    }

    @Test(arguments: accounts) func `a late created event does not overwrite an edit`(isReadable: Bool) throws {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        let verdicts = try bench.commit(
            bench.message("call 0172", event: .edited, stamp: 2), bench.message("call 0171", stamp: 1))
        #expect(verdicts == [.new, .duplicate(.older)])
        #expect(try bench.claim().compactMap(\.change?.judged) == [bench.version("call 0172")])
    }

    @Test(arguments: accounts) func `equal webhooks at once make one change`(isReadable: Bool) throws {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        let verdicts = BlockingQueue<Result<CommitOutcome, StoreError>>()
        for _ in 0..<64 { bench.store.commit(bench.event([bench.message("call 0171")])) { verdicts.push($0) } }
        var outcomes: [CommitOutcome] = []
        while outcomes.count < 64 { outcomes += try (verdicts.popAll() ?? []).map { try $0.get() } }
        #expect(outcomes.first == .committed(CommitReport([.new])))
        #expect(outcomes.dropFirst().allSatisfy { $0 == .committed(CommitReport([.duplicate(.same)])) })
        #expect(try bench.claim().count == 1)
        #expect(try bench.receipts() == ["pending"])
    }

    @Test func `an edit during the call is found to be overwritten`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171", stamp: 1))
        let item = try #require(try bench.claim().first)
        #expect(try bench.start(item))
        bench.pass(1)
        #expect(try bench.commit(bench.message("call me at noon", event: .edited, stamp: 2)) == [.new])
        bench.pass(1)
        #expect(try bench.settle(item, .accepted) == .overtaken)
        let read = try #require(try bench.claim().first)
        #expect(read.isRead)
        #expect(try bench.commit(read: "call ****", stamp: 3, answering: read.id) == .echo)
        #expect(bench.lastReport.confirmed == [ConfirmedRedaction(bench.key(), .overwrote(unread: false))])
        #expect(try bench.receipts() == ["overwrote"])
        #expect(try bench.claim().isEmpty)
    }

    @Test(arguments: accounts) func `an edit that the call replaced is told of after the receipt`(
        isReadable: Bool
    ) throws {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        try bench.commit(bench.message("call 0171", stamp: 1))
        let item = try #require(try bench.claim().first)
        #expect(try bench.start(item))
        bench.pass(1)
        let served = ServedText(version: bench.version("call ****"), stamp: Timestamp(seconds: 3))
        try bench.settle(item, .receipts([EffectReceipt(.redact, .proved)], served: served))
        #expect(try bench.receipts() == ["proved"])
        bench.pass(1)
        try bench.commit(bench.message("call me at noon", event: .edited, stamp: 2))
        let overwrote = ConfirmedRedaction(bench.key(), .overwrote(unread: !isReadable))
        guard isReadable else {
            #expect(bench.lastReport.confirmed == [overwrote])
            #expect(try bench.receipts() == ["overwrote(unread)"])
            return
        }
        #expect(try bench.receipts() == ["proved"])
        try bench.reopen()
        let read = try #require(try bench.claim().first)
        #expect(read.isRead)
        #expect(try bench.commit(read: "call ****", stamp: 3, answering: read.id) == .echo)
        #expect(bench.lastReport.confirmed == [overwrote])
        #expect(try bench.receipts() == ["overwrote"])
        #expect(try bench.claim().isEmpty)
    }

    @Test func `an edit that came late and does not stand leaves the receipt`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171", stamp: 1))
        let item = try #require(try bench.claim().first)
        #expect(try bench.start(item))
        let served = ServedText(version: bench.version("call ****"), stamp: Timestamp(seconds: 3))
        try bench.settle(item, .receipts([EffectReceipt(.redact, .proved)], served: served))
        try bench.commit(bench.message("call me at noon", event: .edited, stamp: 2))
        bench.pass(1)
        let read = try #require(try bench.claim().first)
        #expect(try bench.commit(read: "call me at one", stamp: 5, answering: read.id) == .new)
        #expect(bench.lastReport.confirmed == [ConfirmedRedaction(bench.key(), .proved)])
        #expect(try bench.receipts() == ["proved"])
    }

    @Test func `an edit during the call of an account that is not read counts as overwritten at once`() throws {
        let bench = try StoreBench()
        bench.isReadable = false
        try bench.commit(bench.message("call 0171", stamp: 1))
        let item = try #require(try bench.claim().first)
        #expect(try bench.start(item))
        try bench.commit(bench.message("call 0172", event: .edited, stamp: 2))
        let confirmed = ConfirmedRedaction(bench.key(), .overwrote(unread: true))
        #expect(try bench.settle(item, .accepted) == .confirmed([confirmed]))
        #expect(try bench.receipts() == ["overwrote(unread)", "pending"])
        #expect(try bench.claim().compactMap(\.newText) == ["call ****"])
    }
}
