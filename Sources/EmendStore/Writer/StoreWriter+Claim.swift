import EmendCore

extension StoreWriter {
    func claim(_ request: ClaimRequest) throws(StoreError) -> Claim {
        let held = try heldMessages(request.held)
        (damagedAtClaim, endedAtClaim) = ([], [])
        sources = try sources(of: request)
        var items: [OutboxItem] = []
        var hasEnded = false
        for orderClass in 0...2 where items.count < request.limit {
            try claim(request, orderClass, held, into: &items, &hasEnded)
        }
        // What ended may have kept another row of its message waiting.
        var claim = Claim(items: items, nextDue: hasEnded ? request.now : try outbox.nextDue(after: request.now))
        (claim.damaged, claim.confirmed) = (damagedAtClaim, endedAtClaim)
        return claim
    }

    /// Where rows wait that may be worked on.
    private func sources(of request: ClaimRequest) throws(StoreError) -> [Source] {
        let closedToReads = Set(request.realmsWithoutReads.compactMap { names.realms[$0] })
        let closedToWrites = Set(request.realmsWithoutWrites.compactMap { names.realms[$0] })
        var sources: [Source] = []
        for account in try names.allAccounts() where request.accounts?.contains(account.name) ?? true {
            for realm in try outbox.realms(ofAccount: account.id) {
                sources.append(
                    Source(
                        account: account.id, realm: realm, takesReads: !closedToReads.contains(realm),
                        takesWrites: !closedToWrites.contains(realm)))
            }
        }
        return sources
    }

    /// Messages of which a row is being worked on.
    private func heldMessages(_ held: Set<OutboxID>) throws(StoreError) -> Set<MessageKey> {
        var messages: Set<MessageKey> = []
        for id in held {
            if let row = try outbox.row(id.value), row.message != nil { messages.insert(row.sealedFor) }
        }
        return messages
    }

    private func claim(
        _ request: ClaimRequest, _ orderClass: Int, _ held: Set<MessageKey>, into items: inout [OutboxItem],
        _ hasEnded: inout Bool
    ) throws(StoreError) {
        let wanted = request.limit - items.count
        var newest = try due(request, orderClass, held, newestFirst: true, limit: wanted)
        var oldest = try due(request, orderClass, held, newestFirst: false, limit: wanted / 8 + 1)
        var taken: Set<Int64> = []
        var messages: Set<MessageKey> = []
        while items.count < request.limit {
            let isOldestTurn = turn % 8 == 7
            guard let row = isOldestTurn ? oldest.popFirst(or: &newest) : newest.popFirst(or: &oldest) else { return }
            guard taken.insert(row.id).inserted else { continue }
            // Two rows of one message are not to be delivered side by side.
            if row.message != nil, !messages.insert(row.sealedFor).inserted { continue }
            guard let item = try item(row, at: request.now) else {
                hasEnded = true
                continue
            }
            items.append(item)
            turn += 1
        }
    }

    private func due(
        _ request: ClaimRequest, _ orderClass: Int, _ held: Set<MessageKey>, newestFirst: Bool, limit: Int
    ) throws(StoreError) -> ArraySlice<OutboxRow> {
        var found: [OutboxRow] = []
        for source in sources {
            for isRead in [false, true] where source.isOpen(isRead) {
                let due = try outbox.due(
                    source.account, source.realm, isRead: isRead, orderClass: orderClass, at: request.now,
                    newestFirst: newestFirst, limit: limit
                ) { row throws(StoreError) in
                    if request.held.contains(OutboxID(row.id)) { return false }
                    if row.message != nil, held.contains(row.sealedFor) { return false }
                    return row.isRead || row.state == .started ? true : try !outbox.isBlocked(row)
                }
                found += due.rows
                for id in due.damaged { try replaceDamaged(id, at: request.now) }
            }
        }
        found.sort {
            newestFirst
                ? ($0.committedAt, $0.id) > ($1.committedAt, $1.id) : ($0.committedAt, $0.id) < ($1.committedAt, $1.id)
        }
        return found[...]
    }

