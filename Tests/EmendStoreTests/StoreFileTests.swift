import EmendCore
import EmendCrypto
import EmendPlatform
import EmendStore
import Glibc
import TestSupport
import Testing

/// The file, its keys, and what goes wrong with them.
struct StoreFileTests {
    /// The bytes of everything beside the database, keys left out.
    private func allBytes(_ bench: StoreBench) throws -> [UInt8] {
        try FileSystem.filesRecursively(in: bench.folder.path).filter { !$0.hasPrefix("keys/") }
            .flatMap { try FileSystem.read(bench.folder.file($0)) }
    }

    private func sealFiles(_ bench: StoreBench) throws -> [String] {
        try FileSystem.filesRecursively(in: bench.options.keysDirectory).filter { $0 != "root" }
    }

    @Test func `no text and no credential is ever readable in the files, and the key goes after the last change`()
        throws
    {
        let bench = try StoreBench()
        let (text, token) = ("call 0171-secret", "visitor-token-secret")
        for number in 1...3 { try bench.commit(bench.message(text, id: ValidUTF8("m\(number)"))) }
        var reading = bench.event([])
        reading.reads = [.conversation("ticket", loose: TextView(text: ValidUTF8("loose secret")))]
        try bench.commit(reading)
        let traces = [text, "call ****-secret", token, "loose secret", "4111"].map { Array($0.utf8) }
        #expect(try traces.allSatisfy { !contains(try allBytes(bench), $0) })
        #expect(try sealFiles(bench).count == 1)
        for item in try bench.claim() {
            #expect(try sealFiles(bench).count == 1)
            if item.isRead {
                try bench.settle(item, .abandoned)
            } else {
                #expect(try bench.start(item))
                try bench.settle(item, .accepted)
            }
            #expect(try traces.allSatisfy { !contains(try allBytes(bench), $0) })
        }
        // Keys go right after the commit; another verb makes sure that it is over.
        #expect(try bench.claim().isEmpty)
        #expect(try sealFiles(bench).isEmpty)
        #expect(contains(try allBytes(bench), Array("digits".utf8)))
    }

    @Test func `the source of a ruleset is opened with the store's own keys only`() throws {
        let bench = try StoreBench()
        let keys = try KeyRing(directory: bench.options.keysDirectory)
        #expect(try bench.reader().ruleset(StoreBench.digest, keys: keys) == StoreBench.source)
        #expect(try bench.reader().ruleset("unknown", keys: keys) == nil)
        let reader = try bench.reader()
        #expect(kind { try reader.ruleset(StoreBench.digest, keys: .published()) } == .keys)
        #expect(kind { try KeyRing(directory: bench.folder.file("nowhere")) } == .cannotOpen)
    }

