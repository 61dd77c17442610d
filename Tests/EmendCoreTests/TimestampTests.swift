import EmendCore
import TestSupport
import Testing

struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-03-02T10:15:30.123Z", 1_772_446_530_123),
            ("2026-03-02t10:15:30z", 1_772_446_530_000), ("2026-03-02 10:15:30Z", 1_772_446_530_000),
            ("2026-03-02T10:15:30.1Z", 1_772_446_530_100), ("2026-03-02T10:15:30.12Z", 1_772_446_530_120),
            ("2026-03-02T10:15:30.1239999999999999999999Z", 1_772_446_530_123),
            ("2026-03-02T10:15:30,5Z", 1_772_446_530_500),
            ("2026-03-02T12:15:30+02:00", 1_772_446_530_000), ("2026-03-02T04:45:30.001-05:30", 1_772_446_530_001),
            ("2026-03-02T10:15:30-00:00", 1_772_446_530_000), ("1969-12-31T23:59:59.999Z", -1),
            ("1970-01-01T00:00:00+23:59", -86_340_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("2000-02-29T23:59:59Z", 951_868_799_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)])
    func `reads RFC 3339`(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
        #expect(Timestamp(rfc3339: ValidUTF8(text))?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-03-02", "2026-03-02T10:15:30", "2026-03-02T10:15Z", "2026-3-2T10:15:30Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-00-10T00:00:00Z",
        "2026-13-10T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-03-02T24:00:00Z",
        "2026-03-02T10:60:00Z", "2026-03-02T10:15:61Z", "2026-03-02T10:15:30.Z", "2026-03-02T10:15:30.1.2Z",
        "2026-03-02T10:15:30+0200", "2026-03-02T10:15:30+02", "2026-03-02T10:15:30+24:00", "2026-03-02T10:15:30+02:60",
        "2026-03-02T10:15:30Z ", " 2026-03-02T10:15:30Z", "2026-03-02T10:15:30ZZ", "2026-03-02T10:15:30+",
        "+2026-03-02T10:15:30Z", "-001-03-02T10:15:30Z", "２026-03-02T10:15:30Z", "2026-03-02T10:15:30\0Z",
        "2026/03/02T10:15:30Z", "2026-03-02_10:15:30Z", "2026-03-02T10.15.30Z", "20260302T101530Z",
    ])
    func `refuses what is not RFC 3339 or no real time`(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_772_446_530_007, "2026-03-02T10:15:30.007Z"),
            (-62_167_219_200_001, "-0001-12-31T23:59:59.999Z"), (253_402_300_800_000, "10000-01-01T00:00:00.000Z"),
            (.max, "292278994-08-17T07:12:55.807Z"), (.min, "-292275055-05-16T16:47:04.192Z"),
        ] as [(Int64, String)])
    func `writes RFC 3339, at the ends of time too`(_ milliseconds: Int64, _ expected: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == expected)
    }

    @Test func `reads back what it writes`() {
        var generator = SeededGenerator(seed: 1)
        let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
        let wrong = (0..<2000).map { _ in Timestamp(milliseconds: .random(in: range, using: &generator)) }
            .filter { Timestamp(rfc3339: $0.rfc3339) != $0 }
        #expect(wrong.isEmpty)
    }

    @Test func `stays at the ends of its range`() {
        let (first, last) = (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
        #expect(Timestamp(seconds: .max) == last && Timestamp(seconds: .min) == first)
        #expect(last + .seconds(1) == last && first - .seconds(1) == first && first + .seconds(-1) == first)
        #expect(last - .seconds(Int64.min) == last && last - .milliseconds(7) == Timestamp(milliseconds: .max - 7))
        #expect(last - first == .milliseconds(Int128(UInt64.max)))
        #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
        #expect(Duration.microseconds(-1999).wholeMilliseconds == -1)
    }
}

struct CivilDateTests {
    @Test(arguments: [
        (0, 1970, 1, 1), (-1, 1969, 12, 31), (11_016, 2000, 2, 29), (19_782, 2024, 2, 29), (-719_528, 0, 1, 1),
        (-719_529, -1, 12, 31), (-719_162, 1, 1, 1), (2_932_896, 9999, 12, 31),
    ])
    func `counts days from 1970`(_ days: Int, _ year: Int, _ month: Int, _ day: Int) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(CivilDate(daysSinceEpoch: days) == date)
        #expect(date.daysSinceEpoch == days)
        #expect(date.isReal)
    }

    @Test func `follows one day after another through four centuries and year 0`() {
        var previous = CivilDate(daysSinceEpoch: -900_001)
        var wrong = 0
        for days in -900_000 ..< -600_000 {
            let date = CivilDate(daysSinceEpoch: days)
            let isNext =
                date.day == previous.day + 1 && date.month == previous.month && date.year == previous.year
                || date.day == 1 && date.month == previous.month % 12 + 1
                    && date.year == previous.year + (previous.month == 12 ? 1 : 0)
            if !isNext || date.daysSinceEpoch != days { wrong += 1 }
            previous = date
        }
        #expect(wrong == 0)
    }

    @Test func `never traps on numbers without sense`() {
        let senseless = [Int.min, Int.min + 1, -1, 0, 13, 32, Int.max - 1, Int.max]
        for number in senseless {
            #expect(
                CivilDate(daysSinceEpoch: number).daysSinceEpoch
                    == min(max(number, -1_000_000_000_000), 1_000_000_000_000))
            for other in senseless {
                let dates = [
                    CivilDate(year: number, month: other, day: 1), CivilDate(year: 2026, month: number, day: other),
                    CivilDate(year: number, month: 2, day: other),
                ]
                #expect(dates.allSatisfy { !$0.iso8601.isEmpty && (!$0.isReal || $0.daysSinceEpoch != 0) })
            }
        }
        #expect(CivilDate(year: .min, month: 1, day: 1).isReal == false)
        #expect(CivilDate(year: -7, month: 3, day: 4).iso8601 == "-0007-03-04")
    }
}
