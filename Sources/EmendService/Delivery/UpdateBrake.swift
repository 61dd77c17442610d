package import EmendCore

/// Slows down updates of one message that come too often, which is how two programs that edit each other's text look.
///
/// After `burst` updates in `window` the next one waits a minute, the one after it two, then four, and so on; and it
/// reads the message first whatever the account's `verify` says of reading before.
package struct UpdateBrake: Sendable {
    package var burst = 5
    package var window: Duration = .seconds(600)
    private var starts: [MessageKey: [Timestamp]] = [:]

    package init() {}

    /// An update of the message is sent now.
    package mutating func started(_ key: MessageKey, at now: Timestamp) {
        starts[key, default: []].append(now)
        if starts[key, default: []].count > 2 * burst + 6 { starts[key]?.removeFirst() }
        if starts.count > 4096 { prune(at: now) }
    }

    /// The moment before which the next update of the message is not sent; nil when it may go at once.
    package func heldUntil(_ key: MessageKey, at now: Timestamp) -> Timestamp? {
        guard let times = starts[key], let last = times.last else { return nil }
        let recent = times.count { $0 > now - window }
        guard recent >= burst else { return nil }
        let until = last + .seconds(60 * (1 << min(recent - burst, 6)))
        return until > now ? until : nil
    }

    /// Whether so many updates were made lately that the message is looked at before the next.
    package func asksForRead(_ key: MessageKey, at now: Timestamp) -> Bool {
        guard let times = starts[key] else { return false }
        return times.count { $0 > now - window } >= burst
    }

    private mutating func prune(at now: Timestamp) {
        starts = starts.filter { $0.value.contains { $0 > now - window } }
    }
}
