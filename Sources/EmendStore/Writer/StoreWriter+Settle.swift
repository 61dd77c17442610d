import EmendCore

extension StoreWriter {
    func settle(
        _ id: OutboxID, revision: Int64, _ settlement: Settlement, at: Timestamp
    ) throws(StoreError) -> SettleOutcome {
        confirmed = []
        let outcome = try settleRow(id, revision: revision, settlement, at: at)
        return outcome == .settled && !confirmed.isEmpty ? .confirmed(confirmed) : outcome
    }

    private func settleRow(
        _ id: OutboxID, revision: Int64, _ settlement: Settlement, at: Timestamp
    ) throws(StoreError) -> SettleOutcome {
        guard var row = try outbox.row(id.value), row.revision == revision,
            row.state == .unsent || row.state == .started
        else { return .superseded }
        switch settlement {
        case .retry(let time, let isPostponement, let isUnsent):
            row.notBefore = time
            if !isPostponement { row.failures += 1 }
            try keepTrying(&row, isUnsent: isUnsent, at: at)
        case .gone:
            try drop(row, asGoneAt: at)
            if let message = row.message { try markGone(row.realm, message, at: at) }
        case .abandoned where row.isRead:
            try giveUpRead(row, at: at)
        case .abandoned:
            let receipts = row.waiting.map { EffectReceipt($0, .impossible(.unreadable)) }
            return try settle(&row, receipts, served: nil, at: at)
        case .replaced where !row.isRead:
            try replace(&row, at: at)
        case .receipts(let receipts, let served) where !row.isRead:
            return try settle(&row, receipts, served: served, at: at)
        case .superseded where !row.isRead:
            try supersede(&row, at: at)
        case .receipts, .replaced, .superseded:
            try remove(row)
        }
        return .settled
    }

    /// The change waits for its next attempt, unless its message is gone or a newer text has taken its place.
    private func keepTrying(_ row: inout OutboxRow, isUnsent: Bool, at: Timestamp) throws(StoreError) {
        guard row.state == .started, let message = row.message, var stored = try ledger.row(row.realm, message) else {
            return try outbox.update(row)
        }
        if stored.row.flags.contains(.gone) { return try drop(row, asGoneAt: at) }
        let isSuperseded = row.isSuperseded(by: stored.row)
        if isUnsent, row.waiting.contains(.redact) {
            stored.row.unmarkStarted()
            try ledger.save(stored, row.realm, message)
        }
        if isSuperseded, isUnsent { return try replace(&row, at: at) }
        if isSuperseded, !row.isReadable { return try supersede(&row, at: at) }
        // A text whose place a read has yet to show keeps the row started, which makes the next attempt look first.
        if isUnsent, row.overtaken < .edited, try !hasUnsentSibling(row) {
            (row.state, row.startedAt, row.overtaken) = (.unsent, nil, .no)
        }
        try outbox.update(row)
    }

    /// The call of a started change may have arrived, and a newer text is known: it is not sent again.
    func supersede(_ row: inout OutboxRow, at: Timestamp) throws(StoreError) {
        let isWrittenOver = try unsentSibling(of: row)?.waiting.contains(.redact) ?? false
        if row.waiting.contains(.redact), !isWrittenOver {
            let receipt = Receipt.overwrote(unread: true)
            try hits.settle(row.id, EffectReceipt(.redact, receipt), at: at)
            confirmed.append(ConfirmedRedaction(row.sealedFor, receipt))
        }
        try replace(&row, at: at)
    }

    func drop(_ row: OutboxRow, asGoneAt at: Timestamp) throws(StoreError) {
        try hits.drop(row.id, .gone, at: at)
        try remove(row)
    }

    /// All but marks is superseded.
    func replace(_ row: inout OutboxRow, at: Timestamp) throws(StoreError) {
        let marks = row.waiting.filter(\.isMark)
        try hits.drop(row.id, .superseded, keepingMarks: true, at: at)
        try leave(&row, marks, at: at)
    }

