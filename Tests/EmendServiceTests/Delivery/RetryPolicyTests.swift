import EmendCore
import EmendProviders
import EmendService
import Testing

struct RetryPolicyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let failures: Int
        let advice: RetryAdvice
        let milliseconds: ClosedRange<Int64>

        init(_ name: String, _ failures: Int, _ advice: RetryAdvice, _ range: ClosedRange<Int64>) {
            (testDescription, self.failures, self.advice, milliseconds) = (name, failures, advice, range)
        }
    }

    static let cases: [Case] = [
        Case("first failure", 1, RetryAdvice(), 500...1000),
        Case("fourth failure", 4, RetryAdvice(), 4000...8000),
        Case("hundredth failure", 100, RetryAdvice(), 300_000...600_000),
        Case("no failure counts as one", 0, RetryAdvice(), 500...1000),
        Case("the provider names a time", 1, RetryAdvice(after: .seconds(30)), 30_000...33_000),
        Case("the provider names no wait", 9, RetryAdvice(after: .zero), 0...50),
        Case("a time beyond reason", 1, RetryAdvice(after: .seconds(1 << 40)), 86_400_000...95_040_000),
        Case("late", 1, RetryAdvice(isLate: true), 30_000...60_000),
        Case("late with a short time", 1, RetryAdvice(after: .seconds(1), isLate: true), 30_000...60_000),
    ]

    @Test(arguments: cases)
    func `waits longer each time and never shorter than asked`(_ row: Case) {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let delay = RetryPolicy().delay(failures: row.failures, advice: row.advice, random: &random)
            #expect(row.milliseconds.contains(delay.wholeMilliseconds))
        }
    }

    @Test func `spreads the waits`() {
        var random = SystemRandomNumberGenerator()
        let delays = Set((0..<50).map { _ in RetryPolicy().delay(failures: 8, advice: RetryAdvice(), random: &random) })
        #expect(delays.count > 10)
    }
}
