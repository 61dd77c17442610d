package import EmendCore

/// How many calls may go out: at most `count` in any stretch of `period`, wherever the stretch begins.
///
/// It remembers when the last `count` calls went out instead of refilling drop by drop, because a bucket that refills
/// lets twice the rate through in the first window, which providers that count in windows answer with 429.
/// Times are those of a clock that does not jump.
package struct RateBucket: Sendable {
    private var rate: Rate
    /// When the last calls went out, as a ring; `oldest` is the place that is overwritten next.
    private var sent: [Duration] = []
    private var oldest = 0
    /// Tokens that were promised and not used yet.
    private var reserved = 0
    private var pausedUntil: Duration = .zero

    package init(_ rate: Rate) {
        self.rate = Rate(max(1, rate.count), per: rate.period)
    }

    /// Another rate from now on; what was sent before still counts.
    package mutating func change(to rate: Rate) {
        let inOrder = sent[oldest...] + sent[..<oldest]
        self.rate = Rate(max(1, rate.count), per: rate.period)
        sent = inOrder.suffix(self.rate.count)
        oldest = 0
    }

    /// Promises one call; ``spend(at:)`` or ``giveBack()`` follows.
    ///
    /// - Returns: False when the rate is used up or the provider told us to wait.
    package mutating func reserve(at now: Duration) -> Bool {
        guard isFree(at: now) else { return false }
        reserved += 1
        return true
    }

    /// The promised call goes out now.
    package mutating func spend(at now: Duration) {
        reserved = max(0, reserved - 1)
        if sent.count < rate.count {
            sent.append(now)
        } else {
            sent[oldest] = now
            oldest = (oldest + 1) % sent.count
        }
    }

    package mutating func giveBack() { reserved = max(0, reserved - 1) }

    /// The provider said how long it will take no calls.
    package mutating func pause(until: Duration) { pausedUntil = max(pausedUntil, until) }

    package func isFree(at now: Duration) -> Bool {
        guard now >= pausedUntil else { return false }
        return inWindow(at: now) + reserved < rate.count
    }

    /// The first moment at which a call may go out, as far as it depends on time alone.
    package func nextFree(at now: Duration) -> Duration {
        var next = max(now, pausedUntil)
        // The n-th call from the end of the window must have left it, n being the places that reservations leave.
        let places = rate.count - reserved
        guard places > 0 else { return next + rate.period }
        if sent.count >= places {
            next = max(next, sent[(oldest + sent.count - places) % sent.count] + rate.period)
        }
        return next
    }

    private func inWindow(at now: Duration) -> Int {
        // The ring is in order of time, so its newest entries are looked at until one has left the window.
        var count = 0
        while count < sent.count {
            let place = (oldest + sent.count - 1 - count) % sent.count
            guard sent[place] + rate.period > now else { break }
            count += 1
        }
        return count
    }
}
