import EmendPlatform
import Glibc
import Testing

struct FileSystemTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func `what was written is read back, with exactly the mode asked for`() throws {
        let path = directory.file("key")
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        try FileSystem.write(bytes, to: path, mode: 0o640)
        #expect(try FileSystem.read(path) == bytes)
        let status = try FileSystem.status(path)
        #expect(status.kind == .file)
        #expect(status.sizeBytes == 200_000)
        #expect(status.mode == 0o640)
        try FileSystem.write([1], to: path)
        #expect(try FileSystem.read(path) == [1])
        #expect(try FileSystem.filesRecursively(in: directory.path) == ["key"], "no temporary file stays")
    }

    @Test func `creating without replacing leaves an existing file alone`() throws {
        let path = directory.file("root")
        try FileSystem.write([1], to: path, replacing: false)
        let error = #expect(throws: FileError.self) { try FileSystem.write([2], to: path, replacing: false) }
        #expect(error?.isPresentAlready == true)
        #expect(error?.path == path)
        #expect(try FileSystem.read(path) == [1])
    }

    @Test func `errors say what cannot be done and why`() throws {
        let path = directory.file("missing")
        let missing = #expect(throws: FileError.self) { try FileSystem.read(path) }
        #expect(missing?.description == "\(path): cannot be read (No such file or directory)")
        #expect(missing?.isMissing == true)
        try FileSystem.write([1, 2, 3], to: path)
        let large = #expect(throws: FileError.self) { try FileSystem.read(path, limitBytes: 2) }
        #expect(large?.description == "\(path): cannot be read (larger than 2 bytes)")
        #expect(throws: FileError.self) { try FileSystem.read("a\u{0}b") }
        #expect(throws: FileError.self) { try FileSystem.read(directory.path) }
        #expect(throws: FileError.self) { try FileSystem.write([], to: directory.file("no/such/folder")) }
    }

    @Test func `listing goes by bytes, skips dotted names and follows links to files only`() throws {
        for folder in ["b", "B", "..data"] { try FileSystem.createDirectory(directory.file(folder)) }
        for file in ["b/x.yaml", "b-a.yaml", "B/é.yaml", "z.yaml", "..data/v.yaml", ".hidden"] {
            try FileSystem.write([], to: directory.file(file))
        }
        try #require(symlink("..data/v.yaml", directory.file("v.yaml")) == 0)
        try #require(symlink(".", directory.file("loop")) == 0)
        #expect(
            try FileSystem.filesRecursively(in: directory.path)
                == ["B/é.yaml", "b-a.yaml", "b/x.yaml", "v.yaml", "z.yaml"])
        #expect(throws: FileError.self) { try FileSystem.filesRecursively(in: directory.file("z.yaml")) }
    }

    @Test func `removal and real paths`() throws {
        let path = directory.file("gone")
        try FileSystem.write([], to: path)
        try #require(symlink("gone", directory.file("link")) == 0)
        #expect(try FileSystem.realPath(directory.file("./link")) == FileSystem.realPath(path))
        try FileSystem.unlink(path)
        #expect(!FileSystem.exists(path))
        #expect(throws: FileError.self) { try FileSystem.unlink(path) }
    }

    @Test func `a temporary folder goes with its owner`() throws {
        var own: TemporaryDirectory? = try TemporaryDirectory()
        let path = try #require(own?.path)
        try FileSystem.createDirectory(path + "/deep")
        try FileSystem.write([], to: path + "/deep/file")
        #expect(try FileSystem.status(path).mode == 0o700)
        own = nil
        #expect(!FileSystem.exists(path))
    }

    @Test func `only one owner holds a lock`() throws {
        let path = directory.file("lock")
        var first: FileLock? = try FileLock(path)
        #expect(first?.path == path)
        let error = #expect(throws: FileError.self) { try FileLock(path) }
        #expect(error?.isHeldElsewhere == true)
        first = nil
        _ = try FileLock(path)
    }

    static let joins: [(String, String, String)] = [
        ("a", "b", "a/b"), ("a/", "b", "a/b"), ("a", "/b", "/b"), ("", "b", "b"), ("a", "", "a"), ("/", "b", "/b"),
    ]

    @Test(arguments: joins)
    func `paths join as seen from a folder`(_ row: (String, String, String)) {
        #expect(FilePath.join(row.0, row.1) == row.2)
    }

    @Test func `a path has a folder and a name`() {
        #expect(["a/b", "/a", "a", "a/b/"].map(FilePath.directory) == ["a", "/", ".", "a/b"])
        #expect(["a/b", "/a", "a", "a/b/"].map(FilePath.name) == ["b", "a", "a", ""])
    }
}
