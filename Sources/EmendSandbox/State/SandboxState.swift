import EmendCore
import EmendPlatform

/// Everything the sandbox knows. A value: whoever holds the lock changes it.
struct SandboxState: Sendable {
    /// Calls and deliveries that are kept; older ones are only counted.
    static let keptRecords = 10_000

    var now: Timestamp
    /// See ``SandboxConfiguration/sendsLatestComment``.
    let sendsLatestComment: Bool
    private(set) var messages: [StoredMessage] = []
    private var places: [MessageKey: Int] = [:]
    /// Where the messages of a conversation are, oldest first.
    private var conversations: [Conversation: [Int]] = [:]
    private var ticketPlaces: [Conversation: Int] = [:]
    private(set) var tickets: [StoredTicket] = []
    private(set) var calls: [CallRecord] = []
    private(set) var callCount = 0
    private(set) var deliveries: [DeliveryRecord] = []
    private(set) var deliveryCount = 0
    var faults: [Fault] = []
    var heldCount = 0
    var windows: [String: RateWindow] = [:]
    /// Changes that nobody has announced yet; taken by ``takeChanges()``.
    private var changes: [StateChange] = []
    private var madeIDs = 0

    init(now: Timestamp, sendsLatestComment: Bool) {
        (self.now, self.sendsLatestComment) = (now, sendsLatestComment)
    }

    /// Accepted changes by the API, over all messages and tickets.
    var updateCount: Int { messages.reduce(0) { $0 + $1.updates } + tickets.reduce(0) { $0 + $1.updates } }

    // MARK: Messages

    func message(_ id: String, in account: String) -> StoredMessage? {
        places[MessageKey(realm: account, id: ValidUTF8(id))].map { messages[$0] }
    }

    /// Messages of that id in any account.
    func messages(_ id: String) -> [StoredMessage] {
        let id = ValidUTF8(id)
        return messages.filter { $0.id == id }
    }

    /// The messages of a conversation in the order in which they came.
    func messages(of conversation: String, in account: String) -> some BidirectionalCollection<StoredMessage> {
        (conversations[Conversation(account: account, id: conversation)] ?? []).lazy.map { messages[$0] }
    }

    /// Puts a message in the place of its earlier self, or at the end. A message never changes its conversation.
    mutating func insert(_ message: StoredMessage) {
        if let place = places[message.key] {
            messages[place] = message
        } else {
            places[message.key] = messages.count
            let conversation = Conversation(account: message.account, id: message.conversation)
            conversations[conversation, default: []].append(messages.count)
            messages.append(message)
        }
    }

    // MARK: Tickets

    func ticket(_ id: String, in account: String) -> StoredTicket? {
        ticketPlaces[Conversation(account: account, id: id)].map { tickets[$0] }
    }

    mutating func insert(_ ticket: StoredTicket) {
        let key = Conversation(account: ticket.account, id: ticket.id)
        if let place = ticketPlaces[key] {
            tickets[place] = ticket
        } else {
            ticketPlaces[key] = tickets.count
            tickets.append(ticket)
        }
    }

    // MARK: Records

    mutating func record(_ call: CallRecord) {
        calls.append(call)
        callCount += 1
        if calls.count > Self.keptRecords { calls.removeFirst(Self.keptRecords / 10) }
    }

    mutating func record(_ delivery: DeliveryRecord) {
        deliveries.append(delivery)
        deliveryCount += 1
        if deliveries.count > Self.keptRecords { deliveries.removeFirst(Self.keptRecords / 10) }
    }

    /// Keeps the change for the echo; a change of a message is one of its ticket too.
    mutating func announce(_ change: StateChange) {
        switch change {
        case .created(let message), .updated(let message), .deleted(let message):
            if var ticket = ticket(message.conversation, in: message.account) {
                ticket.touch(at: now)
                insert(ticket)
            }
        case .ticketCreated, .ticketUpdated: break
        }
        changes.append(change)
    }

    mutating func takeChanges() -> [StateChange] {
        defer { changes = [] }
        return changes
    }

    /// 24 hexadecimal digits as MongoDB makes them: seconds, random bytes, a counter. Unique over restarts, so that a
    /// ledger that outlives the sandbox never meets an id again.
    mutating func newID() -> String {
        madeIDs += 1
        let seconds = UInt32(truncatingIfNeeded: now.milliseconds / 1000)
        let counter = String(madeIDs, radix: 16)
        let high = String(seconds, radix: 16)
        let padding = String(repeating: "0", count: max(0, 6 - counter.utf8.count))
        return String(repeating: "0", count: 8 - high.utf8.count) + high + Hex.encode(SystemRandom.bytes(5)) + padding
            + counter.suffix(6)
    }
}

/// A conversation within an account.
private struct Conversation: Hashable, Sendable {
    let account: String
    let id: String
}

/// A sliding window of request times.
struct RateWindow: Sendable {
    private var times: [Timestamp] = []

    /// False when one more would be above the rate; then it is not counted.
    mutating func admits(at now: Timestamp, _ rate: Rate) -> Bool {
        let start = now - rate.period
        times.removeAll { $0 <= start }
        guard times.count < rate.count else { return false }
        times.append(now)
        return true
    }
}
