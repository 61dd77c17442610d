import EmendCore
import EmendCrypto

/// Sealing, and steps that several verbs share.
extension StoreWriter {
    func seal(_ change: Change, _ address: MessageAddress, into row: inout OutboxRow, at: Timestamp) throws(StoreError)
    {
        let sealed = try seals.seal(
            SealedWork.encode(change, address), associatedData: row.sealedFor.associatedData, at: at)
        (row.seal, row.sealed) = (sealed.key, sealed.bytes)
    }

    /// Nil when the key is gone.
    func open(_ row: OutboxRow) throws(StoreError) -> (change: Change, address: MessageAddress)? {
        guard let bytes = try plaintext(of: row) else { return nil }
        return try? SealedWork.decodeChange(bytes)
    }

    /// Nil when the key is gone.
    func plaintext(of row: OutboxRow) throws(StoreError) -> [UInt8]? {
        guard let seal = row.seal, let sealed = row.sealed else { return nil }
        return try seals.open(sealed, key: seal, associatedData: row.sealedFor.associatedData)
    }

    func sealed(_ credential: Secret, _ key: MessageKey) throws(StoreError) -> [UInt8] {
        do throws(CryptoError) {
            return try keys.seal(credential: credential, of: key)
        } catch {
            throw StoreError(kind: .keys, code: 0, message: "cannot seal: \(error)")
        }
    }

    /// The address with its credential.
    func address(_ stored: StoredLedgerRow, _ key: MessageKey) -> MessageAddress {
        var address = stored.address
        address.credential = stored.sealedCredential.flatMap { keys.open(credential: $0, of: key) }
        return address
    }

    func remove(_ row: OutboxRow) throws(StoreError) {
        try outbox.delete(row.id)
        if row.state == .refused { try hits.forget(change: row.id) }
        if row.seal != nil { mayHaveUnusedSeals = true }
    }

    /// A change that waits for nothing more goes.
    func saveOrRemove(_ row: OutboxRow) throws(StoreError) {
        if row.waiting.isEmpty && row.earned == nil {
            try remove(row)
        } else {
            try outbox.update(row)
        }
    }

    func enqueue(_ target: ReadTarget, _ account: Int64, realm: String, at: Timestamp) throws(StoreError) {
        switch target {
        case .message(let key, let address):
            let realm = try names.realm(key.realm)
            let known = try ledger.row(realm, key.id).map { self.address($0, key) } ?? MessageAddress()
            try enqueueRead(key, address.completed(by: known), account, realm, at: at, repeats: 0)
        case .conversation(let id, let loose):
            let realmID = try names.realm(realm)
            var row = OutboxRow(account: account, realm: realmID, message: nil, conversation: id, at: at)
            row.realmName = realm
            let old = try outbox.read(ofConversation: id, realmID)
            let opened = try old.flatMap { row throws(StoreError) in try plaintext(of: row) }
            let waiting = opened.flatMap { try? SealedWork.decodeRead($0).loose }
            let all = waiting.map { loose?.adding($0) ?? $0 } ?? loose
            try enqueue(&row, over: old, SealedWork.encode(MessageAddress(), loose: all))
        }
    }

    /// - Parameter repeats: How often it was made before without proving anything; the next time waits longer.
    func enqueueRead(
        _ key: MessageKey, _ address: MessageAddress, _ account: Int64, _ realm: Int64, at: Timestamp, repeats: Int
    ) throws(StoreError) {
        var row = OutboxRow(account: account, realm: realm, message: key.id, conversation: address.room, at: at)
        row.realmName = key.realm
        row.repeats = repeats
        row.notBefore = repeats == 0 ? at : at + .seconds(1 << min(repeats - 1, 6))
        let old = try outbox.rows(realm, key.id).first(where: \.isRead)
        try enqueue(&row, over: old, SealedWork.encode(address, loose: nil))
    }

