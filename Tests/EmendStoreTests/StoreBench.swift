import EmendCore
import EmendPlatform
import EmendStore

/// A store in a folder of its own, and short ways to say what happens to it.
final class StoreBench {
    let folder: TemporaryDirectory
    private var held: SQLiteStore?
    var options: StoreOptions
    var now = Timestamp(seconds: 1_772_446_530)
    var isReadable = true
    /// The message that simulations are about.
    var messageID: ValidUTF8 = "m1"
    private(set) var generation = 0
    /// What the latest commit told.
    private(set) var lastReport = CommitReport([])

    init(pageLimit: Int? = nil) throws {
        folder = try TemporaryDirectory()
        options = StoreOptions(path: folder.file("emend.db"), keysDirectory: folder.file("keys"))
        options.pageLimit = pageLimit
        held = try SQLiteStore(options)
        try activate()
    }

    var store: SQLiteStore {
        guard let held else { preconditionFailure("the store was released") }
        return held
    }

    /// Closes the store and lets go of its lock.
    func releaseStore() { held = nil }

    func reopen() throws {
        held = nil
        held = try SQLiteStore(options)
        try activate()
    }

    static let digest = String(repeating: "ab", count: 32)
    /// What the ruleset is compiled from.
    static let source = Array("rules: [{ tests: [{ text: 4111 1111 1111 1111 }] }]".utf8)

    func activate(disabled: Set<String> = []) throws {
        generation = try store.wait {
            store.activate(
                digest: Self.digest, source: Self.source, disabled: disabled, at: now, completion: $0)
        }
    }

    /// Lets the clock run.
    func pass(_ seconds: Int64) { now = now + .seconds(seconds) }

    func key(_ id: ValidUTF8 = "m1") -> MessageKey { MessageKey(realm: "realm", id: id) }

    func version(_ text: String, id: ValidUTF8 = "m1") -> TextVersion {
        store.keys.version(MessageKey(realm: "realm", id: id), TextView(text: ValidUTF8(text)))
    }

    /// A message whose rule hides digits.
    func message(
        _ text: String, id: ValidUTF8 = "m1", arrival: Arrival = .webhook, event: EventKind? = .created,
        stamp: Int64? = nil, marks: [Mark] = [], tags: [String] = [], rule: String = "digits"
    ) -> JudgedMessage {
        let key = MessageKey(realm: "realm", id: id)
        let hidden = String(text.map { $0.isNumber ? "*" : $0 })
        var change = Change()
        if hidden != text {
            change.text = [PartEdit(part: .text, replacements: [], newText: ValidUTF8(hidden))]
        }
        (change.marks, change.tags) = (marks, tags)
        let outcomes =
            change.isEmpty
            ? []
            : [
                RuleOutcome(
                    rule: rule, mode: .live, result: .matched, actions: change.effects.map(\.action),
                    spans: change.text.isEmpty ? [] : [TextSpan(0..<4, "digits")], effects: change.effects)
            ]
        var message = JudgedMessage(
            key: key, arrival: arrival, version: version(text, id: id),
            planned: store.keys.version(key, planned: change),
            decision: Decision(
                outcomes.isEmpty ? .clean : .matched, outcomes: outcomes, change: change.isEmpty ? nil : change),
            isReadable: isReadable, isLive: true, expiresAt: now + .seconds(86_400))
        message.event = arrival == .read ? nil : event
        message.stamp = stamp.map { Timestamp(seconds: $0) }
        message.hasCertainSender = true
        message.conversation = "room"
        message.address = MessageAddress(room: "room", credential: Secret("visitor-token-secret"))
        return message
    }

    func event(_ messages: [JudgedMessage], account: String = "helpdesk") -> EventCommit {
        var event = EventCommit(
            account: account, provider: .rocketchat, realm: "realm", generation: generation, at: now)
        event.messages = messages
        return event
    }

    @discardableResult func commit(_ event: EventCommit) throws -> [LedgerVerdict] {
        let outcome = try store.wait { store.commit(event, completion: $0) }
        guard case .committed(let report) = outcome else { throw Unexpected(what: "stale") }
        lastReport = report
        return report.verdicts
    }

    @discardableResult func commit(_ messages: JudgedMessage..., account: String = "helpdesk") throws -> [LedgerVerdict]
    {
        try commit(event(messages, account: account))
    }

    /// Commits what a read showed.
    @discardableResult func commit(
        read text: String, stamp: Int64? = nil, id: ValidUTF8 = "m1", answering row: OutboxID?, sentAt: Timestamp? = nil
    ) throws -> LedgerVerdict? {
        var event = event([message(text, id: id, arrival: .read, stamp: stamp)])
        event.answering = ReadReceipt(row: row, sentAt: sentAt ?? now)
        return try commit(event).first
    }

    func claim(limit: Int = 100, held: Set<OutboxID> = []) throws -> [OutboxItem] {
        var request = ClaimRequest(now: now, limit: limit)
        request.held = held
        return try store.wait { store.claim(request, completion: $0) }.items
    }

    func start(_ item: OutboxItem) throws -> Bool {
        try store.wait { store.markStarted(item.id, revision: item.revision, at: now, completion: $0) }
    }

    @discardableResult func settle(_ item: OutboxItem, _ settlement: Settlement) throws -> SettleOutcome {
        try store.wait { store.settle(item.id, revision: item.revision, settlement, at: now, completion: $0) }
    }

    @discardableResult func settle(_ item: OutboxItem, _ receipt: Receipt) throws -> SettleOutcome {
        guard case .change(let change) = item.work else { throw Unexpected(what: "a read") }
        return try settle(item, .receipts(change.waiting.map { EffectReceipt($0, receipt) }, served: nil))
    }

    func reader() throws -> StoreReader { try StoreReader(options.path) }

    /// Receipts with their reasons, the oldest hit first.
    func receipts(of message: ValidUTF8? = nil) throws -> [String] {
        var query = HitQuery()
        query.message = message
        return try reader().hits(query).reversed().map { hit in
            hit.receiptReason.map { "\(hit.receipt)(\($0))" } ?? hit.receipt
        }
    }
}

struct Unexpected: Error { var what: String }

extension OutboxItem {
    var change: PendingChange? { if case .change(let change) = work { change } else { nil } }
    var isRead: Bool { change == nil }
    var newText: String? { change?.change.text.first?.newText.string }
}

extension Receipt {
    static let accepted = Receipt.accepted(altered: false)
}
