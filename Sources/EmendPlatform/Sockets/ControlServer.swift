import Glibc

/// Answers commands of other processes of the same user over a socket file, one line each.
///
/// Whoever starts it holds the lock of what the socket stands beside, so a file found there is a leftover and is
/// removed.
package final class ControlServer: Sendable {
    private let thread: OwnedThread
    private let path: String
    private let stopping: WakeUp

    /// - Parameters:
    ///   - path: The socket file, made with mode 0600.
    ///   - timeout: The longest that one client may take to send its line and take the answer.
    ///   - respond: Called on the server's thread, one request at a time; returns the lines of the answer.
    package init(
        path: String, timeout: Duration = .seconds(5), respond: @escaping @Sendable (String) -> [String]
    ) throws {
        if (try? FileSystem.status(path))?.kind == .socket { try FileSystem.unlink(path) }
        let stopping = try WakeUp()
        let listening = Listening(socket: try UnixSocket.listen(at: path))
        thread = try OwnedThread(name: "emend-control") {
            Self.serve(on: listening.socket.number, until: stopping.descriptor, timeout: timeout, respond)
        }
        self.path = path
        self.stopping = stopping
    }

    /// Without ``stop()`` the thread ends too, and the file stays, as after a crash.
    deinit { stopping.signal() }

    /// Answers the request at hand, then removes the socket file. To be called once, before the owner lets go.
    package func stop() {
        stopping.signal()
        thread.join()
        // A file that someone else removed already is as good as removed.
        try? FileSystem.unlink(path)
    }

    private static func serve(
        on listening: Int32, until stopping: Int32, timeout: Duration, _ respond: (String) -> [String]
    ) {
        while true {
            var wanted = [
                pollfd(fd: listening, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopping, events: Int16(POLLIN), revents: 0),
            ]
            guard unsafe poll(&wanted, 2, -1) > 0 else { continue }
            if wanted[1].revents != 0 { return }
            let number = accept(listening, nil, nil)
            guard number >= 0 else {
                // Most likely out of descriptors; the client still waits, so a short pause keeps this from spinning.
                unsafe poll(&wanted[1], 1, 100)
                continue
            }
            let stream = DeadlineStream(OwnedDescriptor(number), deadline: SystemClock.uptime() + timeout)
            answer(stream, respond)
        }
    }

    private static func answer(_ stream: borrowing DeadlineStream, _ respond: (String) -> [String]) {
        do throws(DeadlineStream.Failure) {
            let line = try stream.readLine(limitBytes: 65_536)
            let lines = respond(String(decoding: line, as: UTF8.self))
            try stream.write(Array(lines.map { $0 + "\n" }.joined().utf8))
        } catch {
            // The client is gone or stuck; it sees a closed connection, and nothing here depends on it.
        }
    }
}

/// A closure can share an object, not a noncopyable value.
private final class Listening: Sendable {
    let socket: OwnedDescriptor

    init(socket: consuming OwnedDescriptor) { self.socket = socket }
}
