import EmendCore
import EmendPlatform
import Testing

@testable import EmendStore

struct BatchTests {
    @Test func `of events that are committed together one that fails leaves the others alone`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171", id: "bad"))
        try Connection(bench.options.path, .readWrite).execute("UPDATE ledger SET data = x'00' WHERE message = 'bad'")
        let events = ["m1", "bad", "m2"].map { bench.event([bench.message("call 0171", id: ValidUTF8($0))]) }
        let results = try results(of: events, in: bench)
        #expect(
            results.map { try? $0.get() } == [.committed(CommitReport([.new])), nil, .committed(CommitReport([.new]))])
        guard case .failure(let error) = results[1] else { return }
        #expect(error.kind == .damaged)
        #expect(try bench.reader().hits(HitQuery()).map(\.messageID) == ["m2", "m1", "bad"])
        // The store remembers nothing of what it had to take back.
        #expect(try bench.commit(bench.message("call 0171", id: "m1")) == [.duplicate(.same)])
        #expect(try bench.claim().count == 3)
    }

    @Test func `events that are committed together are judged in their order`() throws {
        let bench = try StoreBench()
        var stale = bench.event([bench.message("call 0171", id: "m3")])
        stale.generation += 1
        let events = [bench.event([bench.message("call 0171")]), bench.event([bench.message("call 0171")]), stale]
        let results = try results(of: events, in: bench)
        #expect(
            results.map { try? $0.get() } == [
                .committed(CommitReport([.new])), .committed(CommitReport([.duplicate(.same)])), .stale,
            ])
    }

    @Test func `after closing each of the events is refused`() throws {
        let bench = try StoreBench()
        bench.store.close()
        let event = bench.event([bench.message("call 0171")])
        let results = try results(of: [event, event], in: bench)
        #expect(results.count == 2 && results.allSatisfy { (try? $0.get()) == nil })
    }

    private func results(
        of events: [EventCommit], in bench: StoreBench
    ) throws -> [Result<CommitOutcome, StoreError>] {
        let answers = BlockingQueue<[Result<CommitOutcome, StoreError>]>()
        bench.store.commit(events) { answers.push($0) }
        return try #require(answers.popAll()?.first)
    }
}
