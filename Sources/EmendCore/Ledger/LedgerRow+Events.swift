extension LedgerRow {
    /// What an event that the provider does not name, a read or a hint, tells of when it shows `version`.
    ///
    /// A message that was read again before anybody edited it is still as it was created: a rule for `created` that
    /// was to redact it, and whose change was lost with its key, is asked once more.
    package func event(showing version: TextVersion) -> EventKind {
        guard flags.contains(.original) || current.isEmpty else { return .edited }
        let isEdited = version.parts.contains { part in
            self[part.key].map { $0.isOurs || $0.fingerprint != part.fingerprint } ?? false
        }
        return isEdited ? .edited : .created
    }

    /// The text of `entry` becomes the current one.
    mutating func take(_ entry: LedgerEntry) {
        let kind = entry.event ?? event(showing: entry.version)
        let isChanged = entry.version.parts.contains { self[$0.key]?.fingerprint != $0.fingerprint }
        for part in entry.version.parts where self[part.key]?.fingerprint != part.fingerprint {
            set(part.key, part.fingerprint, isOurs: false)
        }
        if isChanged {
            applied.removeAll { !$0.effect.isMark }
            settled = nil
        }
        let wasLive = flags.contains(.live) && !isChanged
        flags.subtract([.gone, .live, .owed, .refused])
        if kind == .created {
            flags.insert(.original)
        } else if isChanged {
            flags.remove(.original)
        }
        if entry.isLive || wasLive { flags.insert(.live) }
        if entry.hasCertainSender { flags.insert(.certainSender) }
        if entry.needsText && entry.isLive { flags.insert(.owed) }
        address.formUnion(entry.address)
        movedAt = max(movedAt, entry.at)
        raiseStamp(to: entry.stamp)
    }

    /// The provider says that the message is deleted.
    package mutating func markGone(at: Timestamp) {
        flags.insert(.gone)
        flags.subtract([.owed, .unkept])
        movedAt = max(movedAt, at)
    }

    /// A call for a change of this message is about to be sent.
    package mutating func markStarted(at: Timestamp, writesText: Bool) {
        movedAt = max(movedAt, at)
        guard writesText else { return }
        updates = min(recentUpdates(at: at) + 1, 64)
        startedAt = at
    }

    /// The call was refused: it does not count as an update.
    package mutating func unmarkStarted() { updates = max(updates - 1, 0) }

    /// Whether a text of theirs is known that came after `judged`, and that is not what `planned` writes.
    package func hasNewer(than judged: TextVersion, planned: TextVersion) -> Bool {
        judged.parts.contains { part in
            guard let current = self[part.key], !current.isOurs else { return false }
            return current.fingerprint != part.fingerprint && current.fingerprint != planned[part.key]
        }
    }

    /// The text of a change stands at the provider, or did.
    ///
    /// - Parameter served: What the provider showed after the call; where it names a part, that is what stands.
    package mutating func markWritten(_ planned: TextVersion, served: ServedText?, at: Timestamp) {
        for part in planned.parts {
            set(part.key, served?.version[part.key] ?? part.fingerprint, isOurs: true)
        }
        wrote = TextVersion(current.filter(\.isOurs).map { .init($0.key, $0.fingerprint) })
        raiseStamp(to: served?.stamp)
        movedAt = max(movedAt, at)
    }
}

/// The brake on a message that is rewritten again and again: by another robot, or by a user who will not have it.
extension LedgerRow {
    private static let freeUpdates = 5
    private static let window = Duration.seconds(600)

    /// How long the next change of this message's text waits: 1, 2, 4 ... 64 minutes after five updates that
    /// followed each other closely; zero before.
    package func delayOfNextUpdate(at: Timestamp) -> Duration { Self.delay(after: recentUpdates(at: at)) }

    private func recentUpdates(at: Timestamp) -> Int {
        guard let startedAt else { return 0 }
        return at - startedAt > Self.window + Self.delay(after: updates) ? 0 : updates
    }

    private static func delay(after updates: Int) -> Duration {
        updates < freeUpdates ? .zero : .seconds(60 << min(updates - freeUpdates, 6))
    }
}

/// What the provider shows: in the answer to a call or in the read after it.
package struct ServedText: Hashable, Sendable {
    package var version: TextVersion
    package var stamp: Timestamp?

    package init(version: TextVersion, stamp: Timestamp?) { (self.version, self.stamp) = (version, stamp) }
}

extension TextVersion {
    /// This text with the parts of `other` in place of its own.
    package func replacing(with other: TextVersion) -> TextVersion {
        TextVersion(parts.map { Part($0.key, other[$0.key] ?? $0.fingerprint) })
    }
}