    /// One pending read per target is kept; asking again makes sure that it is sent after now.
    private func enqueue(_ row: inout OutboxRow, over old: OutboxRow?, _ work: [UInt8]) throws(StoreError) {
        let at = row.askedAt
        row.isRead = true
        let sealed = try seals.seal(work, associatedData: row.sealedFor.associatedData, at: at)
        (row.seal, row.sealed) = (sealed.key, sealed.bytes)
        guard let old else {
            _ = try outbox.insert(row)
            return
        }
        row.id = old.id
        (row.revision, row.committedAt, row.failures) = (old.revision, old.committedAt, old.failures)
        row.notBefore = max(old.notBefore, row.notBefore)
        row.repeats = max(old.repeats, row.repeats)
        try outbox.update(row)
        mayHaveUnusedSeals = true
    }

    /// The message is deleted: what was not sent is dropped.
    func markGone(_ realm: Int64, _ message: ValidUTF8, at: Timestamp) throws(StoreError) {
        var stored = try ledger.row(realm, message) ?? StoredLedgerRow(row: LedgerRow(movedAt: at))
        stored.row.markGone(at: at)
        try ledger.save(stored, realm, message)
        for row in try outbox.rows(realm, message) {
            switch row.state {
            case .unsent:
                try hits.drop(row.id, .gone, at: at)
                try remove(row)
            case .awaiting: try resolve(row, isOverwritten: false, isUnread: false, at: at)
            case .started:
                // Nothing of it is sent again: the next claim drops it, unless it is in flight.
                var row = row
                row.notBefore = min(row.notBefore, at)
                try outbox.update(row)
            case .refused: break
            }
        }
    }

    /// Changes that waited for a read which cannot be made.
    func resolveUnread(_ realm: Int64, _ message: ValidUTF8, at: Timestamp) throws(StoreError) {
        for row in try outbox.rows(realm, message) where row.state == .awaiting {
            try resolve(row, isOverwritten: row.overtaken == .edited, isUnread: true, at: at)
        }
    }

    /// Writes the receipt of a redaction that waited for a read.
    func resolve(_ row: OutboxRow, isOverwritten: Bool, isUnread: Bool, at: Timestamp) throws(StoreError) {
        let receipt = isOverwritten ? .overwrote(unread: isUnread) : row.earned ?? .accepted(altered: false)
        try hits.settle(row.id, EffectReceipt(.redact, receipt), at: at)
        confirmed.append(ConfirmedRedaction(row.sealedFor, receipt))
        try remove(row)
    }

    /// A read that the provider refuses: what only it would have brought was not judged, and a hit says so.
    func giveUpRead(_ row: OutboxRow, at: Timestamp) throws(StoreError) {
        try remove(row)
        guard let message = row.message else { return try keepUnscanned(row, .created, at: at) }
        try resolveUnread(row.realm, message, at: at)
        guard let stored = try ledger.row(row.realm, message) else { return try keepUnscanned(row, .created, at: at) }
        let isUnderWay = try outbox.rows(row.realm, message).contains { $0.waiting.contains(.redact) }
        guard stored.row.flags.contains(.unkept) || (stored.row.flags.contains(.owed) && !isUnderWay) else { return }
        try keepUnscanned(row, .edited, at: at)
        try forgetUnkept(row.realm, message)
    }

    private func keepUnscanned(_ row: OutboxRow, _ event: EventKind, at: Timestamp) throws(StoreError) {
        let context = HitTable.Context(
            at: at, account: row.account, conversation: row.conversation, message: row.message, event: event,
            ruleset: ruleset)
        _ = try hits.insert(
            RuleOutcome(rule: nil, mode: .live, result: .unscanned(.unreadableContent)), context)
    }

    /// No read is to come that shows what was not kept.
    func forgetUnkept(_ realm: Int64, _ message: ValidUTF8) throws(StoreError) {
        guard var stored = try ledger.row(realm, message), stored.row.flags.contains(.unkept) else { return }
        stored.row.flags.remove(.unkept)
        try ledger.save(stored, realm, message)
    }
}
