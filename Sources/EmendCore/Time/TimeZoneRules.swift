/// The offsets of one time zone from UTC, read from a TZif file. RFC 8536; https://www.rfc-editor.org/rfc/rfc8536
package struct TimeZoneRules: Hashable, Sendable {
    /// From `second` of Unix time on, local time is UTC plus `offset` seconds.
    private struct Transition: Hashable, Sendable {
        var second: Int64
        var offset: Int
    }

    private var transitions: [Transition] = []
    /// Before the first transition.
    private var firstOffset = 0
    /// The rule for all times after the last transition.
    private var footer: PosixTimeZone?

    package static let utc = TimeZoneRules()

    private init() {}

    /// Nil when `bytes` are no TZif file, are cut short, or contradict themselves.
    package init?(tzif bytes: [UInt8]) {
        var reader = TZifReader(bytes)
        guard var header = reader.header() else { return nil }
        var timeSize = 4
        if header.version >= 2 {
            // The first block is for readers that know 32 bits only; the same data follows with 64.
            guard reader.skip(header.blockSize(timeSize: 4)), let second = reader.header() else { return nil }
            (header, timeSize) = (second, 8)
        }
        guard let block = reader.block(header, timeSize: timeSize) else { return nil }
        for (second, type) in zip(block.times, block.types) {
            guard block.offsets.indices.contains(type) else { return nil }
            if let last = transitions.last, last.second >= second { return nil }
            transitions.append(Transition(second: second, offset: block.offsets[type]))
        }
        // RFC 8536, section 3.2: type 0 is used before the first transition.
        guard let first = block.offsets.first else { return nil }
        firstOffset = first
        if timeSize == 8, let text = reader.footer(), !text.isEmpty {
            guard let rule = PosixTimeZone(text) else { return nil }
            footer = rule
        }
    }

    /// Seconds to add to UTC for local time at that moment.
    package func offsetSeconds(at moment: Timestamp) -> Int {
        let second = moment.milliseconds >= 0 ? moment.milliseconds / 1000 : (moment.milliseconds - 999) / 1000
        if let footer, transitions.last.map({ $0.second <= second }) ?? true { return footer.offset(at: second) }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].second <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : transitions[low - 1].offset
    }
}

/// Big-endian numbers of a TZif file, read one after the other.
private struct TZifReader {
    private let bytes: [UInt8]
    private var index = 0

    struct Header {
        var version = 0
        var utcCount = 0
        var standardCount = 0
        var leapCount = 0
        var timeCount = 0
        var typeCount = 0
        var nameSize = 0

        func blockSize(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + nameSize + leapCount * (timeSize + 4) + standardCount
                + utcCount
        }
    }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func header() -> Header? {
        guard bytes.count - index >= 44, bytes[index..<index + 4].elementsEqual("TZif".utf8) else { return nil }
        var header = Header()
        let version = bytes[index + 4]
        header.version = version == 0 ? 1 : Int(version) - 48
        index += 20
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = number(4), (0...1_000_000).contains(count) else { return nil }
            counts.append(Int(count))
        }
        (header.utcCount, header.standardCount, header.leapCount) = (counts[0], counts[1], counts[2])
        (header.timeCount, header.typeCount, header.nameSize) = (counts[3], counts[4], counts[5])
        return header
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= bytes.count - index else { return false }
        index += count
        return true
    }

    mutating func block(_ header: Header, timeSize: Int) -> (times: [Int64], types: [Int], offsets: [Int])? {
        guard header.blockSize(timeSize: timeSize) <= bytes.count - index else { return nil }
        let times = (0..<header.timeCount).compactMap { _ in number(timeSize) }
        let types = (0..<header.timeCount).compactMap { _ in number(1).map { Int($0) } }
        var offsets: [Int] = []
        for _ in 0..<header.typeCount {
            guard let offset = number(4), skip(2) else { return nil }
            offsets.append(Int(offset))
        }
        let rest = header.nameSize + header.leapCount * (timeSize + 4) + header.standardCount + header.utcCount
        guard skip(rest), offsets.allSatisfy({ abs($0) < 200_000 }) else { return nil }
        return (times, types, offsets)
    }

    /// The text between the last two line feeds.
    func footer() -> String? {
        guard index < bytes.count, bytes[index] == 10, let end = bytes[(index + 1)...].firstIndex(of: 10) else {
            return nil
        }
        return String(decoding: bytes[index + 1..<end], as: UTF8.self)
    }

    /// Four and eight bytes are signed.
    private mutating func number(_ size: Int) -> Int64? {
        guard size <= bytes.count - index else { return nil }
        defer { index += size }
        let value = bytes[index..<index + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        switch size {
        case 8: return Int64(bitPattern: value)
        case 4: return Int64(Int32(truncatingIfNeeded: value))
        default: return Int64(value)
        }
    }
}
