import EmendCore
import Glibc

extension FileSystem {
    /// The files below a folder, as paths relative to it, in the order of their bytes.
    ///
    /// Names that begin with a dot are left out, and folders behind symbolic links are not entered; linked files count.
    /// So a mounted Kubernetes volume (links into `..data`) shows each file once, and a loop of links ends.
    package static func filesRecursively(in directory: String) throws(FileError) -> [String] {
        var files: [String] = []
        try collect(directory, prefix: "", into: &files)
        return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func collect(_ directory: String, prefix: String, into files: inout [String]) throws(FileError) {
        for entry in try entries(of: directory) where !entry.name.hasPrefix(".") {
            let path = FilePath.join(directory, entry.name)
            if entry.isDirectory {
                try collect(path, prefix: prefix + entry.name + "/", into: &files)
            } else if let status = try? status(path), status.kind == .file {
                files.append(prefix + entry.name)
            }
        }
    }

    private static func entries(of directory: String) throws(FileError) -> [(name: String, isDirectory: Bool)] {
        guard let stream = unsafe opendir(directory) else { throw .current(directory, cannotBe: .listed) }
        defer { unsafe closedir(stream) }
        var found: [(name: String, isDirectory: Bool)] = []
        errno = 0
        while let entry = unsafe readdir(stream) {
            let name = unsafe self.name(of: entry)
            if name != "." && name != ".." {
                let path = FilePath.join(directory, name)
                found.append((name, unsafe isDirectory(path, typeHint: entry.pointee.d_type)))
            }
            errno = 0
        }
        guard errno == 0 else { throw .current(directory, cannotBe: .listed) }
        return found
    }

    /// The name lies in an array inside the entry, which Swift imports as a tuple.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name)!
        let start = unsafe UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
        return unsafe String(cString: start)
    }

    /// Some file systems do not fill `d_type`; then the entry is asked, without following a link.
    private static func isDirectory(_ path: String, typeHint: UInt8) -> Bool {
        if typeHint != UInt8(DT_UNKNOWN) { return typeHint == UInt8(DT_DIR) }
        var info = stat()
        return unsafe lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes one folder with exactly these permissions; an existing folder is left as it is.
    package static func createDirectory(_ path: String, mode: UInt32 = 0o700) throws(FileError) {
        guard unsafe mkdir(path, mode) == 0 else {
            let error = FileError.current(path, cannotBe: .created)
            if error.isPresentAlready, (try? status(path))?.kind == .directory { return }
            throw error
        }
        guard unsafe chmod(path, mode) == 0 else { throw .current(path, cannotBe: .created) }
        try syncDirectory(of: path)
    }

    /// Removes a folder with all that is in it; links are removed, not followed.
    package static func removeRecursively(_ directory: String) throws(FileError) {
        for entry in try entries(of: directory) {
            let path = FilePath.join(directory, entry.name)
            if entry.isDirectory {
                try removeRecursively(path)
            } else if unsafe Glibc.unlink(path) != 0 {
                throw .current(path, cannotBe: .removed)
            }
        }
        guard unsafe rmdir(directory) == 0 else { throw .current(directory, cannotBe: .removed) }
    }

    /// The absolute path with links, `.` and `..` resolved; the file must be there.
    package static func realPath(_ path: String) throws(FileError) -> String {
        guard let resolved = unsafe realpath(path, nil) else { throw .current(path, cannotBe: .resolved) }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