    /// Opens a row for delivery; nil when nothing of it is left to do.
    private func item(_ row: OutboxRow, at now: Timestamp) throws(StoreError) -> OutboxItem? {
        var row = row
        if !row.isRead, row.state == .unsent, row.expiresAt <= now {
            let expired = row.waiting.filter { $0 != .redact }
            for effect in expired { try hits.settle(row.id, EffectReceipt(effect, .dropped(.expired)), at: now) }
            row.stopWaiting(for: expired)
            try saveOrRemove(row)
            if row.waiting.isEmpty { return nil }
        }
        // A row that cannot be read keeps nobody else from being claimed.
        let known = row.message.flatMap { try? ledger.row(row.realm, $0) } ?? nil
        let isSuperseded = known.map { row.state == .started && row.isSuperseded(by: $0.row) } ?? false
        if row.state == .started, known?.row.flags.contains(.gone) ?? false {
            try drop(row, asGoneAt: now)
            return nil
        }
        if isSuperseded, !row.isReadable {
            confirmed = []
            try supersede(&row, at: now)
            endedAtClaim += confirmed.map { ClaimedEnd(account: row.accountName, redaction: $0) }
            return nil
        }
        let work: OutboxItem.Work
        if row.isRead {
            work = .read(try readTarget(row))
        } else if let opened = try open(row) {
            var change = pending(row, opened)
            change.isSuperseded = isSuperseded
            work = .change(change)
        } else {
            try becomeRead(&row, at: now)
            work = .read(try readTarget(row))
        }
        var item = OutboxItem(
            id: OutboxID(row.id), revision: row.revision, account: row.accountName, realm: row.realmName,
            committedAt: row.committedAt, failures: row.failures, work: work)
        if row.isRead { item.isHint = known == nil }
        return item
    }

    /// A row that cannot be decoded would make every claim fail. What it was about is read and judged anew.
    private func replaceDamaged(_ id: Int64, at: Timestamp) throws(StoreError) {
        guard let row = try outbox.columns(id) else { return }
        damagedAtClaim.append(row.accountName)
        try hits.drop(id, .superseded, at: at)
        try outbox.delete(id)
        mayHaveUnusedSeals = true
        guard let message = row.message else {
            guard let conversation = row.conversation else { return }
            return try enqueue(
                .conversation(conversation, loose: nil), row.account, realm: row.realmName, at: at)
        }
        guard var stored = try ledger.row(row.realm, message) else { return }
        stored.row.flags.insert(.owed)
        try ledger.save(stored, row.realm, message)
        try enqueueRead(row.sealedFor, address(stored, row.sealedFor), row.account, row.realm, at: at, repeats: 0)
    }

    private func pending(_ row: OutboxRow, _ opened: (change: Change, address: MessageAddress)) -> PendingChange {
        PendingChange(
            target: ChangeTarget(key: row.sealedFor, conversation: row.conversation, address: opened.address),
            change: opened.change.keeping(row.waiting), judged: row.versions.judged, planned: row.versions.planned,
            startedAt: row.state == .started ? row.startedAt : nil, waiting: row.waiting, expiresAt: row.expiresAt)
    }

    private func readTarget(_ row: OutboxRow) throws(StoreError) -> ReadTarget {
        let opened = try plaintext(of: row).flatMap { try? SealedWork.decodeRead($0) }
        guard let message = row.message else { return .conversation(row.conversation ?? "", loose: opened?.loose) }
        let known = try ledger.row(row.realm, message).map { address($0, row.sealedFor) } ?? MessageAddress()
        return .message(row.sealedFor, (opened?.address ?? MessageAddress()).completed(by: known))
    }

    /// The key is gone, and the texts with it: the message is read and judged anew.
    private func becomeRead(_ row: inout OutboxRow, at: Timestamp) throws(StoreError) {
        try hits.drop(row.id, .superseded, at: at)
        if let message = row.message, var stored = try ledger.row(row.realm, message) {
            stored.row.flags.insert(.owed)
            try ledger.save(stored, row.realm, message)
        }
        (row.isRead, row.state, row.startedAt) = (true, .unsent, nil)
        (row.waiting, row.versions) = ([], RowVersions(judged: TextVersion([]), planned: TextVersion([])))
        (row.seal, row.sealed) = (nil, nil)
        row.askedAt = at
        row.revision += 1
        try outbox.update(row)
    }

    func markStarted(_ id: OutboxID, revision: Int64, at: Timestamp) throws(StoreError) -> Bool {
        guard var row = try outbox.row(id.value), row.revision == revision,
            row.state == .unsent || row.state == .started
        else { return false }
        guard !row.isRead else { return true }
        let stored = try row.message.flatMap { id throws(StoreError) in try ledger.row(row.realm, id) }
        // What was started before has no other revision when its message is deleted or edited.
        if row.state == .started, let known = stored?.row, known.flags.contains(.gone) { return false }
        if row.state == .started, let known = stored?.row, row.isSuperseded(by: known) { return false }
        (row.state, row.startedAt) = (.started, at)
        try outbox.update(row)
        if let message = row.message, var stored {
            stored.row.markStarted(at: at, writesText: row.waiting.contains(.redact))
            try ledger.save(stored, row.realm, message)
        }
        return true
    }
}

/// One account and one realm in which it has rows.
struct Source {
    let account: Int64
    let realm: Int64
    let takesReads: Bool
    let takesWrites: Bool

    func isOpen(_ isRead: Bool) -> Bool { isRead ? takesReads : takesWrites }
}

extension ArraySlice {
    fileprivate mutating func popFirst(or other: inout Self) -> Element? { popFirst() ?? other.popFirst() }
}
