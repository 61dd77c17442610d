package import EmendPlatform
package import Glibc
import Synchronization

/// The real `emend` in a process of its own, with its streams in the test's hands. Ends with its owner.
package final class ProgramRun {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// How the process ended.
    package struct Ended: Sendable {
        /// The exit code; 128 and the signal's number when a signal ended it.
        package let code: Int32
        package let output: String
        package let errors: String
    }

    package enum Stream: Sendable { case output, errors }

    /// The program beside the test program, wherever the build folder is.
    package static func path() throws -> String {
        FilePath.join(FilePath.directory(of: try FileSystem.realPath("/proc/self/exe")), "emend")
    }

    /// Runs to the end and tells how that was.
    package static func run(
        _ arguments: [String], input: [UInt8] = [], in directory: String? = nil, environment: [String: String] = [:],
        program: String? = nil
    ) throws -> Ended {
        let run = try ProgramRun(arguments, in: directory, environment: environment, program: program)
        run.write(input)
        return try run.end()
    }

    package let processID: pid_t
    private var input: Int32
    private var unsent: [UInt8] = []
    private var endsInput = false
    private var streams: [Stream: Pipe] = [:]
    private var status: Int32?

    private struct Pipe {
        var descriptor: Int32
        var bytes: [UInt8] = []
        /// How much of `bytes` ``waitForLine(_:on:)`` has returned.
        var taken = 0
        var isAtEnd = false
    }

    /// - Parameters:
    ///   - directory: The working folder; the test's own when nil.
    ///   - environment: All that the program sees beside PATH, HOME, TMPDIR and the options of sanitizers.
    ///   - program: Its path; `emend` when nil.
    package init(
        _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:],
        program: String? = nil
    ) throws {
        let path = try program ?? Self.path()
        // `env -C` becomes the program once it has changed the folder; the process stays the same one.
        let words = directory.map { ["/usr/bin/env", "-C", $0, path] } ?? [path]
        let (process, pipes) = try Self.spawning.withLock { _ in try Self.spawn(words + arguments, environment) }
        processID = process
        input = pipes[0].write
        streams = [.output: Pipe(descriptor: pipes[1].read), .errors: Pipe(descriptor: pipes[2].read)]
        // Writing to a program that has ended is its test's business, not the end of the tests.
        Pipes.ignoreBrokenOnes()
        _ = fcntl(input, F_SETFL, O_NONBLOCK)
    }

    /// Between `pipe` and its close-on-exec flag another thread's child would inherit the pipe and keep it open.
    private static let spawning = Mutex(())

    private typealias Ends = (read: Int32, write: Int32)

    private static func spawn(_ words: [String], _ environment: [String: String]) throws -> (pid_t, [Ends]) {
        let pipes = try (0..<3).map { _ in try Self.makePipe() }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes[0].read, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[1].write, 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[2].write, 2)
        var process = pid_t()
        let code = withCStrings(words) { arguments in
            withCStrings(self.environment(with: environment)) { variables in
                posix_spawn(&process, words[0], &actions, nil, arguments, variables)
            }
        }
        close(pipes[0].read)
        close(pipes[1].write)
        close(pipes[2].write)
        guard code == 0 else {
            for end in [pipes[0].write, pipes[1].read, pipes[2].read] { close(end) }
            throw Failure(description: "\(words) cannot be started: \(errorText(code))")
        }
        return (process, pipes)
    }

    deinit {
        if status == nil {
            kill(processID, SIGKILL)
            var ignored: Int32 = 0
            waitpid(processID, &ignored, 0)
        }
        closeInputNow()
        for stream in streams.values { close(stream.descriptor) }
    }

    /// Given to the program while the test waits for something of it.
    package func write(_ bytes: [UInt8]) { unsent += bytes }
    package func write(_ text: String) { write(Array(text.utf8)) }

    package func signal(_ signal: SignalWaiter.Signal) { kill(processID, signal.rawValue) }

    /// Without any chance to clean up, as when power is lost.
    package func killAtOnce() { kill(processID, SIGKILL) }

    /// Stops listening to what the program prints, as `head` does.
    package func closeOutput() {
        guard let stream = streams.removeValue(forKey: .output) else { return }
        close(stream.descriptor)
    }

    /// The next line that contains `text`; earlier ones are passed over.
    ///
    /// - Throws: ``Failure`` when the stream ends before, or after 30 seconds.
    package func waitForLine(containing text: String, on stream: Stream = .output) throws -> String {
        let deadline = SystemClock.uptime() + .seconds(30)
        while true {
            while let line = takeLine(of: stream) {
                if line.contains(text) { return line }
            }
            if streams[stream]?.isAtEnd ?? true {
                throw Failure(description: "the program ended without a line with \(text); errors: \(errorsSoFar)")
            }
            try pump(until: deadline, for: text)
        }
    }

    /// Ends the input, reads everything and waits for the end of the process.
    package func end() throws -> Ended {
        endsInput = true
        let deadline = SystemClock.uptime() + .seconds(60)
        while streams.values.contains(where: { !$0.isAtEnd }) { try pump(until: deadline, for: "its end") }
        var code: Int32 = 0
        while waitpid(processID, &code, 0) < 0, errno == EINTR {}
        let ended = code & 0x7F == 0 ? (code >> 8) & 0xFF : 128 + (code & 0x7F)
        status = ended
        return Ended(code: ended, output: text(of: .output), errors: text(of: .errors))
    }

    private var errorsSoFar: String { text(of: .errors) }

    private func text(of stream: Stream) -> String { String(decoding: streams[stream]?.bytes ?? [], as: UTF8.self) }

    private func takeLine(of stream: Stream) -> String? {
        guard var pipe = streams[stream], let end = pipe.bytes[pipe.taken...].firstIndex(of: 10) else { return nil }
        defer { streams[stream] = pipe }
        let line = String(decoding: pipe.bytes[pipe.taken..<end], as: UTF8.self)
        pipe.taken = end + 1
        return line
    }

    /// Moves bytes in both directions once something can be moved.
    private func pump(until deadline: Duration, for what: String) throws {
        if unsent.isEmpty, endsInput { closeInputNow() }
        let open = streams.filter { !$0.value.isAtEnd }
        var wanted = open.values.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        if input >= 0, !unsent.isEmpty { wanted.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0)) }
        let left = (deadline - SystemClock.uptime()).components.seconds
        guard left > 0, poll(&wanted, nfds_t(wanted.count), Int32(left) * 1000) != 0 else {
            throw Failure(description: "waited too long for \(what); errors: \(errorsSoFar)")
        }
        for (entry, stream) in zip(wanted, open.keys) where entry.revents != 0 { read(stream) }
        if let last = wanted.last, last.fd == input, last.revents != 0 { send() }
    }

    private func read(_ stream: Stream) {
        guard var pipe = streams[stream] else { return }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(pipe.descriptor, &chunk, chunk.count)
        if count > 0 { pipe.bytes += chunk[..<count] } else if count == 0 || errno != EINTR { pipe.isAtEnd = true }
        streams[stream] = pipe
    }

    private func send() {
        let count = Glibc.write(input, unsent, unsent.count)
        if count > 0 { unsent.removeFirst(count) } else if errno != EAGAIN { unsent = [] }
    }

    private func closeInputNow() {
        if input >= 0 { close(input) }
        input = -1
    }

    private static func makePipe() throws -> Ends {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe: \(errorText(errno))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// The program of a build with a sanitizer obeys the options that were given to the tests.
    private static let inherited = ["PATH", "HOME", "TMPDIR", "ASAN_OPTIONS", "TSAN_OPTIONS"]

    private static func environment(with additions: [String: String]) -> [String] {
        var values = additions
        for name in inherited where values[name] == nil { values[name] = Environment[name] }
        return values.map { $0.key + "=" + $0.value }
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
