import EmendCore

/// One provider's half of the sandbox. Everything is written from the provider's documentation and shares nothing
/// with the adapters, so that it can prove them wrong.
protocol StandIn: Sendable {
    static var provider: Provider { get }
    /// Members of a message that move when it is edited.
    static var editTimeFields: [String] { get }

    /// Whether a path (segments decoded) belongs to this provider's API.
    static func claims(_ segments: [String]) -> Bool

    /// The account that the request's credentials open, or the refusal.
    static func account(for request: SandboxRequest, among accounts: [SandboxAccount]) -> AccountSearch

    /// So many requests in so much time, and the answer to one more.
    static var rate: Rate { get }
    static var rateRefusal: HTTPResponse { get }
    /// What is counted apart within an account: requests of different buckets do not use up each other's rate.
    static func rateBucket(of request: SandboxRequest) -> String

    /// The answer of the API.
    static func answer(
        _ request: SandboxRequest, account: SandboxAccount, state: inout SandboxState
    ) -> StandInAnswer

    /// A new message from the short form or from the provider's own object under `message`.
    static func newMessage(from form: JSONTree, in account: SandboxAccount, state: inout SandboxState) throws(FormError)
        -> StoredMessage
    /// Members that hold what the author wrote, and members that only the API writes.
    static var contentMembers: [String] { get }
    static var ownMembers: [String] { get }
    /// Writes the content of a short form into a message, where that message has its content.
    static func edit(_ message: inout StoredMessage, by form: JSONTree) throws(FormError)
    static func delete(_ message: inout StoredMessage)
    /// The text that a reader sees; link targets that differ from their text stand in angle brackets.
    static func text(of tree: JSONTree) -> String

    /// What the provider posts after a change.
    static func webhook(for change: StateChange, account: SandboxAccount, state: SandboxState) -> HTTPRequest?
    /// A body with the headers that make it the account's.
    static func signed(_ body: [UInt8], account: SandboxAccount) -> HTTPRequest

    /// What playing a captured webhook means; `reads` are the captured reads that answered it.
    static func score(of line: CaptureLine, reads: [CaptureLine]) -> PlayerScore
}

extension StandIn {
    static func rateBucket(of request: SandboxRequest) -> String { "" }
}

enum AccountSearch: Sendable {
    case found(SandboxAccount)
    case refused(HTTPResponse)
}

/// An answer, and what is worth telling about the request.
struct StandInAnswer: Sendable {
    var response: HTTPResponse
    /// Keys that a redaction has no business to send.
    var routingKeys: [String] = []

    init(_ response: HTTPResponse, routingKeys: [String] = []) {
        (self.response, self.routingKeys) = (response, routingKeys)
    }
}

/// A form that `/_sandbox` was given and cannot use; a sentence for a person.
struct FormError: Error { let reason: String }

/// The table of stand-ins.
enum StandIns {
    static let all: [any StandIn.Type] = [
        AmityStandIn.self, GleapStandIn.self, RocketChatStandIn.self,
    ]

    static func of(_ provider: Provider) -> (any StandIn.Type)? { all.first { $0.provider == provider } }
}

extension HTTPResponse {
    init(status: Int, json: JSONTree) {
        self.init(status: status, headers: ["Content-Type": "application/json"], body: json.encoded())
    }

    init(status: Int, text: String) {
        self.init(status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: Array(text.utf8))
    }
}
