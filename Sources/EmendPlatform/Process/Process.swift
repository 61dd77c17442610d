import Glibc

/// This process.
package enum Process {
    /// Ends it at once; streams have been flushed by their owners.
    package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }

    /// Ends it while other threads are at work, without any of their clean-up.
    package static func exitAtOnce(_ code: Int32) -> Never { _exit(code) }

    /// Processors that are online, at least 1.
    package static var coreCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

/// Pipes whose reader has gone.
package enum Pipes {
    /// Makes a write to such a pipe fail instead of ending the process.
    package static func ignoreBrokenOnes() { signal(SIGPIPE, SIG_IGN) }

    /// - Parameter code: A value of `errno`.
    package static func isBroken(_ code: Int32) -> Bool { code == EPIPE }

}

extension Process {
    /// Lets the calling thread sleep; signals that are handled may wake it early.
    package static func pause(_ duration: Duration) { usleep(UInt32(clamping: duration.wholeMicroseconds)) }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
