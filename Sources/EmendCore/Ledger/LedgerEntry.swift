/// One message as the ledger sees it.
package struct LedgerEntry: Sendable {
    /// How the text came to be known, with what a read proves.
    package enum Source: Hashable, Sendable {
        case webhook
        case hint
        /// - Parameters:
        ///   - sentAt: When the request was handed to the network.
        ///   - repeats: How often this read was made again because it had proved nothing.
        ///   - isDelivery: Whether it was made while a change was delivered.
        case read(sentAt: Timestamp, repeats: Int, isDelivery: Bool)
    }

    package var version: TextVersion
    package var source: Source
    package var event: EventKind?
    package var stamp: Timestamp?
    package var address: AddressFields = []
    package var hasCertainSender = false
    /// Whether the decision gives the message a new text.
    package var needsText = false
    package var isReadable = true
    /// Whether the event that brought a hint also asked for the read that decides about it.
    package var isReadAnyway = true
    package var isLive = true
    /// When it is committed.
    package var at: Timestamp

    package init(_ version: TextVersion, _ source: Source, at: Timestamp) {
        (self.version, self.source, self.at) = (version, source, at)
    }

    var isRead: Bool { if case .read = source { true } else { false } }
}

/// A change of the message that has not been settled, as far as the ledger needs it.
package struct UnsettledChange: Hashable, Sendable {
    package enum Phase: Int, Sendable {
        case unsent
        /// A call may have reached the provider.
        case started
        /// The calls are done; a read has yet to show whether they replaced a newer text.
        case awaiting
    }

    package var phase: Phase
    package var judged: TextVersion
    /// Empty when the change writes no text, or has written it.
    package var planned: TextVersion
    /// What the provider showed after the call.
    package var served: TextVersion?
    package var overtaken: Overtaken
    /// The edit time of the judged text.
    package var judgedStamp: Timestamp?

    package init(
        _ phase: Phase, judged: TextVersion, planned: TextVersion, served: TextVersion? = nil,
        overtaken: Overtaken = .no
    ) {
        (self.phase, self.judged, self.planned) = (phase, judged, planned)
        (self.served, self.overtaken) = (served, overtaken)
    }

    package var writesText: Bool { !planned.parts.isEmpty }

    /// Whether `part` is a text that this change writes or that its call was answered with.
    func expects(_ part: TextVersion.Part) -> Bool {
        guard let planned = planned[part.key] else { return false }
        return planned == part.fingerprint || served?[part.key] == part.fingerprint
    }

    /// Whether `shown` is the text this change writes, as far as both name the same parts.
    package func stands(in shown: TextVersion) -> Bool {
        let common = shown.parts.filter { planned[$0.key] != nil }
        return !common.isEmpty && common.allSatisfy(expects)
    }

    /// Whether `shown` has another text than the one this change was made for, in a part that it rewrites.
    func isVoid(in shown: TextVersion) -> Bool {
        shown.parts.contains { planned[$0.key] != nil && judged[$0.key] != $0.fingerprint }
    }
}

/// What became known while a call was in flight.
package enum Overtaken: Int, Comparable, Sendable {
    case no
    /// The judged text was written once more: whether ours or theirs came last is not known.
    case again
    /// Another text was written.
    case edited

    package static func < (left: Overtaken, right: Overtaken) -> Bool { left.rawValue < right.rawValue }
}
