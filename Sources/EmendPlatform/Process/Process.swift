import Glibc

/// This process.
package enum Process {
    /// Ends it at once; streams have been flushed by their owners.
    package static func exit(_ code: Int32) -> Never { Glibc.exit(code) }
}

/// Pipes whose reader has gone.
package enum Pipes {
    /// Makes a write to such a pipe fail instead of ending the process.
    package static func ignoreBrokenOnes() { signal(SIGPIPE, SIG_IGN) }

    /// - Parameter code: A value of `errno`.
    package static func isBroken(_ code: Int32) -> Bool { code == EPIPE }

}
