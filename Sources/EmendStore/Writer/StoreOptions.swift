/// Where a store lives.
package struct StoreOptions: Sendable {
    /// The database file; `-wal`, `-shm` and `.lock` stand beside it.
    package var path: String
    package var keysDirectory: String
    /// Most pages of 4 KiB that the file may grow to; nil is no limit.
    package var pageLimit: Int?
    /// Size of the log, in bytes, from which it is copied into the database by a thread of its own.
    package var checkpointBytes = 4 << 20

    /// Told after each transaction that is on disk, on the writer's thread.
    package var observe: (@Sendable (CommitMeasure) -> Void)?

    package init(path: String, keysDirectory: String) { (self.path, self.keysDirectory) = (path, keysDirectory) }
}

/// One transaction.
package struct CommitMeasure: Sendable {
    /// Verbs that shared it.
    package var verbs: Int
    /// From its begin until it was on disk.
    package var nanoseconds: UInt64
}
