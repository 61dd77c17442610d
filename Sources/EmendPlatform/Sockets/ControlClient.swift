import Glibc

/// Sends one line to a ``ControlServer`` and reads the lines of its answer.
package enum ControlClient {
    package enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        /// No process listens there.
        case notServing
        case timedOut
        /// The connection broke, or the file cannot be used; the text says why.
        case failed(String)

        package var description: String {
            switch self {
            case .notServing: "no server is running"
            case .timedOut: "the server did not answer in time"
            case .failed(let reason): reason
            }
        }
    }

    /// - Parameters:
    ///   - line: Without a line feed.
    ///   - timeout: For the whole exchange.
    package static func send(
        _ line: String, to path: String, timeout: Duration = .seconds(10)
    ) throws(Failure) -> [String] {
        precondition(!line.utf8.contains(UInt8(ascii: "\n")), "a request is one line")
        let deadline = SystemClock.uptime() + timeout
        let bytes: [UInt8]
        do {
            let stream = DeadlineStream(try UnixSocket.connect(to: path), deadline: deadline)
            try stream.write(Array((line + "\n").utf8))
            bytes = try stream.readToEnd(limitBytes: 64 << 20)
        } catch let error as FileError {
            if error.isMissing || error.reason == .system(ECONNREFUSED) { throw .notServing }
            throw .failed(error.description)
        } catch DeadlineStream.Failure.timedOut {
            throw .timedOut
        } catch {
            throw .failed("\(path): the server closed the connection")
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }
}
