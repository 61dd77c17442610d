package import EmendCore

/// Remembers which messages were updated often of late, which is how two programs look that edit each other's text.
///
/// The store makes the next update of such a message wait; here it is told that the message has to be looked at before
/// that update, whatever the account's `verify` says.
package struct RecentUpdates: Sendable {
    package var burst = 5
    package var window: Duration = .seconds(600)
    private var starts: [MessageKey: [Timestamp]] = [:]

    package init() {}

    package mutating func add(_ key: MessageKey, at now: Timestamp) {
        var times = starts[key, default: []]
        if times.count >= burst { times.removeFirst() }
        times.append(now)
        starts[key] = times
        if starts.count > 4096 { starts = starts.filter { $0.value.contains { $0 > now - window } } }
    }

    /// Whether as many updates as make a burst were sent within the window.
    package func areMany(of key: MessageKey, at now: Timestamp) -> Bool {
        (starts[key] ?? []).count { $0 > now - window } >= burst
    }
}
