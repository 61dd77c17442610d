import EmendCore
import EmendStore
import TestSupport
import Testing

/// What happens to changes between commit and receipt.
struct OutboxTests {
    static let accounts = [true, false]

    @Test(arguments: accounts) func `a change found started after a crash says so`(isReadable: Bool) throws {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        try bench.commit(bench.message("call 0171"))
        let item = try #require(try bench.claim().first)
        #expect(try bench.start(item))
        let startedAt = bench.now
        bench.pass(60)
        try bench.reopen()
        let again = try #require(try bench.claim().first?.change)
        #expect(again.startedAt == startedAt)
        #expect(again.judged == bench.version("call 0171"))
        #expect(again.planned == bench.version("call ****"))
        #expect(again.target.address.credential == Secret("visitor-token-secret"))
    }

    @Test func `an event judged under an older ruleset is refused as a whole`() throws {
        let bench = try StoreBench()
        let event = bench.event([bench.message("call 0171")])
        try bench.activate()
        guard case .stale = try bench.store.wait({ bench.store.commit(event, completion: $0) }) else {
            throw Unexpected(what: "a commit")
        }
        #expect(try bench.claim().isEmpty)
        #expect(try bench.receipts().isEmpty)
        #expect(try bench.commit(bench.message("call 0171")) == [.new])
    }

    @Test(arguments: accounts) func `a deleted message takes its unsent change along`(isReadable: Bool) throws {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        try bench.commit(bench.message("call 0171", stamp: 1))
        var event = bench.event([])
        event.deleted = [MessageKey(realm: "realm", id: "m1")]
        try bench.commit(event)
        #expect(try bench.claim().isEmpty)
        #expect(try bench.receipts() == ["dropped(gone)"])
        #expect(try bench.commit(bench.message("call 0171", stamp: 1)) == [.duplicate(.older)])
        #expect(try bench.commit(bench.message("call 0171", event: .edited, stamp: 2)) == [.new])
    }

    @Test(arguments: accounts) func `a mark survives a new text and is made once`(isReadable: Bool) throws {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        let mark = Mark(.delivered, by: .recipient)
        try bench.commit(bench.message("call 0171", stamp: 1, marks: [mark], tags: ["old"]))
        try bench.commit(bench.message("noon", event: .edited, stamp: 2, marks: [mark], tags: ["new"]))
        let item = try #require(try bench.claim().first)
        #expect(item.change?.change.marks == [mark])
        #expect(item.change?.change.tags == ["new"])
        #expect(item.newText == nil)
        #expect(try bench.start(item))
        try bench.settle(item, .accepted)
        #expect(try bench.receipts() == ["dropped(superseded)", "accepted"])
        try bench.commit(bench.message("one", event: .edited, stamp: 3, marks: [mark]))
        #expect(try bench.claim().isEmpty)
        #expect(try bench.receipts().last == "accepted")
    }

    @Test(arguments: accounts) func `two accounts of one realm know each other's messages`(isReadable: Bool) throws {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        var observed = bench.message("call 0171", stamp: 1)
        observed.isLive = false
        #expect(try bench.commit(observed, account: "watcher") == [.new])
        #expect(try bench.claim().isEmpty)
        #expect(try bench.commit(bench.message("call 0171", stamp: 1)) == [.new])
        #expect(try bench.commit(bench.message("call 0171", stamp: 1), account: "other") == [.duplicate(.same)])
        #expect(try bench.claim().map(\.account) == ["helpdesk"])
        #expect(try bench.receipts() == ["none", "pending"])
    }

    @Test(arguments: accounts) func `an echo before the answer changes nothing`(isReadable: Bool) throws {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        try bench.commit(bench.message("call 0171", stamp: 1))
        let item = try #require(try bench.claim().first)
        #expect(try bench.start(item))
        #expect(try bench.commit(bench.message("call ****", event: .edited, stamp: 2)) == [.echo])
        #expect(try bench.commit(bench.message("call 0171", stamp: 1)) == [.duplicate(.older)])
        #expect(try bench.settle(item, .accepted) == .settled)
        #expect(try bench.receipts() == ["accepted"])
        #expect(try bench.claim().isEmpty)
    }

