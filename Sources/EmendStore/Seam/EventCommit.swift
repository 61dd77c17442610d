package import EmendCore

/// Everything one event asks the store to make durable, in one transaction.
package struct EventCommit: Sendable {
    package var messages: [JudgedMessage]
    /// Reads to be made later; one pending read per target is kept.
    package var reads: [ReadTarget]
    package var deleted: [MessageKey]
    package var account: String
    package var provider: Provider
    package var realm: String
    /// The ruleset that judged; the commit is refused as stale when another has been activated since.
    package var generation: RulesetGeneration
    package var at: Timestamp
    /// The read this event answers; it is settled in the same transaction.
    package var answering: ReadReceipt?

    package init(account: String, provider: Provider, realm: String, generation: RulesetGeneration, at: Timestamp) {
        (self.account, self.provider, self.realm) = (account, provider, realm)
        (self.generation, self.at) = (generation, at)
        (messages, reads, deleted) = ([], [], [])
    }
}

/// Counts activations of rulesets, from 1.
package typealias RulesetGeneration = Int

/// A read from the outbox and when it was sent.
package struct ReadReceipt: Hashable, Sendable {
    /// Nil for a read made inside the delivery of a change.
    package var row: OutboxID?
    /// When the request was handed to the network.
    package var sentAt: Timestamp

    /// False where something had to be left out: the row stays, to be settled.
    package var isWhole = true

    package init(row: OutboxID?, sentAt: Timestamp) { (self.row, self.sentAt) = (row, sentAt) }
}

package struct OutboxID: Hashable, Sendable {
    package var value: Int64
    package init(_ value: Int64) { self.value = value }
}

/// One message with the speculative decision about it.
package struct JudgedMessage: Sendable {
    package var key: MessageKey
    package var conversation: ValidUTF8?
    package var address: MessageAddress
    package var arrival: Arrival
    package var event: EventKind?
    package var stamp: Timestamp?
    package var hasCertainSender: Bool
    /// Fingerprints of the text that was judged.
    package var version: TextVersion
    /// Fingerprints of those parts that the change gives a new text.
    package var planned: TextVersion
    package var decision: Decision
    /// What takes the place of `decision` and `planned`, which are those of a created message, when the ledger shows that
    /// the message was edited. Only for events that the provider does not name, and only where it makes a difference.
    package var ifEdited: EditedDecision?
    /// Whether a read can settle the order of two texts: false with `verify: none`.
    package var isReadable: Bool
    /// False in observe mode: hits are kept, the change is not.
    package var isLive: Bool
    /// From `call_max_age`: when marks and tags of this change expire.
    package var expiresAt: Timestamp

    package init(
        key: MessageKey, arrival: Arrival, version: TextVersion, planned: TextVersion, decision: Decision,
        isReadable: Bool, isLive: Bool, expiresAt: Timestamp
    ) {
        (self.key, self.arrival, self.version, self.planned) = (key, arrival, version, planned)
        (self.decision, self.isReadable, self.isLive, self.expiresAt) = (decision, isReadable, isLive, expiresAt)
        (address, hasCertainSender) = (MessageAddress(), false)
    }
}

/// A decision under the presumption that the message was edited.
package final class EditedDecision: Sendable {
    package let decision: Decision
    package let planned: TextVersion

    package init(_ decision: Decision, planned: TextVersion) { (self.decision, self.planned) = (decision, planned) }
}

package enum CommitOutcome: Hashable, Sendable {
    case committed(CommitReport)
    /// Another ruleset has been activated since the event was judged: judge again.
    case stale
}

/// What became of an event that is on disk.
package struct CommitReport: Hashable, Sendable {
    /// One per message, in order.
    package var verdicts: [LedgerVerdict]
    /// Places of the messages that were taken as edited, by their ``JudgedMessage/ifEdited``.
    package var edited: [Int] = []
    /// Redactions of earlier changes that have their receipt now.
    package var confirmed: [ConfirmedRedaction] = []

    package init(_ verdicts: [LedgerVerdict]) { self.verdicts = verdicts }
}

/// A redaction that had been overtaken by a newer text and waited for a read, with the receipt it has now.
package struct ConfirmedRedaction: Hashable, Sendable {
    package var key: MessageKey
    package var receipt: Receipt

    package init(_ key: MessageKey, _ receipt: Receipt) { (self.key, self.receipt) = (key, receipt) }
}
