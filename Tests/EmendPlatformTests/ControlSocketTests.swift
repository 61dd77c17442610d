import EmendPlatform
import Glibc
import Testing

struct ControlSocketTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func echo(_ path: String) throws -> ControlServer {
        try ControlServer(path: path) { line in line == "nothing" ? [] : ["got " + line, "", "end"] }
    }

    @Test func `a line is answered with lines, client after client`() throws {
        let path = directory.file("s")
        let server = try echo(path)
        #expect(try FileSystem.status(path).mode == 0o600)
        for number in 0..<3 {
            #expect(try ControlClient.send("pause \(number)", to: path) == ["got pause \(number)", "", "end"])
        }
        #expect(try ControlClient.send("nothing", to: path) == [])
        server.stop()
        #expect(throws: ControlClient.Failure.notServing) { try ControlClient.send("x", to: path) }
    }

    @Test func `paths longer than a socket address work`() throws {
        let folder = directory.file(String(repeating: "d", count: 150))
        try FileSystem.createDirectory(folder)
        let server = try echo(folder + "/emend.db.sock")
        #expect(try ControlClient.send("x", to: folder + "/emend.db.sock").first == "got x")
        server.stop()
        #expect(try FileSystem.filesRecursively(in: directory.path) == [])
    }

    @Test func `a socket file left behind is replaced, any other file is not`() throws {
        let path = directory.file("s")
        _ = try echo(path)  // let go without stop: the file stays, as after a crash
        let server = try echo(path)
        #expect(try ControlClient.send("x", to: path).count == 3)
        server.stop()
        try FileSystem.write([1], to: path)
        #expect(throws: FileError.self) { try echo(path) }
        #expect(try FileSystem.read(path) == [1])
    }

    @Test func `a silent client and a silent server end at the timeout`() throws {
        let path = directory.file("s")
        let release = BlockingQueue<Int>()
        let server = try ControlServer(path: path, timeout: .milliseconds(50)) { _ in
            _ = release.popAll()
            return ["late"]
        }
        #expect(throws: ControlClient.Failure.timedOut) {
            try ControlClient.send("x", to: path, timeout: .milliseconds(30))
        }
        release.push(1)
        release.push(2)
        #expect(throws: ControlClient.Failure.failed("\(path): the server closed the connection")) {
            try ControlClient.send(String(repeating: "x", count: 70_000), to: path)
        }
        server.stop()
    }
}