    private func settle(
        _ row: inout OutboxRow, _ receipts: [EffectReceipt], served: ServedText?, at: Timestamp
    ) throws(StoreError) -> SettleOutcome {
        let receipts = receipts.filter { row.waiting.contains($0.effect) && $0.receipt != .pending }
        let wasOvertaken = row.state == .started && row.overtaken > .no
        let redaction = receipts.first { $0.effect == .redact }?.receipt
        let mustConfirm = wasOvertaken && (redaction?.isDone ?? false)
        for value in receipts where !(mustConfirm && value.effect == .redact) {
            try hits.settle(row.id, value, at: at)
        }
        try remember(row, receipts, mustConfirm ? nil : served, isConfirmed: !mustConfirm, at: at)

        let rest = row.waiting.filter { effect in !receipts.contains { $0.effect == effect } }
        let wasRefused = receipts.contains { if case .refused = $0.receipt { true } else { false } }
        if mustConfirm, let redaction {
            return try confirm(&row, redaction, served, rest, at: at)
        }
        if rest.isEmpty {
            if wasRefused {
                try keepRefused(&row)
            } else {
                try remove(row)
            }
            return .settled
        }
        if redaction != nil {
            row.versions.judged = row.versions.judged.replacing(with: row.versions.planned)
            row.versions.planned = TextVersion([])
        }
        try leave(&row, rest, at: at)
        return .settled
    }

    /// A newer text was committed while the call was in flight: a read will show what stands.
    private func confirm(
        _ row: inout OutboxRow, _ redaction: Receipt, _ served: ServedText?, _ rest: [EffectKey], at: Timestamp
    ) throws(StoreError) -> SettleOutcome {
        let marks = rest.filter(\.isMark)
        for effect in rest where !effect.isMark {
            try hits.settle(row.id, EffectReceipt(effect, .dropped(.superseded)), at: at)
        }
        if !marks.isEmpty { try splitMarks(of: row, marks, at: at) }
        guard row.isReadable else {
            row.earned = redaction
            try resolve(row, isOverwritten: row.overtaken == .edited, isUnread: true, at: at)
            return .settled
        }
        let address = try open(row)?.address ?? MessageAddress()
        (row.state, row.waiting, row.earned) = (.awaiting, [], redaction)
        row.versions.served = served?.version
        row.revision += 1
        (row.seal, row.sealed) = (nil, nil)
        mayHaveUnusedSeals = true
        try outbox.update(row)
        try enqueueRead(row.sealedFor, address, row.account, row.realm, at: at, repeats: 0)
        return .overtaken
    }

    /// Effects that are left when a call is done: they go on in the unsent change of the message, or in this row.
    private func leave(_ row: inout OutboxRow, _ rest: [EffectKey], at: Timestamp) throws(StoreError) {
        guard !rest.isEmpty else { return try remove(row) }
        if row.state == .started && rest.contains(.redact) {
            // Its call may have arrived, though another one failed.
            row.waiting = rest
            return try outbox.update(row)
        }
        if try hasUnsentSibling(row) {
            for effect in rest where !effect.isMark {
                try hits.settle(row.id, EffectReceipt(effect, .dropped(.superseded)), at: at)
            }
            let marks = rest.filter(\.isMark)
            if !marks.isEmpty { try splitMarks(of: row, marks, at: at) }
            return try remove(row)
        }
        (row.state, row.startedAt, row.waiting) = (.unsent, nil, rest)
        (row.overtaken, row.failures) = (.no, 0)
        if !rest.contains(.redact) { row.versions.planned = TextVersion([]) }
        try outbox.update(row)
    }

    private func hasUnsentSibling(_ row: OutboxRow) throws(StoreError) -> Bool { try unsentSibling(of: row) != nil }

    private func unsentSibling(of row: OutboxRow) throws(StoreError) -> OutboxRow? {
        guard let message = row.message else { return nil }
        return try outbox.rows(row.realm, message).first { !$0.isRead && $0.state == .unsent && $0.id != row.id }
    }

