package import EmendCore
import Glibc

/// What the file system says about a name; symbolic links are followed.
package struct FileStatus: Equatable, Sendable {
    package enum Kind: Sendable { case file, directory, socket, other }

    package let kind: Kind
    package let modified: Timestamp
    package let sizeBytes: Int
    /// Permission bits, `0o7777` at most.
    package let mode: UInt32
    /// Together they tell one file from another that has its name now.
    package let device: UInt64
    package let inode: UInt64
}

extension FileSystem {
    package static func status(_ path: String) throws(FileError) -> FileStatus {
        var info = stat()
        guard unsafe stat(path, &info) == 0 else { throw .current(path, cannotBe: .examined) }
        let kind: FileStatus.Kind =
            switch info.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFSOCK: .socket
            default: .other
            }
        let modified = Int64(info.st_mtim.tv_sec) * 1000 + Int64(info.st_mtim.tv_nsec) / 1_000_000
        return FileStatus(
            kind: kind, modified: Timestamp(milliseconds: modified), sizeBytes: Int(info.st_size),
            mode: info.st_mode & 0o7777, device: UInt64(info.st_dev), inode: UInt64(info.st_ino))
    }

    /// Whether something of that name can be seen.
    package static func exists(_ path: String) -> Bool { (try? status(path)) != nil }
}
