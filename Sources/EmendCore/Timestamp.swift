/// A moment in Unix time, in milliseconds, UTC.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(seconds: Int64) { milliseconds = seconds * 1000 }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
    package static func + (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(milliseconds: left.milliseconds + right.wholeMilliseconds)
    }
    package static func - (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(milliseconds: left.milliseconds - right.wholeMilliseconds)
    }
    package static func - (left: Timestamp, right: Timestamp) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}

extension Duration {
    /// Rounded towards zero.
    package var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}

/// A day of the proleptic Gregorian calendar.
package struct CivilDate: Hashable, Sendable {
    package var year: Int
    /// 1...12
    package var month: Int
    /// 1...31
    package var day: Int

    package init(year: Int, month: Int, day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// The day `days` after 1970-01-01. Algorithm: https://howardhinnant.github.io/date_algorithms.html#civil_from_days
    package init(daysSinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    package var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// False for days such as 31 February.
    package var isReal: Bool {
        (1...12).contains(month) && (1...31).contains(day) && CivilDate(daysSinceEpoch: daysSinceEpoch) == self
    }
}

extension Timestamp {
    /// The day in UTC.
    package var day: CivilDate { CivilDate(daysSinceEpoch: Int(milliseconds.flooredQuotient(by: 86_400_000))) }

    /// `2026-03-02T10:15:30.123Z`: RFC 3339 in UTC, always with milliseconds.
    package var rfc3339: String {
        let date = day
        let inDay = Int(milliseconds - milliseconds.flooredQuotient(by: 86_400_000) * 86_400_000)
        let seconds = inDay / 1000
        return date.iso8601 + "T" + twoDigits(seconds / 3600) + ":" + twoDigits(seconds / 60 % 60) + ":"
            + twoDigits(seconds % 60) + "." + padded(inDay % 1000, to: 3) + "Z"
    }

    /// Reads RFC 3339 with `T` or a space, any fraction (cut to milliseconds), `Z` or a numeric offset.
    ///
    /// Nil for anything else, days that do not exist and times without an offset included. A leap second `:60`
    /// counts as the first moment of the next minute.
    package init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[range] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        func isByte(_ index: Int, _ allowed: StaticString) -> Bool {
            index < bytes.count && allowed.description.utf8.contains(bytes[index])
        }
        guard bytes.count >= 20, let year = number(0..<4), isByte(4, "-"), let month = number(5..<7), isByte(7, "-"),
            let day = number(8..<10), isByte(10, "Tt "), let hour = number(11..<13), hour < 24, isByte(13, ":"),
            let minute = number(14..<16), minute < 60, isByte(16, ":"), let second = number(17..<19), second <= 60
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.isReal else { return nil }
        var index = 19
        var fraction = 0
        if isByte(index, ".,") {
            index += 1
            let start = index
            while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
            guard index > start else { return nil }
            for digit in 0..<3 {
                fraction = fraction * 10 + (start + digit < index ? Int(bytes[start + digit] - 48) : 0)
            }
        }
        var offsetMinutes = 0
        if isByte(index, "Zz") {
            index += 1
        } else if isByte(index, "+-"), let hours = number(index + 1..<index + 3), hours < 24,
            isByte(index + 3, ":"), let minutes = number(index + 4..<index + 6), minutes < 60
        {
            offsetMinutes = (bytes[index] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
            index += 6
        } else {
            return nil
        }
        guard index == bytes.count else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offsetMinutes * 60
        self.init(milliseconds: Int64(seconds) * 1000 + Int64(fraction))
    }
}

extension CivilDate {
    /// `2026-03-02`
    package var iso8601: String { padded(year, to: 4) + "-" + twoDigits(month) + "-" + twoDigits(day) }
}

extension Int64 {
    fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

private func twoDigits(_ value: Int) -> String { padded(value, to: 2) }

private func padded(_ value: Int, to width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
