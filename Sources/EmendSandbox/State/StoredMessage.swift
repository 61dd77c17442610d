import EmendCore

/// A message as the provider would hold it, with its past.
struct StoredMessage: Sendable {
    /// Earlier texts that are kept; older ones are forgotten.
    static let keptTexts = 100

    let provider: Provider
    let account: String
    let id: ValidUTF8
    let conversation: String
    /// The provider's own object.
    var tree: JSONTree
    /// The text when the message was made.
    let original: String
    /// The last text that its author wrote.
    var authored: String
    /// Changes by the API, and by the author.
    var updates = 0
    var edits = 0
    var isDeleted = false
    /// Texts that were replaced, oldest first.
    private(set) var previous: [String] = []

    init(provider: Provider, account: String, id: ValidUTF8, conversation: String, tree: JSONTree, text: String) {
        (self.provider, self.account, self.id, self.conversation) = (provider, account, id, conversation)
        (self.tree, original, authored) = (tree, text, text)
    }

    var key: MessageKey { MessageKey(realm: account, id: id) }

    mutating func remember(_ text: String) {
        previous.append(text)
        if previous.count > Self.keptTexts { previous.removeFirst() }
    }

    /// Takes the author's (newer or older) version of the whole object.
    ///
    /// What the API wrote since stays where the author changed nothing: the version comes from someone who did not see it.
    ///
    /// - Returns: Whether the text changed.
    mutating func take(_ version: JSONTree, as standIn: any StandIn.Type, at now: Timestamp) -> Bool {
        let before = tree
        let given = standIn.text(of: version)
        let isEdit = given != authored
        tree = version
        for key in standIn.ownMembers where updates > 0 || version[key] == nil { tree[key] = before[key] }
        let times = standIn.editTimeFields
        if isEdit {
            remember(standIn.text(of: before))
            authored = given
            edits += 1
            if Self.latest(times, in: version) ?? .distantPast <= Self.latest(times, in: before) ?? .distantPast {
                for field in times { tree[field] = before[field] }
                touch(times, at: now)
            }
        } else {
            for key in standIn.contentMembers { tree[key] = before[key] }
            for field in times where field != "updatedAt" || !Self.isLater(version, before) {
                tree[field] = before[field]
            }
        }
        return isEdit
    }

    private static func isLater(_ left: JSONTree, _ right: JSONTree) -> Bool {
        latest(["updatedAt"], in: left) ?? .distantPast > latest(["updatedAt"], in: right) ?? .distantPast
    }

    private static func latest(_ fields: [String], in tree: JSONTree) -> Timestamp? {
        fields.compactMap { tree[$0]?.string.flatMap { Timestamp(rfc3339: $0) } }.max()
    }

    /// Moves the edit times: never backwards, and never standing still.
    mutating func touch(_ fields: [String], at now: Timestamp) {
        let time = Self.latest(fields, in: tree).map { max(now, $0 + .milliseconds(1)) } ?? now
        for field in fields { tree[field] = .string(time.rfc3339) }
    }
}

/// A Gleap ticket: a conversation that has an object of its own.
struct StoredTicket: Sendable {
    let account: String
    let id: String
    var tree: JSONTree
    var updates = 0
}

/// Something that happened to a message or a ticket, as a webhook would announce it.
enum StateChange: Sendable {
    case created(StoredMessage)
    case updated(StoredMessage)
    case deleted(StoredMessage)
    case ticketCreated(StoredTicket)
    case ticketUpdated(StoredTicket)

    var account: String {
        switch self {
        case .created(let message), .updated(let message), .deleted(let message): message.account
        case .ticketCreated(let ticket), .ticketUpdated(let ticket): ticket.account
        }
    }
}

extension Timestamp {
    fileprivate static let distantPast = Timestamp(milliseconds: .min)
}
