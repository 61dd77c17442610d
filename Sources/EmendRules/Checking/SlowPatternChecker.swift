import EmendCore
import EmendMatching

/// Patterns that take long over ordinary messages, in which they find nothing.
///
/// Nearly all patterns take less than a microsecond. The least of many measurements is taken, which other work on the
/// machine can't make smaller, and the bound is some way above what is asked for, so that a warning is no accident.
struct SlowPatternChecker {
    /// For about 200 characters; what patterns should stay below is half of it.
    private static let mostNanoseconds: Int64 = 10_000
    private static let callsPerMeasurement = 8
    private static let mostMeasurements = 25

    private let scratch: JudgingScratch
    /// CPU time of the calling thread.
    private let cpuNanoseconds: () -> Int64

    init(_ scratch: JudgingScratch, cpuNanoseconds: @escaping () -> Int64) {
        (self.scratch, self.cpuNanoseconds) = (scratch, cpuNanoseconds)
    }

    private static let texts: [ValidUTF8] = [
        "Hi there, I ordered two pairs of shoes last week and the tracking page has not changed since Monday. Could "
            + "you please have a look at it and tell me when they will arrive? I am at home until 6 pm. Thanks a lot!",
        "Hello, order 10493827 from 2026-03-02 10:15 is still not here; invoice 2026/00417 says 149.90 EUR for item "
            + "4711-22. Could you check with the carrier? My customer number is 88123, see the mail of 1 March 2026.",
        "Здравствуйте, я заказала две пары обуви на прошлой неделе, а страница отслеживания с тех пор не менялась. "
            + "Не могли бы вы проверить и сказать, когда они придут? Grüße aus München und vielen Dank für alles!",
    ].map { ValidUTF8($0) }

    func check(_ rule: Rule) -> [Diagnostic] {
        rule.condition.leaves.flatMap { leaf, _ -> [Diagnostic] in
            leaf.placedPatterns.compactMap { pattern, place in
                guard let cost = cost(of: pattern) else { return nil }
                return Diagnostic(
                    .slowPattern, at: place,
                    "the pattern takes about \(cost / 1000) microseconds for an ordinary message of 200 characters",
                    hint: "begin it with a literal or a word boundary, bound its repeats, or use `keywords`",
                    rule: rule.id)
            }
        }
    }

    /// Nanoseconds for the text that takes longest; nil when none takes too long.
    private func cost(of pattern: Pattern) -> Int64? {
        let costs = Self.texts.compactMap { cost(of: pattern, on: $0) }
        return costs.max()
    }

    private func cost(of pattern: Pattern, on text: ValidUTF8) -> Int64? {
        var least = Int64.max
        for _ in 0..<Self.mostMeasurements {
            let start = cpuNanoseconds()
            for _ in 0..<Self.callsPerMeasurement { _ = pattern.matches(in: text, scratch: scratch.matching) }
            least = min(least, (cpuNanoseconds() - start) / Int64(Self.callsPerMeasurement))
            if least <= Self.mostNanoseconds { return nil }
        }
        return least
    }
}
