import CSystem
import Glibc

/// An exclusive advisory lock on a file, held until its owner lets go of it or the process ends.
///
/// https://man7.org/linux/man-pages/man2/flock.2.html
package final class FileLock: Sendable {
    private let descriptor: OwnedDescriptor
    package let path: String

    /// Creates the file if need be; its mode is 0600 from then on, whatever the umask is. Does not wait.
    ///
    /// - Throws: ``FileError``, with ``FileError/isHeldElsewhere`` when another owner holds the lock.
    package init(_ path: String) throws(FileError) {
        let descriptor = try FileSystem.open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode: 0o600, cannotBe: .locked)
        guard fchmod(descriptor.number, 0o600) == 0 else { throw .current(path, cannotBe: .created) }
        guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 else { throw .current(path, cannotBe: .locked) }
        self.descriptor = descriptor
        self.path = path
    }
}
