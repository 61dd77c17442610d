import EmendService
import Testing

struct CircuitBreakerTests {
    private static let settings: BreakerSettings = {
        var settings = BreakerSettings()
        (settings.failures, settings.firstPause, settings.longestPause) = (3, .seconds(5), .seconds(12))
        return settings
    }()

    @Test func `opens after failures in a row and probes with growing pauses`() {
        var breaker = CircuitBreaker(Self.settings)
        let opened = (0..<3).map { breaker.fail(at: .seconds($0)) }
        #expect(opened == [false, false, true])
        #expect(!breaker.allows(at: .seconds(6)))
        var pauses: [Duration] = []
        var now = Duration.seconds(2)
        for _ in 0..<3 {
            guard let opens = breaker.opensAt else { break }
            pauses.append(opens - now)
            now = opens
            #expect(breaker.allows(at: now))
            breaker.begin()
            // One probe at a time.
            #expect(!breaker.allows(at: now))
            breaker.fail(at: now)
        }
        #expect(pauses == [.seconds(5), .seconds(10), .seconds(12)])
    }

    @Test func `closes with the first answer and forgets earlier failures`() {
        var breaker = CircuitBreaker(Self.settings)
        breaker.fail(at: .zero)
        breaker.fail(at: .zero)
        breaker.succeed()
        breaker.fail(at: .zero)
        breaker.fail(at: .zero)
        #expect(breaker.isClosed)
        breaker.fail(at: .zero)
        breaker.begin()
        breaker.succeed()
        #expect(breaker.isClosed && breaker.allows(at: .zero))
    }

    @Test func `a probe that was never sent leaves the next call to probe`() {
        var breaker = CircuitBreaker(Self.settings)
        for _ in 0..<3 { breaker.fail(at: .zero) }
        breaker.begin()
        breaker.abandonProbe(at: .seconds(9))
        #expect(breaker.allows(at: .seconds(9)) && !breaker.isClosed)
    }
}
