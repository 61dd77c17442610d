import EmendCore

extension StoreWriter {
    func commit(_ event: EventCommit) throws(StoreError) -> CommitOutcome {
        guard event.generation == generation else { return .stale }
        let account = try names.account(event.account, event.provider)
        var repeats = 0
        var answered: OutboxRow?
        if let id = event.answering?.row, let row = try outbox.row(id.value), row.isRead {
            answered = row
            repeats = row.repeats
            // Asked for again after it was sent: it is made once more.
            if let receipt = event.answering, receipt.isWhole, row.askedAt <= receipt.sentAt { try remove(row) }
        }
        confirmed = []
        var report = CommitReport([])
        report.verdicts.reserveCapacity(event.messages.count)
        for message in event.messages { try record(message, of: event, account, repeats: repeats, &report) }
        for target in event.reads { try enqueue(target, account, realm: event.realm, at: event.at) }
        for key in event.deleted {
            try markGone(try names.realm(key.realm), key.id, at: event.at)
        }
        if let answered, event.answering?.isWhole == true, let message = answered.message,
            !event.messages.contains(where: { $0.key.id == message && $0.key.realm == answered.realmName })
        {
            try resolveUnread(answered.realm, message, at: event.at)
            try forgetUnkept(answered.realm, message)
        }
        report.confirmed = confirmed
        return .committed(report)
    }

    private func record(
        _ message: JudgedMessage, of event: EventCommit, _ account: Int64, repeats: Int, _ report: inout CommitReport
    ) throws(StoreError) {
        let realm = try names.realm(message.key.realm)
        let known = try ledger.row(realm, message.key.id)
        let kind = message.event ?? known?.row.event(showing: message.version) ?? .created
        var message = message
        if kind == .edited, let other = message.ifEdited {
            (message.decision, message.planned) = (other.decision, other.planned)
            report.edited.append(report.verdicts.count)
        }
        let rows = known == nil ? [] : try outbox.rows(realm, message.key.id)
        let entry = LedgerEntry(message, event, repeats: repeats)
        let step = Ledger.judge(entry, row: known?.row, changes: rows.compactMap(\.unsettled))
        var next = known ?? StoredLedgerRow(row: step.row)
        next.row = step.row
        try complete(&next, with: message)
        if known?.row != next.row || known?.address != next.address { try ledger.save(next, realm, message.key.id) }
        report.verdicts.append(step.verdict)
        guard known != nil || step.verdict == .new else { return }
        // Most messages are new and hold nothing to note: their row is all there is to them.
        if known == nil, !step.needsRead, message.decision.outcomes.isEmpty, message.decision.change == nil { return }
        let record = Record(
            message: message, event: event, account: account, realm: realm, step: step, rows: rows, repeats: repeats,
            address: address(next, message.key), kind: kind,
            keepsText: known.map { !step.row.hasOtherText(than: $0.row) } ?? false, knownSince: known?.row.movedAt)
        if step.verdict == .new { try recordNews(record) }
        try follow(record)
    }

    /// Fills in what the stored address lacks.
    private func complete(_ stored: inout StoredLedgerRow, with message: JudgedMessage) throws(StoreError) {
        let address = message.address
        stored.address = stored.address.completed(
            by: MessageAddress(room: address.room, author: address.author, recipient: address.recipient))
        if let credential = address.credential {
            // Tokens rotate: the newest is the one that works.
            stored.sealedCredential = try sealed(credential, message.key)
        }
        stored.row.address.formUnion(AddressFields(of: address))
    }

