package import EmendCore

/// One row of the outbox, opened for delivery.
package struct OutboxItem: Sendable {
    package enum Work: Sendable {
        case change(PendingChange)
        case read(ReadTarget)
    }

    package var id: OutboxID
    /// Moves when the row's content changes; a verb that names an old revision is refused.
    package var revision: Int64
    package var account: String
    package var realm: String
    package var committedAt: Timestamp
    /// Attempts that have failed so far.
    package var failures: Int
    package var work: Work
    /// A read of something of which nothing was judged yet: a conversation, or a message that the ledger does not know.
    package var isHint = false

    package init(
        id: OutboxID, revision: Int64, account: String, realm: String, committedAt: Timestamp, failures: Int, work: Work
    ) {
        (self.id, self.revision, self.account, self.realm) = (id, revision, account, realm)
        (self.committedAt, self.failures, self.work) = (committedAt, failures, work)
    }
}

package struct PendingChange: Sendable {
    package var target: ChangeTarget
    package var change: Change
    /// Fingerprints of the text the change was made for.
    package var judged: TextVersion
    /// Fingerprints of the texts the change writes.
    package var planned: TextVersion
    /// When a call of it was last started; after a restart such a change is read before it is sent again.
    package var startedAt: Timestamp?
    /// Effects that still wait for their receipt.
    package var waiting: [EffectKey]
    package var expiresAt: Timestamp
    /// Whether a newer text of the message is known, so that this one is only sent when a read shows the judged text.
    package var isSuperseded = false

    package init(
        target: ChangeTarget, change: Change, judged: TextVersion, planned: TextVersion, startedAt: Timestamp?,
        waiting: [EffectKey], expiresAt: Timestamp
    ) {
        (self.target, self.change, self.judged, self.planned) = (target, change, judged, planned)
        (self.startedAt, self.waiting, self.expiresAt) = (startedAt, waiting, expiresAt)
    }
}

/// How a claim chooses.
package struct ClaimRequest: Sendable {
    package var now: Timestamp
    /// Most rows to return.
    package var limit: Int
    /// Rows that are being worked on now.
    package var held: Set<OutboxID>
    /// Realms whose bucket is empty or that are paused; writes and reads have buckets of their own.
    package var realmsWithoutWrites: Set<String>
    package var realmsWithoutReads: Set<String>
    /// Accounts whose rows may be worked on; nil for all.
    package var accounts: Set<String>?

    package init(now: Timestamp, limit: Int) {
        (self.now, self.limit) = (now, limit)
        (held, realmsWithoutWrites, realmsWithoutReads) = ([], [], [])
    }
}

package struct Claim: Sendable {
    package var items: [OutboxItem]
    /// When the next row that is not due yet will be; nil when nothing waits.
    package var nextDue: Timestamp?
    /// The accounts of rows that could not be decoded; what they were about is read anew.
    package var damaged: [String] = []
    /// Redactions that got their receipt because a newer text is known and nothing can be read.
    package var confirmed: [ClaimedEnd] = []

    package init(items: [OutboxItem], nextDue: Timestamp?) { (self.items, self.nextDue) = (items, nextDue) }
}

/// A redaction that ended without being claimed.
package struct ClaimedEnd: Hashable, Sendable {
    package var account: String
    package var redaction: ConfirmedRedaction

    package init(account: String, redaction: ConfirmedRedaction) {
        (self.account, self.redaction) = (account, redaction)
    }
}

/// What a delivery reports.
package enum Settlement: Sendable {
    /// Receipts for some or all effects. `served` is what the provider shows after the call, where it is known.
    case receipts([EffectReceipt], served: ServedText?)
    /// Try again later; counts as a failure unless `isPostponement`. With `isUnsent` it is certain that nothing of the
    /// change was done, so that a newer text takes its place.
    case retry(at: Timestamp, isPostponement: Bool, isUnsent: Bool = false)
    /// The message is gone: every waiting effect is dropped.
    case gone
    /// A read showed another text, which was committed: all but marks is dropped, and unsent marks wait on.
    /// The commit of a read made in the delivery (``ReadReceipt`` without a row) does this by itself.
    case replaced
    /// A newer text is known and no read can tell what stands: a change that may have been done is not sent again.
    case superseded
    /// The provider will not show it. A text that only this read would have brought is kept as a hit `unscanned`.
    case abandoned
}

package struct EffectReceipt: Hashable, Sendable {
    package var effect: EffectKey
    package var receipt: Receipt

    package init(_ effect: EffectKey, _ receipt: Receipt) { (self.effect, self.receipt) = (effect, receipt) }
}

package enum SettleOutcome: Hashable, Sendable {
    case settled
    /// A newer text was committed while the call was in flight: a read was enqueued that will show what stands.
    case overtaken
    /// As `settled`; and redactions that were overtaken have their receipt.
    case confirmed([ConfirmedRedaction])
    /// The row changed or is gone since it was claimed; nothing was written.
    case superseded
}
