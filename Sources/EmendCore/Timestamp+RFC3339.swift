extension Timestamp {
    /// `2026-03-02T10:15:30.123Z`: RFC 3339 in UTC, always with milliseconds.
    ///
    /// A year outside 0...9999, which RFC 3339 does not know, has a sign or more digits.
    package var rfc3339: String {
        let (days, milliseconds) = dayAndMilliseconds
        let inDay = UInt(milliseconds)
        var text: [UInt8] = []
        text.reserveCapacity(24)
        CivilDate(daysSinceEpoch: Int(days)).appendISO8601(to: &text)
        text.append(UInt8(ascii: "T"))
        text.appendDecimal(inDay / 3_600_000, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(inDay / 60_000 % 60, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal(inDay / 1000 % 60, digits: 2)
        text.append(UInt8(ascii: "."))
        text.appendDecimal(inDay % 1000, digits: 3)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads RFC 3339 with `T` or a space, any fraction (cut to milliseconds), `Z` or a numeric offset.
    ///
    /// Nil for anything else, days that do not exist and times without an offset included. A leap second `:60`
    /// counts as the first moment of the next minute.
    package init?(rfc3339 text: some StringProtocol) {
        self.init(rfc3339Bytes: Array(text.utf8))
    }

    package init?(rfc3339 text: ValidUTF8) {
        self.init(rfc3339Bytes: text.bytes)
    }

    private init?(rfc3339Bytes bytes: [UInt8]) {
        var reader = RFC3339Reader(bytes: bytes)
        guard let date = reader.date(), reader.skip("T", "t", " "), let time = reader.time(),
            let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + time - offset
        self.init(milliseconds: Int64(seconds) * 1000 + Int64(fraction))
    }
}

/// Takes the parts of a time from the front; each part is nil when it is not there or out of range.
private struct RFC3339Reader {
    let bytes: [UInt8]
    private var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func date() -> CivilDate? {
        guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"),
            let day = number(digits: 2)
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        return date.isReal ? date : nil
    }

    /// Seconds since midnight.
    mutating func time() -> Int? {
        guard let hour = number(digits: 2), hour < 24, skip(":"), let minute = number(digits: 2), minute < 60,
            skip(":"), let second = number(digits: 2), second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Milliseconds; 0 when no fraction is written.
    mutating func fraction() -> Int? {
        guard skip(".", ",") else { return 0 }
        var value = 0
        var count = 0
        while let digit = digit() {
            if count < 3 { value = value * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in min(count, 3)..<3 { value *= 10 }
        return value
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int? {
        if skip("Z", "z") { return 0 }
        let isWest = skip("-")
        guard isWest || skip("+"), let hours = number(digits: 2), hours < 24, skip(":"),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        return (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    mutating func skip(_ first: Unicode.Scalar, _ second: Unicode.Scalar? = nil, _ third: Unicode.Scalar? = nil) -> Bool
    {
        guard index < bytes.count else { return false }
        let scalar = Unicode.Scalar(bytes[index])
        guard scalar == first || scalar == second || scalar == third else { return false }
        index += 1
        return true
    }

    private mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private mutating func digit() -> Int? {
        guard index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return nil }
        defer { index += 1 }
        return Int(bytes[index] - UInt8(ascii: "0"))
    }
}
