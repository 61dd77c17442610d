/// The `TZ` text of POSIX as a TZif file ends with it: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// POSIX.1-2017, section 8.3, with hours up to 167 of either sign as RFC 8536 section 3.3.1 allows.
struct PosixTimeZone: Hashable, Sendable {
    private enum Day: Hashable, Sendable {
        /// `Mm.w.d`: week 5 is the last; day 0 is Sunday.
        case week(month: Int, week: Int, day: Int)
        /// `Jn`: 1...365, 29 February never counts.
        case julian(Int)
        /// `n`: 0...365, leap days count.
        case ordinal(Int)
    }

    private struct Change: Hashable, Sendable {
        var day: Day
        /// Seconds after local midnight.
        var time: Int
    }

    private struct Summer: Hashable, Sendable {
        var offset: Int
        var start: Change
        var end: Change
    }

    private let standardOffset: Int
    private let summer: Summer?

    init?(_ text: String) {
        var reader = Reader(text)
        guard reader.name(), let offset = reader.time() else { return nil }
        standardOffset = -offset
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.name() else { return nil }
        var summerOffset = standardOffset + 3600
        if !reader.looks(at: ",") {
            guard let written = reader.time() else { return nil }
            summerOffset = -written
        }
        guard let start = reader.change(), let end = reader.change(), reader.isAtEnd else { return nil }
        summer = Summer(offset: summerOffset, start: start, end: end)
    }

    /// - Parameter second: Unix time.
    func offset(at second: Int64) -> Int {
        guard let summer else { return standardOffset }
        let local = second + Int64(standardOffset)
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let year = CivilDate(daysSinceEpoch: Int(day)).year
        // The start is told in standard time, the end in summer time.
        let start = Self.second(of: summer.start, in: year) - Int64(standardOffset)
        let end = Self.second(of: summer.end, in: year) - Int64(summer.offset)
        let isSummer =
            start < end ? start <= second && second < end : second < end || start <= second
        return isSummer ? summer.offset : standardOffset
    }

    /// Local seconds since 1970-01-01T00:00.
    private static func second(of change: Change, in year: Int) -> Int64 {
        let day: Int
        switch change.day {
        case .ordinal(let number):
            day = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch + number
        case .julian(let number):
            let first = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
            let isLeap = CivilDate(year: year, month: 2, day: 29).isReal
            day = first + number - 1 + (isLeap && number >= 60 ? 1 : 0)
        case .week(let month, let week, let wanted):
            let first = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
            // 1970-01-01 was a Thursday, day 4 of a week that begins on Sunday.
            let weekday = ((first + 4) % 7 + 7) % 7
            var place = first + (wanted - weekday + 7) % 7 + (week - 1) * 7
            while CivilDate(daysSinceEpoch: place).month != month { place -= 7 }
            day = place
        }
        return Int64(day) * 86_400 + Int64(change.time)
    }

    private struct Reader {
        private let bytes: [UInt8]
        private var index = 0

        init(_ text: String) { bytes = Array(text.utf8) }

        var isAtEnd: Bool { index == bytes.count }

        func looks(at character: Character) -> Bool {
            index < bytes.count && bytes[index] == character.asciiValue
        }

        private mutating func skip(_ character: Character) -> Bool {
            guard looks(at: character) else { return false }
            index += 1
            return true
        }

        /// Letters, or anything between `<` and `>`; what it says does not matter.
        mutating func name() -> Bool {
            if skip("<") {
                while index < bytes.count, !looks(at: ">") { index += 1 }
                return skip(">")
            }
            let start = index
            while index < bytes.count, (bytes[index] | 0x20) &- 97 < 26 { index += 1 }
            return index - start >= 3
        }

        private mutating func number(upTo limit: Int) -> Int? {
            let start = index
            var value = 0
            while index < bytes.count, (48...57).contains(bytes[index]), value <= limit {
                value = value * 10 + Int(bytes[index] - 48)
                index += 1
            }
            return index > start && value <= limit ? value : nil
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            let isNegative = skip("-")
            if !isNegative { _ = skip("+") }
            guard let hours = number(upTo: 167) else { return nil }
            var seconds = hours * 3600
            for unit in [60, 1] {
                guard skip(":") else { break }
                guard let value = number(upTo: 59) else { return nil }
                seconds += value * unit
            }
            return isNegative ? -seconds : seconds
        }

        /// `,date[/time]`; 02:00 without a time.
        mutating func change() -> Change? {
            guard skip(","), let day = day() else { return nil }
            guard skip("/") else { return Change(day: day, time: 7200) }
            return time().map { Change(day: day, time: $0) }
        }

        private mutating func day() -> Day? {
            if skip("M") {
                guard let month = number(upTo: 12), month > 0, skip("."), let week = number(upTo: 5), week > 0,
                    skip("."), let day = number(upTo: 6)
                else { return nil }
                return .week(month: month, week: week, day: day)
            }
            if skip("J") { return number(upTo: 365).flatMap { $0 > 0 ? .julian($0) : nil } }
            return number(upTo: 365).map { .ordinal($0) }
        }
    }
}