    @Test(arguments: accounts) func `a late echo of one text does not cancel the redaction of another`(
        isReadable: Bool
    ) throws {
        let bench = try StoreBench()
        bench.isReadable = isReadable
        try bench.commit(bench.message("call 0171", stamp: 1))
        let first = try #require(try bench.claim().first)
        #expect(try bench.start(first))
        try bench.settle(first, .accepted)
        bench.pass(1)
        #expect(try bench.commit(bench.message("call 0172", event: .edited, stamp: 3)) == [.new])
        #expect(try bench.commit(bench.message("call ****", event: .edited, stamp: 2)) == [.echo])
        #expect(try bench.claim().compactMap(\.change?.judged) == [bench.version("call 0172")])
    }

    @Test func `a row that changed since it was claimed is neither started nor settled`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171", stamp: 1))
        let item = try #require(try bench.claim().first)
        try bench.commit(bench.message("call 0172", event: .edited, stamp: 2))
        #expect(try bench.start(item) == false)
        #expect(try bench.settle(item, .accepted) == .superseded)
        #expect(try bench.claim().count == 1)
    }

    @Test func `redactions go before tags before marks, the newest first and every eighth the oldest`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("seen", id: "mark", marks: [Mark(.read)]))
        try bench.commit(bench.message("tagged", id: "tag", tags: ["t"]))
        for number in 1...10 {
            bench.pass(1)
            try bench.commit(bench.message("call 0171", id: ValidUTF8("m\(number)")))
        }
        let order = try bench.claim().compactMap { $0.change?.target.key.id.string }
        #expect(order == ["m10", "m9", "m8", "m7", "m6", "m5", "m4", "m1", "m3", "m2", "tag", "mark"])
    }

    @Test func `what is held, paused or without a bucket is not claimed`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171"))
        let item = try #require(try bench.claim().first)
        #expect(try bench.claim(held: [item.id]).isEmpty)
        var request = ClaimRequest(now: bench.now, limit: 5)
        request.accounts = ["other"]
        #expect(try bench.store.wait { bench.store.claim(request, completion: $0) }.items.isEmpty)
        request.accounts = ["helpdesk"]
        request.realmsWithoutWrites = ["realm"]
        #expect(try bench.store.wait { bench.store.claim(request, completion: $0) }.items.isEmpty)
        try bench.settle(item, .retry(at: bench.now + .seconds(9), isPostponement: false))
        let claim = try bench.store.wait {
            bench.store.claim(ClaimRequest(now: bench.now, limit: 5), completion: $0)
        }
        #expect(claim.items.isEmpty)
        #expect(claim.nextDue == bench.now + .seconds(9))
    }

    @Test func `a row that cannot be decoded stops no other, and its message is read and judged anew`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171", id: "bad"))
        try bench.commit(bench.message("call 0172", id: "good"))
        bench.releaseStore()
        let damage = "UPDATE outbox SET versions = x'FF' WHERE message = 'bad'"
        _ = try ProgramRun.run([bench.options.path, damage], program: "/usr/bin/sqlite3")
        try bench.reopen()
        let claim = try bench.store.wait { bench.store.claim(ClaimRequest(now: bench.now, limit: 9), completion: $0) }
        #expect(claim.items.map { $0.change?.target.key.id } == [nil, "good"])
        #expect(claim.damaged == ["helpdesk"])
        let read = try #require(claim.items.first)
        guard case .read(.message(let key, let address)) = read.work else { throw Unexpected(what: "no read") }
        #expect(key.id == "bad" && address.credential == Secret("visitor-token-secret"))
        #expect(try bench.commit(read: "call 0171", id: "bad", answering: read.id) == .new)
        #expect(try bench.receipts(of: "bad") == ["pending"])
        #expect(try bench.commit(bench.message("call 0171", id: "bad", event: .edited)) == [.duplicate(.same)])
    }

    @Test func `many rows are gone through in steps`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.event((1...501).map { bench.message("call 0171", id: ValidUTF8("m\($0)")) }))
        var (all, counts): (OutboxSelection, [Int]) = (OutboxSelection(), [])
        repeat {
            let step = try bench.store.wait { bench.store.discard(all, at: bench.now, completion: $0) }
            counts.append(step.count)
            all.after = step.next
        } while all.after != nil
        #expect(counts == [500, 1])
        #expect(try bench.reader().outbox().isEmpty)
    }

    @Test func `marks and tags expire, a redaction does not`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171", marks: [Mark(.read)], tags: ["t"]))
        try bench.commit(bench.message("seen", id: "m2", marks: [Mark(.read)]))
        bench.pass(86_401)
        let items = try bench.claim()
        #expect(items.map(\.change?.waiting) == [[.redact]])
        #expect(items.first?.change?.change.tags == [])
        #expect(try bench.receipts() == ["pending", "dropped(expired)"])
    }

    @Test func `rules that are disabled take along the changes that are theirs alone`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171", rule: "old"))
        try bench.commit(bench.message("call 0171", id: "m2", rule: "kept"))
        try bench.activate(disabled: ["old"])
        #expect(try bench.claim().compactMap { $0.change?.target.key.id } == ["m2"])
        #expect(try bench.receipts() == ["dropped(rule_disabled)", "pending"])
    }

    @Test func `after five updates in a row the next ones wait 1, 2, 4 minutes`() throws {
        let bench = try StoreBench()
        var waits: [Int64] = []
        for number in 1...8 {
            try bench.commit(bench.message("call \(number)", event: .edited, stamp: Int64(number)))
            let claim = try bench.store.wait {
                bench.store.claim(ClaimRequest(now: bench.now, limit: 5), completion: $0)
            }
            let wait = claim.nextDue.map { ($0 - bench.now).wholeMilliseconds / 1000 } ?? 0
            waits.append(wait)
            bench.pass(wait)
            let item = try #require(try bench.claim().first)
            #expect(try bench.start(item))
            try bench.settle(item, .accepted)
        }
        #expect(waits == [0, 0, 0, 0, 0, 60, 120, 240])
    }

    @Test func `a refused change stays to be seen, and a retry reads and judges anew`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171"))
        let item = try #require(try bench.claim().first)
        #expect(try bench.start(item))
        try bench.settle(item, .refused(.permission))
        #expect(try bench.receipts() == ["refused(permission)"])
        let entry = try #require(try bench.reader().outbox(OutboxSelection(rule: "digits")).first)
        #expect(entry.state == .refused)
        #expect(entry.effects == [.redact])
        #expect(try bench.claim().isEmpty)
        bench.pass(1)
        let selection = OutboxSelection(ids: [entry.id])
        #expect(try bench.store.wait { bench.store.retry(selection, at: bench.now, completion: $0) }.count == 1)
        let read = try #require(try bench.claim().first)
        #expect(read.isRead)
        #expect(try bench.commit(read: "call 0171", answering: read.id) == .new)
        #expect(try bench.claim().first?.newText == "call ****")
    }

    @Test func `a credential that was missing has the refused change planned anew, once`() throws {
        let bench = try StoreBench()
        var bare = bench.message("call 0171", stamp: 1)
        bare.address = MessageAddress(room: "room")
        try bench.commit(bare)
        let item = try #require(try bench.claim().first)
        try bench.settle(item, .receipts([EffectReceipt(.redact, .impossible(.missingCredential))], served: nil))
        #expect(try bench.commit(bare) == [.duplicate(.same)])
        let full = bench.message("call 0171", stamp: 1)
        #expect(try bench.commit(full, full) == [.new, .duplicate(.same)])
        #expect(try bench.claim().first?.change?.target.address.credential != nil)
    }

    @Test func `discarding gives up and says so`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171"))
        let all = OutboxSelection(account: "helpdesk")
        #expect(try bench.store.wait { bench.store.discard(all, at: bench.now, completion: $0) }.count == 1)
        #expect(try bench.receipts() == ["dropped(discarded)"])
        #expect(try bench.commit(bench.message("call 0171")) == [.duplicate(.same)])
    }

    @Test func `a read is repeated when it was asked for again after it was sent`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("one"))
        bench.pass(1)
        #expect(try bench.commit(bench.message("two", event: .edited)) == [.deferred(.order)])
        let read = try #require(try bench.claim().first)
        let sentAt = bench.now
        bench.pass(1)
        #expect(try bench.commit(bench.message("three", event: .edited)) == [.deferred(.order)])
        try bench.commit(read: "two", answering: read.id, sentAt: sentAt)
        #expect(try bench.claim().map(\.isRead) == [true])
    }
}
