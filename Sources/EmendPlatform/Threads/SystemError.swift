import Glibc

/// A system call that failed and that concerns no file.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was tried, as it stands in "cannot …": `start the thread emend-writer`.
    package let operation: String
    /// The value of `errno`, https://man7.org/linux/man-pages/man3/errno.3.html
    package let code: Int32

    package init(_ operation: String, code: Int32) { (self.operation, self.code) = (operation, code) }

    package var description: String { "cannot \(operation) (\(errorText(code)))" }
}

/// The C library's text for an error number, such as `Permission denied`.
package func errorText(_ code: Int32) -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard unsafe strerror_r(code, buffer.baseAddress!, buffer.count) == 0 else { return "error \(code)" }
        return unsafe String(cString: buffer.baseAddress!)
    }
}