    /// Carries out what the step asks for beside the decision.
    private func follow(_ record: Record) throws(StoreError) {
        let (step, at) = (record.step, record.event.at)
        if step.overtakes > .no && !step.endsStarted {
            for var row in record.rows where row.state == .started && step.overtakes > row.overtaken {
                row.overtaken = step.overtakes
                // What waits for its next attempt and cannot be read is ended by the next claim.
                if !row.isReadable { row.notBefore = min(row.notBefore, at) }
                try outbox.update(row)
            }
        }
        if step.overtakes == .edited, step.verdict != .new {
            // A delivery that has compared already is to compare again.
            for var row in record.rows where row.state == .unsent && !row.isRead {
                row.revision += 1
                try outbox.update(row)
            }
        }
        if step.endsStarted {
            for var row in record.rows where row.state == .started {
                row.revision += 1
                try replace(&row, at: at)
            }
        }
        if let settled = step.reopens { try reopen(settled, record) }
        if let resolution = step.resolution {
            for row in record.rows where row.state == .awaiting {
                try resolve(row, isOverwritten: resolution == .overwrote, isUnread: false, at: at)
            }
        }
        if step.dropsUnsentText, step.verdict != .new {
            for row in record.rows where row.state == .unsent && !row.isRead && row.waiting.contains(.redact) {
                try dropText(of: row, at: at)
            }
        }
        if step.needsRead {
            let repeats = record.message.arrival == .read ? record.repeats + 1 : 0
            try enqueueRead(record.message.key, record.address, record.account, record.realm, at: at, repeats: repeats)
        }
    }

    /// An edit that a settled redaction replaced is told of now: a read shows whether our text stands over it.
    private func reopen(_ settled: SettledText, _ record: Record) throws(StoreError) {
        let message = record.message
        var row = OutboxRow(
            account: record.account, realm: record.realm, message: message.key.id,
            conversation: message.conversation, at: record.event.at)
        row.realmName = message.key.realm
        (row.state, row.overtaken, row.earned) = (.awaiting, .edited, settled.receipt)
        (row.versions.planned, row.isReadable) = (record.step.row.wrote, message.isReadable)
        row.id = try outbox.insert(row)
        try hits.reopen(settled.change, as: row.id)
        guard !message.isReadable else { return }
        try resolve(row, isOverwritten: true, isUnread: true, at: record.event.at)
    }

    private func dropText(of row: OutboxRow, at: Timestamp) throws(StoreError) {
        try hits.settle(row.id, EffectReceipt(.redact, .dropped(.superseded)), at: at)
        var row = row
        row.stopWaiting(for: [.redact])
        row.versions.planned = TextVersion([])
        row.revision += 1
        try saveOrRemove(row)
    }
}

/// One message on its way through a transaction.
struct Record {
    var message: JudgedMessage
    var event: EventCommit
    var account: Int64
    var realm: Int64
    var step: LedgerStep
    /// All of the message in the outbox.
    var rows: [OutboxRow]
    /// How often the read that this answers was repeated.
    var repeats: Int
    /// With all that was ever known of it.
    var address: MessageAddress
    /// What the provider calls the event, or what the ledger makes of it.
    var kind: EventKind
    /// Whether the text that is current now was so before.
    var keepsText: Bool
    /// When that text was committed, or a call of it was last started or answered; nil for a message that was not known.
    var knownSince: Timestamp?
}

extension LedgerRow {
    func hasOtherText(than other: LedgerRow) -> Bool { current.map(\.fingerprint) != other.current.map(\.fingerprint) }
}

extension LedgerEntry {
    fileprivate init(_ message: JudgedMessage, _ event: EventCommit, repeats: Int) {
        let source: Source =
            switch message.arrival {
            case .webhook: .webhook
            case .hint: .hint
            case .read:
                .read(
                    sentAt: event.answering?.sentAt ?? event.at, repeats: repeats,
                    isDelivery: event.answering.map { $0.row == nil } ?? false)
            }
        self.init(message.version, source, at: event.at)
        self.event = message.event
        stamp = message.stamp
        address = AddressFields(of: message.address)
        hasCertainSender = message.hasCertainSender
        needsText = !message.planned.parts.isEmpty
        (isReadable, isLive) = (message.isReadable, message.isLive)
        isReadAnyway = !event.reads.isEmpty
    }
}
