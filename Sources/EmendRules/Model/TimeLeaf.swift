package import EmendCore

/// A window of local time.
package struct TimeLeaf: Sendable {
    /// Minutes of the day, 0...1440. The end is not included; an end before the start passes midnight.
    package var start: Int?
    package var end: Int?
    /// 0 is Monday. A window that passes midnight belongs to the day it begins on.
    package var days: Set<Int>?
    package var zone: TimeZoneRules

    func holds(at moment: Timestamp) -> Bool {
        let local = moment + .seconds(zone.offsetSeconds(at: moment))
        let milliseconds = local.milliseconds
        var day = local.day.daysSinceEpoch
        let minute = Int((milliseconds - Int64(day) * 86_400_000) / 60_000)
        if let start, let end {
            if start < end {
                guard start <= minute, minute < end else { return false }
            } else if minute < end {
                day -= 1
            } else if minute < start {
                return false
            }
        }
        guard let days else { return true }
        // 1970-01-01 was a Thursday.
        let weekday = (day + 3) % 7
        return days.contains(weekday < 0 ? weekday + 7 : weekday)
    }
}
