import EmendCore

/// One row of the outbox as it is stored.
struct OutboxRow {
    enum State: Int {
        case unsent, started, awaiting
        /// Settled, but kept for the operator to see.
        case refused
    }

    var id: Int64 = 0
    var account: Int64
    var realm: Int64
    /// Nil for the read of a conversation.
    var message: ValidUTF8?
    var conversation: ValidUTF8?
    var isRead = false
    var state = State.unsent
    var revision: Int64 = 1
    var failures = 0
    /// How often a read was made again because it had proved nothing.
    var repeats = 0
    var committedAt: Timestamp
    /// When a read was last asked for; an answer to an older request does not settle it.
    var askedAt: Timestamp
    var notBefore: Timestamp
    var expiresAt: Timestamp
    var startedAt: Timestamp?
    var overtaken = Overtaken.no
    var isReadable = true
    var waiting: [EffectKey] = []
    var versions = RowVersions(judged: TextVersion([]), planned: TextVersion([]))
    /// The receipt that the redaction earned and that a read has yet to confirm.
    var earned: Receipt?
    var seal: Int64?
    var sealed: [UInt8]?
    // Read with the row, never written.
    var accountName = ""
    var realmName = ""

    init(account: Int64, realm: Int64, message: ValidUTF8?, conversation: ValidUTF8?, at: Timestamp) {
        (self.account, self.realm, self.message, self.conversation) = (account, realm, message, conversation)
        (committedAt, askedAt, notBefore, expiresAt) = (at, at, at, at)
    }

    /// Redactions and reads before tags before marks.
    var orderClass: Int {
        if isRead || waiting.contains(.redact) { return 0 }
        return waiting.allSatisfy(\.isMark) ? 2 : 1
    }

    /// As the ledger sees it; nil for reads and settled rows.
    var unsettled: UnsettledChange? {
        guard !isRead, let phase = UnsettledChange.Phase(rawValue: state.rawValue) else { return nil }
        var change = UnsettledChange(
            phase, judged: versions.judged, planned: versions.planned, served: versions.served, overtaken: overtaken)
        change.judgedStamp = versions.judgedStamp
        return change
    }

    /// Whether `known` has a newer text than the one this change was made for.
    func isSuperseded(by known: LedgerRow) -> Bool {
        !waiting.allSatisfy(\.isMark) && known.hasNewer(than: versions.judged, planned: versions.planned)
    }

    /// Takes away effects that have their receipt.
    mutating func stopWaiting(for effects: [EffectKey]) {
        waiting.removeAll { effects.contains($0) }
    }

    /// What is sealed belongs to this.
    var sealedFor: MessageKey { MessageKey(realm: realmName, id: message ?? conversation ?? "") }
}

extension [EffectKey] {
    var stored: String { map(\.stored).joined(separator: ",") }

    init(stored: String) { self = stored.split(separator: ",").compactMap { EffectKey(stored: String($0)) } }
}

extension Change {
    /// ``effects`` with each key once: two marks of one state by two users share a key.
    var distinctEffects: [EffectKey] {
        effects.reduce(into: []) { keys, key in if !keys.contains(key) { keys.append(key) } }
    }
}

extension Mark {
    /// Whether both do the same for the same user.
    func isSame(as other: Mark) -> Bool { state == other.state && actor == other.actor }
}
