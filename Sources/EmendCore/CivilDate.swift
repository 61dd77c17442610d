/// A day of the proleptic Gregorian calendar.
package struct CivilDate: Hashable, Sendable {
    /// Astronomical: 0 is the year before 1.
    package var year: Int
    /// 1...12
    package var month: Int
    /// 1...31
    package var day: Int

    package init(year: Int, month: Int, day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Far beyond what a ``Timestamp`` can reach, and small enough that no step below overflows.
    private static let farthest = 1_000_000_000_000

    /// The day `days` after 1970-01-01; beyond ± 10^12 days, that last day.
    ///
    /// Algorithm: https://howardhinnant.github.io/date_algorithms.html#civil_from_days
    package init(daysSinceEpoch days: Int) {
        let shifted = min(max(days, -Self.farthest), Self.farthest) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01. A day after the month's end counts on into the next month; a month outside 1...12 is
    /// taken as the nearest.
    package var daysSinceEpoch: Int {
        let month = min(max(month, 1), 12)
        let year = min(max(year, -Self.farthest), Self.farthest)
        let day = min(max(day, -Self.farthest), Self.farthest)
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

    /// `2026-03-02`; a year outside 0...9999 has a sign or more digits.
    package var iso8601: String {
        var text: [UInt8] = []
        appendISO8601(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    func appendISO8601(to text: inout [UInt8]) {
        if year < 0 { text.append(UInt8(ascii: "-")) }
        text.appendDecimal(year.magnitude, digits: 4)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(month.magnitude, digits: 2)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(day.magnitude, digits: 2)
    }
}

extension [UInt8] {
    /// Appends a number with zeros in front, so that it has at least that many digits.
    mutating func appendDecimal(_ value: UInt, digits: Int) {
        if value >= 10 || digits > 1 { appendDecimal(value / 10, digits: digits - 1) }
        append(UInt8(ascii: "0") + UInt8(value % 10))
    }
}
