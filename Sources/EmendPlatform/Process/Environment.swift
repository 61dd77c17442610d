import Glibc

/// What the process was started with.
package enum Environment {
    /// The value of an environment variable; nil when it is not set.
    package static subscript(name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// Whether a descriptor (0 input, 1 output, 2 errors) is a terminal.
    package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
}
