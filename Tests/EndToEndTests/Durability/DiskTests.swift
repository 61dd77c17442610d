import EmendCore
import EmendPlatform
import Glibc
import TestSupport
import Testing

/// What the server says and does when its disk or its file fails it.
@Suite(.serialized) struct DiskTests {
    /// A file system of so many KiB in memory, which only root may make; unmounted with its owner.
    private final class SmallDisk {
        let folder: TemporaryDirectory

        init?(kibibytes: Int) {
            guard let folder = try? TemporaryDirectory() else { return nil }
            self.folder = folder
            guard mount("tmpfs", folder.path, "tmpfs", UInt(MS_NOSUID), "size=\(kibibytes)k,mode=0700") == 0 else {
                return nil
            }
        }

        func grow(toKibibytes size: Int) -> Bool {
            mount("tmpfs", folder.path, "tmpfs", UInt(MS_NOSUID | MS_REMOUNT), "size=\(size)k,mode=0700") == 0
        }

        deinit { umount2(folder.path, Int32(MNT_DETACH)) }
    }

    static let mayMount = SmallDisk(kibibytes: 64) != nil

    @Test(.enabled(if: mayMount, "mounting a small file system takes root"))
    func `a full disk turns webhooks away with a time to come back, and takes them again when there is room`() throws {
        let disk = try #require(SmallDisk(kibibytes: 700))
        let load = try LoadedServer(store: disk.folder.file("emend.db"), log: "info")
        // Nothing is sent, so that nothing frees its room.
        #expect(try load.emend("pause").code == 0)
        var refused: [String: HTTPAnswer] = [:]
        var acknowledged: Set<String> = []
        var round = 0
        while refused.isEmpty, round < 50 {
            let answers = try load.post(try load.write(100, as: "r\(round)"))
            acknowledged.formUnion(answers.acknowledged)
            for (id, answer) in answers where answer.status != 200 {
                refused[id] = HTTPAnswer(status: answer.status, retryAfter: answer.headers["Retry-After"])
            }
            round += 1
        }
        #expect(!refused.isEmpty)
        #expect(refused.values.allSatisfy { $0 == HTTPAnswer(status: 503, retryAfter: "5") })
        #expect(try load.get("/health/ready").status == 503)
        #expect(try load.get("/health/live").status == 200)
        _ = try load.server.waitForLine(containing: "store_failed", on: .errors)

        #expect(disk.grow(toKibibytes: 64 * 1024))
        let later = try load.write(50, as: "later")
        acknowledged.formUnion(try load.post(later).acknowledged)
        #expect(later.allSatisfy { acknowledged.contains($0.id) })
        #expect(try load.get("/health/ready").status == 200)
        _ = try load.server.waitForLine(containing: "store_back", on: .errors)
        #expect(try load.emend("resume").code == 0)
        try load.drain()
        let messages = load.messages
        #expect(acknowledged.allSatisfy { messages[$0]?.text == "card [credit_card]" })
        // What was refused was not half taken either.
        #expect(refused.keys.allSatisfy { messages[$0]?.updates == 0 })
    }

    private struct HTTPAnswer: Equatable {
        var status: Int
        var retryAfter: String?
    }

    @Test func `a second server on the same store is refused with a sentence`() throws {
        let load = try LoadedServer()
        let second = try load.emend("serve")
        #expect(second.code == 3 && second.output.isEmpty)
        #expect(
            second.errors.contains("emend: the store failed: ") && second.errors.contains("another process uses it"))
        // The first one goes on.
        #expect(try load.post(try load.write(1, as: "m")).acknowledged.count == 1)
    }

    @Test func `a damaged file is refused with a sentence and left as it is`() throws {
        let load = try LoadedServer()
        #expect(try load.post(try load.write(20, as: "m")).acknowledged.count == 20)
        load.server.signal(.terminate)
        #expect(try load.server.end().code == 0)
        let path = load.folder.file("emend.db")
        let whole = try FileSystem.read(path)
        let damages: [(name: String, bytes: [UInt8])] = [
            ("no database", Array("this is a letter, it is no database".utf8)),
            ("a broken schema", whole[..<100] + [UInt8](repeating: 0xA5, count: 4000) + whole[4100...]),
        ]
        for damage in damages {
            try FileSystem.write(damage.bytes, to: path)
            let ended = try load.emend("serve")
            #expect(ended.code == 3 && ended.errors.contains("restore it from a backup"), "\(damage.name)")
            #expect(try FileSystem.read(path) == damage.bytes, "\(damage.name)")
        }
        try FileSystem.write(whole, to: path)
        try load.restart()
        #expect(try load.receipts().count == 20)
    }
}
