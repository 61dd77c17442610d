/// A moment in Unix time, in milliseconds, UTC.
///
/// Arithmetic stays at the ends of the range instead of overflowing, since times come from strangers.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(seconds: Int64) { milliseconds = Int64(clamping: Int128(seconds) * 1000) }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
    package static func + (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(milliseconds: Int64(clamping: Int128(left.milliseconds) + Int128(right.wholeMilliseconds)))
    }
    package static func - (left: Timestamp, right: Duration) -> Timestamp {
        Timestamp(milliseconds: Int64(clamping: Int128(left.milliseconds) - Int128(right.wholeMilliseconds)))
    }
    package static func - (left: Timestamp, right: Timestamp) -> Duration {
        .milliseconds(Int128(left.milliseconds) - Int128(right.milliseconds))
    }
}

extension Timestamp {
    /// The day in UTC.
    package var day: CivilDate { CivilDate(daysSinceEpoch: Int(dayAndMilliseconds.quotient)) }

    /// Days since 1970-01-01, rounded down, and the milliseconds since that day began.
    var dayAndMilliseconds: (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        return remainder < 0 ? (quotient - 1, remainder + 86_400_000) : (quotient, remainder)
    }
}

extension Duration {
    /// Rounded towards zero; the nearest number where there are more than 64 bits can count.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return Int64(clamping: Int128(seconds) * 1000 + Int128(attoseconds / 1_000_000_000_000_000))
    }
}
