import EmendPlatform
import Synchronization

/// Copies the log into the database on a thread and a connection of its own, so that no webhook waits for it.
///
/// https://sqlite.org/wal.html#ckpt
final class Checkpointer: Sendable {
    private let requests = BlockingQueue<Void>(capacity: 1)
    private let thread: OwnedThread
    private let walPath: String
    private let thresholdBytes: Int
    private let commits = Atomic<Int>(0)

    init(_ options: StoreOptions) throws(StoreError) {
        (walPath, thresholdBytes) = (options.path + "-wal", options.checkpointBytes)
        let path = options.path
        do throws(SystemError) {
            thread = try OwnedThread(name: "emend-wal") { [requests] in
                // Without it the writer copies the log itself, later and slower.
                guard let connection = try? Connection(path, .readWrite) else { return }
                while requests.popAll() != nil { try? connection.execute("PRAGMA wal_checkpoint(PASSIVE)") }
            }
        } catch {
            throw StoreError(kind: .other, code: error.code, message: error.description)
        }
    }

    /// Called by the writer after each commit; looks at the size of the log now and then.
    func noteCommit() {
        let count = commits.wrappingAdd(1, ordering: .relaxed).newValue
        guard count.isMultiple(of: 32), let size = try? FileSystem.status(walPath).sizeBytes else { return }
        if size >= thresholdBytes { _ = requests.tryPush(()) }
    }

    func close() {
        requests.close()
        thread.join()
    }
}
