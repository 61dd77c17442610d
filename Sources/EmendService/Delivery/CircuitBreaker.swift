/// Leaves a provider alone that fails again and again: after some failures in a row calls stop, then one at a time
/// probes, with growing pauses. It only delays; nothing is dropped. Times are those of a clock that does not jump.
package struct CircuitBreaker: Sendable {
    private enum State: Sendable {
        case closed(failures: Int)
        case open(until: Duration, pause: Duration)
        case probing(pause: Duration)
    }

    private let settings: BreakerSettings
    private var state = State.closed(failures: 0)

    package init(_ settings: BreakerSettings) { self.settings = settings }

    package var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    /// Whether a call may begin; in the open state the first one after the pause is the probe.
    package func allows(at now: Duration) -> Bool {
        switch state {
        case .closed: true
        case .open(let until, _): now >= until
        case .probing: false
        }
    }

    /// When calls are next let through, as far as it depends on time; nil when it does not.
    package var opensAt: Duration? {
        if case .open(let until, _) = state { until } else { nil }
    }

    /// A call begins that ``allows(at:)`` let through.
    package mutating func begin() {
        if case .open(_, let pause) = state { state = .probing(pause: pause) }
    }

    /// The provider answered in a way that shows it works, be it a refusal.
    package mutating func succeed() { state = .closed(failures: 0) }

    /// A transport or server failure.
    ///
    /// - Returns: True when this failure stopped the calls.
    @discardableResult package mutating func fail(at now: Duration) -> Bool {
        switch state {
        case .closed(let failures) where failures + 1 < settings.failures:
            state = .closed(failures: failures + 1)
            return false
        case .closed:
            state = .open(until: now + settings.firstPause, pause: settings.firstPause)
            return true
        case .open:
            // Calls that were under way when it opened change nothing.
            return false
        case .probing(let pause):
            let longer = min(pause * 2, settings.longestPause)
            state = .open(until: now + longer, pause: longer)
            return true
        }
    }

    /// The probe ended without telling anything (it was never sent); the next call probes.
    package mutating func abandonProbe(at now: Duration) {
        if case .probing(let pause) = state { state = .open(until: now, pause: pause) }
    }
}
