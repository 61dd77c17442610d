package import EmendCore
import Glibc

/// The machine's clocks. Everything that decides takes times as values; this is where they come from.
package enum SystemClock {
    /// Wall time, UTC; may jump.
    package static func now() -> Timestamp {
        let time = read(CLOCK_REALTIME)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Time since some fixed moment in the past; never jumps. For deadlines and measuring.
    package static func uptime() -> Duration {
        let time = read(CLOCK_MONOTONIC)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// ``uptime()`` in nanoseconds, for counters that are read often.
    package static func uptimeNanoseconds() -> UInt64 { nanoseconds(CLOCK_MONOTONIC) }

    /// CPU time that the calling thread has used, in nanoseconds.
    package static func threadCPUNanoseconds() -> UInt64 { nanoseconds(CLOCK_THREAD_CPUTIME_ID) }

    private static func nanoseconds(_ clock: clockid_t) -> UInt64 {
        let time = read(clock)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        let code = unsafe clock_gettime(clock, &time)
        precondition(code == 0, "the clocks used here exist on every Linux")
        return time
    }
}