    /// Moves marks that still wait to the unsent change of the message, which is made if need be.
    private func splitMarks(of row: OutboxRow, _ effects: [EffectKey], at: Timestamp) throws(StoreError) {
        guard let opened = try open(row) else { return try hits.drop(row.id, .superseded, at: at) }
        let marks = opened.change.keeping(effects).marks
        var other: OutboxRow
        var change = Change()
        var address = opened.address
        if let sibling = try unsentSibling(of: row) {
            other = sibling
            if let waiting = try open(sibling) {
                (change, address) = (waiting.change.keeping(sibling.waiting), waiting.address)
            }
        } else {
            other = OutboxRow(
                account: row.account, realm: row.realm, message: row.message, conversation: row.conversation, at: at)
            (other.realmName, other.expiresAt, other.isReadable) = (row.realmName, row.expiresAt, row.isReadable)
            other.versions.judged = row.versions.judged
        }
        for mark in marks where !change.marks.contains(where: mark.isSame) { change.marks.append(mark) }
        other.waiting = change.distinctEffects
        other.revision += 1
        try seal(change, address, into: &other, at: at)
        if other.id == 0 {
            other.id = try outbox.insert(other)
        } else {
            try outbox.update(other)
        }
        try hits.moveMarks(from: row.id, to: other.id)
    }

    /// A refused change stays to be seen, without its texts.
    private func keepRefused(_ row: inout OutboxRow) throws(StoreError) {
        (row.state, row.waiting, row.earned) = (.refused, [], nil)
        row.revision += 1
        (row.seal, row.sealed) = (nil, nil)
        mayHaveUnusedSeals = true
        try outbox.update(row)
    }

    /// Tells the ledger what was done.
    private func remember(
        _ row: OutboxRow, _ receipts: [EffectReceipt], _ served: ServedText?, isConfirmed: Bool, at: Timestamp
    ) throws(StoreError) {
        guard let message = row.message, var stored = try ledger.row(row.realm, message) else { return }
        let change = receipts.contains { $0.effect.isMark && $0.receipt.isDone } ? try open(row)?.change : nil
        for value in receipts {
            switch value.receipt {
            case .refused, .impossible: stored.row.flags.insert(.refused)
            default: break
            }
            if value.effect == .redact {
                guard isConfirmed else { continue }
                stored.row.remember(value.receipt, row.versions.planned, served, at: at)
                stored.row.settled = row.settled(value.receipt)
            } else if value.receipt.isDone {
                stored.row.remember(value, change?.marks ?? [])
            }
        }
        try ledger.save(stored, row.realm, message)
    }
}

extension LedgerRow {
    fileprivate mutating func remember(
        _ receipt: Receipt, _ planned: TextVersion, _ served: ServedText?, at: Timestamp
    ) {
        let showsOurs = served.map {
            UnsettledChange(.started, judged: planned, planned: planned).stands(in: $0.version)
        }
        if receipt.isDone && receipt != .none {
            markWritten(planned, served: served, at: at)
        } else if showsOurs ?? false {
            markWritten(planned, served: nil, at: at)
        }
        if receipt != .dropped(.superseded) || (showsOurs ?? false) { flags.remove(.owed) }
    }

    fileprivate mutating func remember(_ value: EffectReceipt, _ marks: [Mark]) {
        guard case .mark(let state) = value.effect else {
            applied.removeAll { $0.effect == value.effect }
            applied.append(AppliedEffect(value.effect, value.receipt))
            return
        }
        for mark in marks where mark.state == state {
            guard !applied.contains(where: { $0.effect == value.effect && $0.actor == mark.actor }) else { continue }
            applied.append(AppliedEffect(value.effect, by: mark.actor, value.receipt))
        }
    }
}

extension OutboxRow {
    /// What the ledger keeps of a text that stands; nil where no times would tell of an edit that came before it.
    fileprivate func settled(_ receipt: Receipt) -> SettledText? {
        switch receipt {
        case .proved, .accepted:
            versions.judgedStamp.map {
                SettledText(change: id, judged: versions.judged, judgedStamp: $0, receipt: receipt)
            }
        default: nil
        }
    }
}

extension Receipt {
    /// Whether the provider took it, or there was nothing to do.
    var isDone: Bool {
        switch self {
        case .proved, .accepted, .overwrote, .none: true
        case .pending, .refused, .impossible, .dropped: false
        }
    }
}
