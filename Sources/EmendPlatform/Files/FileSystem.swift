import EmendCore
import Glibc

/// Files, by path. Every call goes to the disk; nothing is cached.
package enum FileSystem {
    /// Reads a whole file.
    ///
    /// - Parameter limitBytes: A larger file is an error, so that a wrong path cannot fill the memory.
    package static func read(_ path: String, limitBytes: Int = 64 << 20) throws(FileError) -> [UInt8] {
        let file = try open(path, O_RDONLY | O_CLOEXEC, cannotBe: .read)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(file.number, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw .current(path, cannotBe: .read)
            }
            guard bytes.count + count <= limitBytes else {
                throw FileError(path, cannotBe: .read, .largerThan(bytes: limitBytes))
            }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Writes a file so that readers, and a machine that loses power, see the old content or the new, never a mix.
    ///
    /// The content goes to a file beside it, to the disk, then takes the name; the folder is synced last.
    ///
    /// - Parameters:
    ///   - mode: Permissions of the file, whatever the umask is.
    ///   - replacing: False makes an existing file an error (`isPresentAlready`).
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o600, replacing: Bool = true
    ) throws(FileError) {
        let temporary = path + ".tmp-" + randomSuffix()
        do throws(FileError) {
            try writeSynced(bytes, toNew: temporary, mode: mode)
            if replacing {
                guard unsafe rename(temporary, path) == 0 else { throw FileError.current(path, cannotBe: .written) }
            } else {
                guard unsafe link(temporary, path) == 0 else { throw FileError.current(path, cannotBe: .created) }
                unsafe _ = Glibc.unlink(temporary)
            }
        } catch {
            unsafe _ = Glibc.unlink(temporary)
            throw FileError(path, cannotBe: error.operation, error.reason)
        }
        try syncDirectory(of: path)
    }

    private static func writeSynced(_ bytes: [UInt8], toNew path: String, mode: UInt32) throws(FileError) {
        let file = try open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode: mode, cannotBe: .written)
        guard fchmod(file.number, mode) == 0 else { throw .current(path, cannotBe: .written) }
        do throws(SystemError) {
            try writeAll(bytes, to: file.number)
        } catch {
            throw FileError(path, cannotBe: .written, .system(error.code))
        }
        guard fsync(file.number) == 0 else { throw .current(path, cannotBe: .written) }
    }

    /// Makes an empty file if there is none, and takes a file that is there from everyone but its owner.
    ///
    /// A file that is there is not opened, since closing it would let go of locks that this process holds on it.
    /// https://sqlite.org/howtocorrupt.html, 2.2
    package static func makePrivate(_ path: String) throws(FileError) {
        do throws(FileError) {
            let file = try open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode: 0o600, cannotBe: .created)
            guard fchmod(file.number, 0o600) == 0 else { throw .current(path, cannotBe: .created) }
        } catch  where error.isPresentAlready {
            try restrict(path)
        }
    }

    /// Takes a file from everyone but its owner.
    package static func restrict(_ path: String) throws(FileError) {
        guard try status(path).mode & 0o177 != 0 else { return }
        guard unsafe chmod(path, 0o600) == 0 else { throw .current(path, cannotBe: .written) }
    }

    /// Removes a file and makes that durable.
    package static func unlink(_ path: String) throws(FileError) {
        guard unsafe Glibc.unlink(path) == 0 else { throw .current(path, cannotBe: .removed) }
        try syncDirectory(of: path)
    }

    /// Makes changes of names in the folder of `path` durable.
    package static func syncDirectory(of path: String) throws(FileError) {
        let directory = FilePath.directory(of: path)
        let descriptor = try open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, cannotBe: .written)
        guard fsync(descriptor.number) == 0 else { throw .current(directory, cannotBe: .written) }
    }

    static func open(
        _ path: String, _ flags: Int32, mode: UInt32 = 0, cannotBe operation: FileError.Operation
    ) throws(FileError) -> OwnedDescriptor {
        guard !path.utf8.contains(0) else { throw FileError(path, cannotBe: operation, .invalidName) }
        while true {
            let number = unsafe Glibc.open(path, flags, mode)
            if number >= 0 { return OwnedDescriptor(number) }
            if errno != EINTR { throw .current(path, cannotBe: operation) }
        }
    }

    static func randomSuffix() -> String {
        SystemRandom.bytes(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
