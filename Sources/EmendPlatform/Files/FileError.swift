import Glibc

/// Something that could not be done to a file.
package struct FileError: Error, Equatable, Sendable {
    package enum Operation: String, Sendable {
        case read, listed, examined, written, created, removed, renamed, locked, resolved
    }
    package enum Reason: Equatable, Sendable {
        /// A value of `errno`.
        case system(Int32)
        case largerThan(bytes: Int)
        /// A name that holds a NUL byte or is too long for what is asked.
        case invalidName
    }

    package let path: String
    package let operation: Operation
    package let reason: Reason

    package init(_ path: String, cannotBe operation: Operation, _ reason: Reason) {
        (self.path, self.operation, self.reason) = (path, operation, reason)
    }

    /// Reads `errno`, so it must come right after the call that failed.
    static func current(_ path: String, cannotBe operation: Operation) -> FileError {
        FileError(path, cannotBe: operation, .system(errno))
    }

    /// Whether the file is not there.
    package var isMissing: Bool { reason == .system(ENOENT) || reason == .system(ENOTDIR) }
    /// Whether a file or folder of that name is there already.
    package var isPresentAlready: Bool { reason == .system(EEXIST) }
    /// Whether the disk or the user's share of it is full.
    package var isDiskFull: Bool { reason == .system(ENOSPC) || reason == .system(EDQUOT) }
    /// Whether another process holds the lock.
    package var isHeldElsewhere: Bool { operation == .locked && reason == .system(EWOULDBLOCK) }
}

extension FileError: CustomStringConvertible {
    /// `rules/spam.yaml: cannot be read (Permission denied)`
    package var description: String { "\(path): cannot be \(operation.rawValue) (\(reason))" }
}

extension FileError.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let code): errorText(code)
        case .largerThan(let bytes): "larger than \(bytes) bytes"
        case .invalidName: "the name is not usable"
        }
    }
}
