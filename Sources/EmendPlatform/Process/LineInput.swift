import Glibc

/// Lines of standard input or another descriptor, as they come; holds one block and the line at hand.
package struct LineInput: ~Copyable {
    /// One line without its end.
    package struct Line: Sendable {
        package var bytes: [UInt8]
        /// False for the rest of a line that was longer than the limit and was cut there.
        package var isWhole: Bool
    }

    private let descriptor: Int32
    private let limitBytes: Int
    private var block: [UInt8]
    private var filled = 0
    private var position = 0
    private var isAtEnd = false

    /// - Parameters:
    ///   - descriptor: Stays the caller's.
    ///   - limitBytes: Longer lines are cut; what was cut off is skipped.
    package init(descriptor: Int32 = 0, limitBytes: Int) {
        (self.descriptor, self.limitBytes) = (descriptor, limitBytes)
        block = [UInt8](repeating: 0, count: 65_536)
    }

    /// The next line, without LF or CRLF; nil at the end. A last line without an end is a line.
    package mutating func next() throws(FileError) -> Line? {
        var line = Line(bytes: [], isWhole: true)
        var hasBegun = false
        while true {
            if position == filled {
                guard try refill() else {
                    return hasBegun ? line : nil
                }
            }
            hasBegun = true
            let start = position
            let end = block[start..<filled].firstIndex(of: UInt8(ascii: "\n"))
            let room = limitBytes - line.bytes.count
            let stop = end ?? filled
            // One more than the limit may be the CR of a line end.
            line.bytes += block[start..<min(stop, start + max(0, room + 1))]
            position = end.map { $0 + 1 } ?? filled
            if end != nil { break }
        }
        if line.bytes.last == UInt8(ascii: "\r") { line.bytes.removeLast() }
        if line.bytes.count > limitBytes {
            line.bytes.removeLast(line.bytes.count - limitBytes)
            line.isWhole = false
        }
        return line
    }

    /// Whether a whole line waits in memory: the caller may put off flushing what it has written.
    package var hasLineReady: Bool { block[position..<filled].contains(UInt8(ascii: "\n")) }

    private mutating func refill() throws(FileError) -> Bool {
        guard !isAtEnd else { return false }
        while true {
            let count = unsafe read(descriptor, &block, block.count)
            if count > 0 {
                (position, filled) = (0, count)
                return true
            }
            if count == 0 {
                isAtEnd = true
                return false
            }
            if errno != EINTR { throw .current("standard input", cannotBe: .read) }
        }
    }
}
