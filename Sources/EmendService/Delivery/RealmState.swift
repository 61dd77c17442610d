import EmendCore
import EmendStore

/// What the dispatcher keeps of one realm: its rates, its breaker and who waits for a token.
struct RealmState {
    var writes: RateBucket
    var reads: RateBucket
    var breaker: CircuitBreaker
    /// Deliveries under way.
    var inFlight = 0
    /// Deliveries that have begun and wait for a token, oldest first.
    var waiting: [OutboxID] = []

    init(rate: Rate, breaker: BreakerSettings) {
        (writes, reads) = (RateBucket(rate), RateBucket(rate))
        self.breaker = CircuitBreaker(breaker)
    }

    mutating func change(rate: Rate) {
        writes.change(to: rate)
        reads.change(to: rate)
    }

    /// What a claim should leave alone.
    func closed(at now: Duration, limit: Int) -> (writes: Bool, reads: Bool) {
        if inFlight >= limit || !breaker.allows(at: now) || !waiting.isEmpty { return (true, true) }
        // Most changes read before they write, so without a read they would only be put back.
        let noReads = !reads.isFree(at: now)
        return (noReads || !writes.isFree(at: now), noReads)
    }

    /// The next moment at which time alone may open what is closed now; nil when all is open or something else must
    /// happen first.
    func nextOpening(at now: Duration) -> Duration? {
        if let opens = breaker.opensAt, opens > now { return opens }
        let moments = [writes, reads].filter { !$0.isFree(at: now) }.map { $0.nextFree(at: now) }
        return moments.min()
    }

    /// The provider takes no calls for a while.
    mutating func pause(until: Duration) {
        writes.pause(until: until)
        reads.pause(until: until)
    }
}
