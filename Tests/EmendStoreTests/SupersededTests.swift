import EmendCore
import EmendStore
import Testing

/// What becomes of a call that failed when a newer text, or the end of the message, is known before its next attempt.
struct SupersededTests {
    private static let retryAt: Int64 = 60

    /// A change of `call 0171` whose call is under way.
    private static func started(isReadable: Bool) throws -> (StoreBench, OutboxItem) {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        try bench.commit(bench.message("call 0171", stamp: 1))
        let item = try #require(try bench.claim().first)
        #expect(try bench.start(item))
        bench.pass(1)
        return (bench, item)
    }

    private static func fail(_ bench: StoreBench, _ item: OutboxItem, isUnsent: Bool) throws {
        try bench.settle(
            item, .retry(at: bench.now + .seconds(retryAt), isPostponement: false, isUnsent: isUnsent))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var isReadable, isUnsent, editsFirst: Bool
        var text: String
        /// Of the hits, the oldest first, once the retry is due.
        var receipts: [String]
        /// New texts that are then claimed.
        var claimed: [String]
        var testDescription: String {
            [
                isReadable ? "both" : "none", isUnsent ? "refused" : "broken", editsFirst ? "edit first" : "edit after",
                text,
            ]
            .joined(separator: ", ")
        }
    }

    static let cases: [Case] = [true, false].flatMap { editsFirst in
        [(true, true), (false, true), (false, false)].flatMap { isReadable, isUnsent in
            [
                Case(
                    isReadable: isReadable, isUnsent: isUnsent, editsFirst: editsFirst, text: "at noon",
                    receipts: [isUnsent ? "dropped(superseded)" : "overwrote(unread)"], claimed: []),
                Case(
                    isReadable: isReadable, isUnsent: isUnsent, editsFirst: editsFirst, text: "call 0172",
                    receipts: ["dropped(superseded)", "pending"], claimed: ["call ****"]),
            ]
        }
    }

    @Test(arguments: cases) func `the old text is not sent over a newer one`(_ row: Case) throws {
        let (bench, item) = try Self.started(isReadable: row.isReadable)
        if !row.editsFirst { try Self.fail(bench, item, isUnsent: row.isUnsent) }
        #expect(try bench.commit(bench.message(row.text, event: .edited, stamp: 2)) == [.new])
        if row.editsFirst { try Self.fail(bench, item, isUnsent: row.isUnsent) }
        bench.pass(Self.retryAt)
        // What ends in a claim frees the rest for the next one.
        var claimed = try bench.claim()
        if claimed.isEmpty { claimed = try bench.claim() }
        #expect(claimed.compactMap(\.newText) == row.claimed)
        #expect(claimed.allSatisfy { $0.change?.startedAt == nil })
        #expect(try bench.receipts() == row.receipts)
    }

    @Test(arguments: [true, false]) func `marks of the old change wait on`(isUnsent: Bool) throws {
        let bench = try StoreBench()
        bench.isReadable = false
        try bench.commit(bench.message("call 0171", stamp: 1, marks: [Mark(.read)]))
        let item = try #require(try bench.claim().first)
        #expect(try bench.start(item))
        try bench.commit(bench.message("at noon", event: .edited, stamp: 2))
        try Self.fail(bench, item, isUnsent: isUnsent)
        bench.pass(Self.retryAt)
        #expect(try bench.claim().map(\.change?.waiting) == [[.mark(.read)]])
    }

    @Test(arguments: [true, false]) func `a broken call of a readable account is looked at first`(
        editsFirst: Bool
    ) throws {
        let (bench, item) = try Self.started(isReadable: true)
        if !editsFirst { try Self.fail(bench, item, isUnsent: false) }
        #expect(try bench.commit(bench.message("at noon", event: .edited, stamp: 2)) == [.new])
        if editsFirst { try Self.fail(bench, item, isUnsent: false) }
        bench.pass(Self.retryAt)
        let again = try #require(try bench.claim().first)
        #expect(again.change?.isSuperseded == true)
        #expect(again.change?.startedAt != nil)
        // Whoever sends it all the same is stopped.
        #expect(try !bench.start(again))
        #expect(try bench.settle(again, .superseded) != .superseded)
        #expect(try bench.receipts() == ["overwrote(unread)"])
    }

    @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
    func `nothing is sent again for a message that is deleted`(isUnsent: Bool, deletesFirst: Bool) throws {
        for isReadable in [true, false] {
            let (bench, item) = try Self.started(isReadable: isReadable)
            var event = bench.event([])
            event.deleted = [bench.key()]
            if !deletesFirst { try Self.fail(bench, item, isUnsent: isUnsent) }
            event.at = bench.now
            try bench.commit(event)
            if deletesFirst { try Self.fail(bench, item, isUnsent: isUnsent) }
            #expect(try bench.claim().isEmpty)
            bench.pass(Self.retryAt)
            #expect(try bench.claim().isEmpty)
            #expect(try bench.receipts() == ["dropped(gone)"])
        }
    }

    @Test func `a refused call counts for nothing in the brake`() throws {
        let bench = try StoreBench()
        bench.isReadable = false
        for number in 1...7 {
            try bench.commit(bench.message("call \(number)", event: .edited, stamp: Int64(number)))
            let item = try #require(try bench.claim().first)
            #expect(try bench.start(item))
            try bench.settle(item, .retry(at: bench.now, isPostponement: false, isUnsent: true))
        }
    }
}
