/// What the ledger said of one message, inside the transaction.
package enum LedgerVerdict: Hashable, Sendable {
    /// The decision stands: hits and change are kept.
    case new
    case echo
    case duplicate(DuplicateReason)
    /// A read was enqueued that will settle the order.
    case deferred(DeferredReason)
}

/// The verdict on one message, and what is to be written with it.
package struct LedgerStep: Hashable, Sendable {
    /// Of a change that waited for a read.
    package enum Resolution: Hashable, Sendable {
        /// Our text stands over an edit of the user's.
        case overwrote
        /// The receipts that the call earned hold.
        case confirmed
    }

    package var verdict: LedgerVerdict
    package var row: LedgerRow
    /// The message is to be read.
    package var needsRead = false
    /// What the change in flight is to be marked with. `edited` also makes an unsent change be read again before it is sent.
    package var overtakes = Overtaken.no
    /// The text effect of the unsent change is `dropped(superseded)`. With `new`, all its effects but marks are anyway.
    package var dropsUnsentText = false
    package var resolution: Resolution?
    /// The started change is over: a read made in its delivery shows a text that is neither the judged one nor ours.
    package var endsStarted = false
    /// A redaction that has its receipt, and that replaced the edit which the event tells of unless a read shows otherwise.
    package var reopens: SettledText?

    init(_ verdict: LedgerVerdict, _ row: LedgerRow) { (self.verdict, self.row) = (verdict, row) }
}
