import EmendCore
package import EmendProviders

/// How long a row waits after a failure; never sleeps, sends or reads a clock.
package struct RetryPolicy: Sendable {
    /// The wait after the first failure; it doubles with each further one.
    package var first: Duration = .seconds(1)
    package var longest: Duration = .seconds(600)
    /// For answers that say "later" without a time: the same, slower.
    package var firstLate: Duration = .seconds(60)
    package var longestLate: Duration = .seconds(3600)
    /// A provider that names a longer time than this is asked again after it all the same.
    package var longestObeyed: Duration = .seconds(24 * 3600)

    package init() {}

    /// - Parameters:
    ///   - failures: Attempts that have failed so far, this one included; at least 1.
    ///   - random: Spreads the waits over half their length, so that rows that failed together do not come back together.
    /// - Returns: Never shorter than what the provider asked for.
    package func delay(
        failures: Int, advice: RetryAdvice, random: inout some RandomNumberGenerator
    ) -> Duration {
        let (base, limit) = advice.isLate ? (firstLate, longestLate) : (first, longest)
        let doublings = min(max(failures, 1) - 1, 30)
        let full = min(limit, base * (1 << doublings)).wholeMilliseconds
        let jittered = Duration.milliseconds(Int64.random(in: full / 2...full, using: &random))
        guard let asked = advice.after else { return jittered }
        // A little more than asked for, by at most a tenth, for the same spreading.
        let obeyed = min(max(asked, .zero), longestObeyed)
        let extra = Duration.milliseconds(Int64.random(in: 0...max(obeyed.wholeMilliseconds / 10, 50), using: &random))
        return max(obeyed + extra, advice.isLate ? jittered : .zero)
    }
}