    @Test func `a database of somebody else is refused and left as it is`() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("other.db")
        _ = try ProgramRun.run([path, "CREATE TABLE t (a); PRAGMA application_id = 7"], program: "/usr/bin/sqlite3")
        let before = try FileSystem.read(path)
        let options = StoreOptions(path: path, keysDirectory: folder.file("keys"))
        #expect(kind { try SQLiteStore(options) } == .foreign)
        _ = try ProgramRun.run([path, "PRAGMA application_id = 0"], program: "/usr/bin/sqlite3")
        #expect(kind { try SQLiteStore(options) } == .foreign)
        _ = try ProgramRun.run([path, "PRAGMA application_id = 7"], program: "/usr/bin/sqlite3")
        #expect(try FileSystem.read(path).count == before.count)
        #expect(!FileSystem.exists(folder.file("keys")))
    }

    @Test func `nothing is acknowledged for a file that has lost its name`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171"))
        let bytes = try FileSystem.read(bench.options.path)
        try FileSystem.unlink(bench.options.path)
        #expect(kind { try bench.commit(bench.message("call 0172", id: "m2")) } == .replaced)
        try FileSystem.write(bytes, to: bench.options.path, mode: 0o600)
        #expect(kind { try bench.commit(bench.message("call 0172", id: "m2")) } == .replaced)
        #expect(kind { try bench.claim() } == .replaced)
    }

    @Test func `a ruleset that was rolled back is not the one that commits must name`() throws {
        let bench = try StoreBench(pageLimit: 64)
        let before = bench.generation
        let (store, now) = (bench.store, bench.now)
        let big = Array(repeating: UInt8(1), count: 1 << 20)
        // Both are handed over by the writer's own thread, so that they share one transaction.
        let outcomes = BlockingQueue<Bool>()
        store.setReadable(realm: "realm", at: now) { _ in
            store.activate(digest: "1", source: [], disabled: [], at: now) { outcomes.push((try? $0.get()) != nil) }
            store.activate(digest: "2", source: big, disabled: [], at: now) { outcomes.push((try? $0.get()) != nil) }
        }
        var results: [Bool] = []
        while results.count < 2 { results += outcomes.popAll() ?? [] }
        #expect(results == [true, false])
        var event = bench.event([])
        event.generation = before + 1
        let outcome = try store.wait { store.commit(event, completion: $0) }
        guard case .committed = outcome else { throw Unexpected(what: "stale") }
    }

    @Test func `a ruleset that an earlier version kept in clear is forgotten`() throws {
        let bench = try StoreBench()
        bench.releaseStore()
        let clear = "PRAGMA user_version = 2; UPDATE ruleset SET source = CAST('test 4111' AS BLOB)"
        _ = try ProgramRun.run([bench.options.path, clear], program: "/usr/bin/sqlite3")
        #expect(contains(try allBytes(bench), Array("test 4111".utf8)))
        let store = try SQLiteStore(bench.options)
        store.close()
        #expect(!contains(try allBytes(bench), Array("test 4111".utf8)))
        #expect(try bench.reader().ruleset(StoreBench.digest, keys: store.keys) == nil)
    }

    @Test func `only the owner can read the files, however they were made, and closing leaves no log`() throws {
        let bench = try StoreBench()
        let files = ["", "-wal", "-shm", ".lock"].map { bench.options.path + $0 }
        func modes() throws -> [UInt32] { try files.map { try FileSystem.status($0).mode } }
        try bench.commit(bench.message("call 0171"))
        #expect(try modes() == [0o600, 0o600, 0o600, 0o600])
        // A reader keeps the log's file there.
        let reader = try bench.reader()
        bench.releaseStore()
        #expect(try FileSystem.status(files[1]).sizeBytes == 0)
        for file in files { #expect(chmod(file, 0o664) == 0) }
        try bench.reopen()
        try bench.commit(bench.message("call 0172", id: "m2"))
        #expect(try modes() == [0o600, 0o600, 0o600, 0o600])
        #expect(try reader.hits(HitQuery()).count == 2)
    }

    @Test func `a change whose key is gone becomes a read and is planned anew`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171"))
        bench.store.close()
        for name in try sealFiles(bench) { try FileSystem.unlink(bench.options.keysDirectory + "/" + name) }
        try bench.reopen()
        let item = try #require(try bench.claim().first)
        guard case .read(.message(let key, let address)) = item.work else { throw Unexpected(what: "a change") }
        #expect(key.id == "m1")
        #expect(address.credential == Secret("visitor-token-secret"))
        bench.pass(1)
        #expect(try bench.commit(read: "call 0171", answering: item.id) == .new)
        // One text has one hit.
        #expect(try bench.receipts() == ["pending"])
        #expect(try bench.claim().first?.newText == "call ****")
    }

    @Test func `keys of a crash that seal nothing are removed at the next start`() throws {
        let bench = try StoreBench()
        bench.store.close()
        try FileSystem.write([UInt8](repeating: 7, count: 32), to: bench.options.keysDirectory + "/seal-1f")
        try bench.reopen()
        #expect(try sealFiles(bench).isEmpty)
    }

    @Test func `after an orderly end the one file holds everything`() throws {
        let bench = try StoreBench()
        for number in 1...30 { try bench.commit(bench.message("call 0171", id: ValidUTF8("m\(number)"))) }
        // A reader that goes on reading does not keep it from that.
        let reader = try bench.reader()
        bench.releaseStore()
        let copy = bench.folder.file("copy.db")
        try FileSystem.write(FileSystem.read(bench.options.path), to: copy)
        #expect(try StoreReader(copy).hits(HitQuery()).count == 30)
        #expect(try reader.hits(HitQuery()).count == 30)
    }

    @Test func `a second process is refused`() throws {
        let bench = try StoreBench()
        #expect(kind { try SQLiteStore(bench.options) } == .locked)
    }

    struct Damage: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var kind: StoreError.Kind
        var change: @Sendable (StoreOptions) throws -> Void
    }

    static let damages = [
        Damage(testDescription: "not a database", kind: .damaged) {
            try FileSystem.write(Array("this is no database, it is a letter".utf8), to: $0.path)
        },
        Damage(testDescription: "a folder in its place", kind: .cannotOpen) {
            try FileSystem.unlink($0.path)
            try FileSystem.createDirectory($0.path)
        },
        Damage(testDescription: "a newer schema", kind: .newerSchema) {
            var bytes = try FileSystem.read($0.path)
            // The user version stands at offset 60, big endian: https://sqlite.org/fileformat2.html
            bytes[62] = 1
            try FileSystem.write(bytes, to: $0.path)
        },
        Damage(testDescription: "the root key is missing", kind: .keys) {
            try FileSystem.unlink($0.keysDirectory + "/root")
        },
        Damage(testDescription: "the root key is cut", kind: .keys) {
            try FileSystem.write([1, 2, 3], to: $0.keysDirectory + "/root")
        },
        Damage(testDescription: "the root key is open to others", kind: .keys) {
            let root = $0.keysDirectory + "/root"
            try FileSystem.write(FileSystem.read(root), to: root, mode: 0o644)
        },
    ]

    @Test(arguments: damages) func `a store that cannot be used says why`(_ damage: Damage) throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171"))
        bench.store.close()
        try damage.change(bench.options)
        bench.releaseStore()
        #expect(kind { try SQLiteStore(bench.options) } == damage.kind)
    }

    @Test func `a place that cannot be written to is an error`() {
        // procfs takes no new files, not even from the super-user.
        let options = StoreOptions(path: "/proc/emend.db", keysDirectory: "/proc/keys")
        #expect(kind { try SQLiteStore(options) } == .cannotOpen)
    }

    @Test func `a page damaged while it is used is an error and not a crash`() throws {
        let bench = try StoreBench()
        for number in 1...50 { try bench.commit(bench.message("call 0171", id: ValidUTF8("m\(number)"))) }
        bench.store.close()
        var bytes = try FileSystem.read(bench.options.path)
        for index in 4096 * 8..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
        try FileSystem.write(bytes, to: bench.options.path)
        bench.releaseStore()
        let failure = kind {
            let store = try SQLiteStore(bench.options)
            _ = try store.wait { store.claim(ClaimRequest(now: bench.now, limit: 50), completion: $0) }
            _ = try StoreReader(bench.options.path).hits(HitQuery())
        }
        #expect(failure == .damaged)
    }

    @Test func `a full disk fails the batch whole, keeps what was there and lets later batches through`() throws {
        let bench = try StoreBench(pageLimit: 80)
        var refused: StoreError?
        var kept = 0
        while refused == nil, kept < 10_000 {
            do throws(StoreError) {
                let event = bench.event((0..<20).map { bench.message("call 0171", id: ValidUTF8("m\(kept)-\($0)")) })
                _ = try bench.store.wait { bench.store.commit(event, completion: $0) }
                kept += 20
            } catch {
                refused = error
            }
        }
        #expect(refused?.kind == .full)
        #expect(try bench.reader().hits(HitQuery()).count == kept)
        // What needs no room still works.
        let item = try #require(try bench.claim(limit: 1).first)
        #expect(try bench.start(item))
        #expect(try bench.settle(item, .accepted) == .settled)
        bench.options.pageLimit = nil
        try bench.reopen()
        #expect(try bench.commit(bench.message("call 0171", id: "later")) == [.new])
        #expect(try bench.reader().hits(HitQuery()).count == kept + 1)
    }

    @Test func `verbs after closing are refused`() throws {
        let bench = try StoreBench()
        bench.store.close()
        #expect(kind { try bench.claim() } == .other)
    }

    private func kind(_ body: () throws -> some Any) -> StoreError.Kind? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? StoreError)?.kind
        }
    }

    private func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first else { return true }
        var start = bytes.startIndex
        while let index = bytes[start...].firstIndex(of: first) {
            if bytes[index...].starts(with: wanted) { return true }
            start = index + 1
        }
        return false
    }
}
