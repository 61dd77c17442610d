import EmendCore
import Testing

struct TimeZoneTests {
    /// A version 2 file without transitions, so that the rule at its end counts for all times.
    static func file(rule: String, offset: Int32 = 0) -> [UInt8] {
        func number(_ value: Int32) -> [UInt8] {
            (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
        let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + [0, 0, 0, 0, 1, 4].flatMap(number)
        let block = number(offset) + [0, 0] + Array("XXX\0".utf8)
        return header + block + header + block + Array("\n\(rule)\n".utf8)
    }

    static let rows: [(rule: String, moment: String, minutes: Int)] = [
        ("UTC0", "2026-07-01T00:00:00Z", 0), ("JST-9", "2026-07-01T00:00:00Z", 540),
        ("<+0545>-5:45", "2026-07-01T00:00:00Z", 345),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 60),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 120),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59:59Z", 120),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 60),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -300),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -240),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 660),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-01T00:00:00Z", 600),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0),
        ("XXX3YYY,J60,J300", "2024-02-29T12:00:00Z", -180), ("XXX3YYY,J60,J300", "2024-03-01T12:00:00Z", -120),
        ("XXX3YYY,59,300", "2024-02-29T12:00:00Z", -120),
    ]

    @Test(arguments: rows)
    func `the rule at the end of a file gives the offset`(_ row: (rule: String, moment: String, minutes: Int)) throws {
        let zone = try #require(TimeZoneRules(tzif: Self.file(rule: row.rule)))
        let moment = try #require(Timestamp(rfc3339: row.moment))
        #expect(zone.offsetSeconds(at: moment) == row.minutes * 60)
    }

    @Test func `a file that is cut short or damaged is refused`() {
        let whole = Self.file(rule: "CET-1CEST,M3.5.0,M10.5.0/3")
        #expect((0..<90).allSatisfy { TimeZoneRules(tzif: Array(whole.prefix($0))) == nil })
        for rule in ["CET", "CET-1CEST", "CET-1CEST,M13.1.0,M1.1.0", "C-1", "CET-999", "CET-1CEST,M3.5.0,M10.5.0/3x"] {
            #expect(TimeZoneRules(tzif: Self.file(rule: rule)) == nil, "\(rule)")
        }
    }
}
