import EmendPlatform
import Glibc

/// Sockets whose answer went out before the request had come in whole.
///
/// Closing them at once would reset the connection, and the reset can destroy the answer before the client has read it.
/// So they are read, and what comes is thrown away, until the client closes or the limits are reached.
/// https://www.rfc-editor.org/rfc/rfc9112#section-9.6
struct LingeringSockets {
    private struct Entry {
        let socket: Int32
        let deadline: UInt64
        var allowance = 16 << 20
    }
    private var entries: [Entry] = []
    private let capacity = 256
    private let lingerNanoseconds: UInt64 = 2_000_000_000

    var isEmpty: Bool { entries.isEmpty }
    var sockets: some Sequence<Int32> { entries.lazy.map(\.socket) }
    var nextDeadline: UInt64? { entries.first?.deadline }

    /// Keeps a duplicate of the socket; nothing happens when too many linger already.
    mutating func add(duplicateOf socket: Int32, now: UInt64) {
        guard entries.count < capacity else { return }
        let duplicate = dup(socket)
        guard duplicate >= 0 else { return }
        entries.append(Entry(socket: duplicate, deadline: now + lingerNanoseconds))
    }

    /// Reads what is there; closes what is finished.
    mutating func advance(now: UInt64) {
        for index in entries.indices.reversed() where isFinished(&entries[index], now: now) {
            close(entries[index].socket)
            entries.remove(at: index)
        }
    }

    mutating func closeAll() {
        for entry in entries { close(entry.socket) }
        entries = []
    }

    private func isFinished(_ entry: inout Entry, now: UInt64) -> Bool {
        guard now < entry.deadline else { return true }
        return unsafe withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
            while entry.allowance > 0 {
                let count = unsafe recv(entry.socket, buffer.baseAddress!, buffer.count, Int32(MSG_DONTWAIT))
                if count <= 0 { return !(count < 0 && (errno == EAGAIN || errno == EINTR)) }
                entry.allowance -= count
            }
            return true
        }
    }
}
