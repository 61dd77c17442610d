/// What is known of one message: the text we believe the provider shows, whose it is, and what was done.
package struct LedgerRow: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package var key: PartKey
        package var fingerprint: Fingerprint
        /// Written by us; otherwise by them.
        package var isOurs: Bool

        package init(_ key: PartKey, _ fingerprint: Fingerprint, isOurs: Bool) {
            (self.key, self.fingerprint, self.isOurs) = (key, fingerprint, isOurs)
        }
    }

    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Some event said with certainty what kind of sender this is.
        package static let certainSender = Flags(rawValue: 1)
        package static let gone = Flags(rawValue: 2)
        /// The current text was judged by an account that is live.
        package static let live = Flags(rawValue: 4)
        /// The current text is to be replaced, and no receipt has answered that yet.
        package static let owed = Flags(rawValue: 8)
        /// An effect for the current text was refused or impossible.
        package static let refused = Flags(rawValue: 16)
        /// The current text, if it is theirs, is the one that the message was created with.
        package static let original = Flags(rawValue: 32)
        /// A text came that was not kept, because a read is to show what stands.
        package static let unkept = Flags(rawValue: 64)
    }

    /// The text we believe the provider shows, in the order of the keys.
    package var current: [Part] = []
    /// The text we wrote last; kept over later texts of theirs, so that a late echo of it is known.
    package var wrote = TextVersion([])
    /// The newest edit time ever seen.
    package var stamp: Timestamp?
    /// When the text last changed or a call of it was last started or answered; a read sent before proves nothing.
    package var movedAt: Timestamp
    /// When a call that writes text was last started.
    package var startedAt: Timestamp?
    /// Calls that wrote text, counted while they follow each other closely.
    package var updates = 0
    /// The redaction that was settled last, as long as its text is believed to stand.
    package var settled: SettledText?
    package var applied: [AppliedEffect] = []
    package var flags: Flags = []
    package var address: AddressFields = []

    package init(movedAt: Timestamp) { self.movedAt = movedAt }

    package subscript(key: PartKey) -> Part? {
        let place = current.firstPlace { $0.key >= key }
        return place < current.count && current[place].key == key ? current[place] : nil
    }

    /// Makes `fingerprint` the current one of its part.
    mutating func set(_ key: PartKey, _ fingerprint: Fingerprint, isOurs: Bool) {
        let part = Part(key, fingerprint, isOurs: isOurs)
        let index = current.firstPlace { $0.key >= key }
        if index < current.endIndex, current[index].key == key {
            current[index] = part
        } else {
            current.insert(part, at: index)
        }
    }

    mutating func raiseStamp(to other: Timestamp?) {
        if let other { stamp = max(stamp ?? other, other) }
    }
}

/// A redaction that has its receipt. The event of an edit that it replaced may come later still.
package struct SettledText: Hashable, Sendable {
    /// The row of the outbox that it was.
    package var change: Int64
    /// Between two calls of one change parts of it still stand.
    package var judged: TextVersion
    /// The edit time of the judged text: an edit between it and our call was never judged.
    package var judgedStamp: Timestamp
    package var receipt: Receipt

    package init(change: Int64, judged: TextVersion, judgedStamp: Timestamp, receipt: Receipt) {
        (self.change, self.judged, self.judgedStamp, self.receipt) = (change, judged, judgedStamp, receipt)
    }
}

/// An effect that was done and is not to be done again: a mark for the life of the message, others for one text.
package struct AppliedEffect: Hashable, Sendable {
    package var effect: EffectKey
    /// Of a mark: on whose behalf.
    package var actor: Mark.Actor?
    package var receipt: Receipt

    package init(_ effect: EffectKey, by actor: Mark.Actor? = nil, _ receipt: Receipt) {
        (self.effect, self.actor, self.receipt) = (effect, actor, receipt)
    }
}
