import CSystem
import Glibc

/// Unix-domain stream sockets at a path of any length.
///
/// The address has room for 107 bytes; a longer path is reached through a descriptor of its folder, which `/proc` shows
/// under a short name. https://man7.org/linux/man-pages/man7/unix.7.html
enum UnixSocket {
    private typealias Call = (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32

    /// A listening socket; the file is made with mode 0600 from its first moment.
    static func listen(at path: String) throws(FileError) -> OwnedDescriptor {
        let socket = try open(path, cannotBe: .created)
        // Linux gives the file the mode of the socket without the bits of the umask, so no other user can connect between
        // bind and chmod.
        guard fchmod(socket.number, 0o600) == 0, unsafe try perform(bind, on: socket.number, path: path) == 0,
            unsafe chmod(path, 0o600) == 0, Glibc.listen(socket.number, 16) == 0
        else { throw .current(path, cannotBe: .created) }
        return socket
    }

    static func connect(to path: String) throws(FileError) -> OwnedDescriptor {
        let socket = try open(path, cannotBe: .read)
        guard unsafe try perform(Glibc.connect, on: socket.number, path: path) == 0 else {
            throw .current(path, cannotBe: .read)
        }
        return socket
    }

    private static func open(_ path: String, cannotBe operation: FileError.Operation) throws(FileError)
        -> OwnedDescriptor
    {
        let number = emend_stream_socket(AF_UNIX)
        guard number >= 0 else { throw .current(path, cannotBe: operation) }
        return OwnedDescriptor(number)
    }

    private static func perform(_ call: Call, on socket: Int32, path: String) throws(FileError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        if path.utf8.count < capacity { return unsafe invoke(call, socket, &address, path) }
        let folder = try FileSystem.open(
            FilePath.directory(of: path), EMEND_O_PATH | O_DIRECTORY | O_CLOEXEC, cannotBe: .read)
        let short = "/proc/self/fd/\(folder.number)/" + FilePath.name(of: path)
        guard short.utf8.count < capacity else { throw FileError(path, cannotBe: .created, .invalidName) }
        return unsafe invoke(call, socket, &address, short)
    }

    private static func invoke(_ call: Call, _ socket: Int32, _ address: inout sockaddr_un, _ path: String) -> Int32 {
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
            for (index, byte) in path.utf8.enumerated() { unsafe field[index] = byte }
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe call(socket, $0, length) }
        }
    }
}
