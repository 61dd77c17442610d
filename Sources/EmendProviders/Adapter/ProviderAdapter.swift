package import EmendCore

/// What Emend knows of one provider: five pure verbs and one table. No adapter does I/O, reads a clock or keeps state,
/// so one value serves all threads.
package protocol ProviderAdapter: Sendable {
    /// What the provider's API can do, as documented; `check` and the docs read the same table.
    static var capabilities: Capabilities { get }
    /// The keys of `credentials:` and `webhook:` and the options that an account of this provider takes.
    static var accountKeys: AccountKeys { get }

    init(account: AccountSettings)

    /// Checks the raw request before anything in it is parsed, in constant time.
    func authenticate(_ request: HTTPRequest, now: Timestamp) -> Authentication

    /// Whether a request with these headers can be authentic at all: asked before its body is read.
    func admits(_ headers: HTTPHeaders) -> Bool

    /// Checks a request whose proof stands in its body; asked only after `afterParsing`.
    func authenticate(body: JSONDocument) -> Authentication

    /// What an authenticated webhook says. Lenient about what it does not need, strict about ids; a message that
    /// cannot be used is skipped with its reason and the others go on.
    func decode(_ body: JSONDocument) -> Event

    /// The answer this provider takes for success; `event` is what ``decode(_:)`` returned.
    func acknowledgement(of event: Event) -> HTTPResponse

    /// The same where the answer depends on the shape of the request.
    func acknowledgement(of event: Event, to body: JSONDocument) -> HTTPResponse

    /// What can be done in this account; more exact than ``capabilities``, which tells what can be done in any.
    func support(for effect: EffectKey) -> Capabilities.Support

    /// The same for messages of one kind of sender.
    func support(for effect: EffectKey, from kind: SenderKind) -> Capabilities.Support

    /// Whether ``read(_:page:)`` has all it needs; without it nothing is asked for and nothing learned of the realm.
    func canRead(_ target: ReadTarget) -> Bool

    /// The call that reads `target`, or one page of it. ``PagedRead`` puts the pages together.
    ///
    /// The target of every call begins with the documented path (`/api/v3/...`); the client puts the account's scheme,
    /// host, port and path prefix before it.
    func read(_ target: ReadTarget, page: ReadPage) -> Call

    /// Whether `change` can only be made over what was just read.
    func needsRead(for change: Change, on target: ChangeTarget) -> Bool

    /// What the answer to a read holds.
    func decodeRead(_ response: HTTPResponse, of target: ReadTarget, page: ReadPage) -> ReadAnswer

    /// Text that stands only on the conversation (`loose` of a conversation's read), as a message whose id is the
    /// conversation's; nil when a message of `event`, the whole read, shows it, or when there is none.
    func looseMessage(of target: ReadTarget, beside event: Event) -> Message?

    /// The call that reads the conversation's own record, where `change` can only be made over it (Gleap keeps tags on
    /// the ticket); nil when there is nothing to read beside the message.
    func recordRead(for change: Change, on target: ChangeTarget) -> Call?

    /// What the answer to ``recordRead(for:on:)`` holds.
    func decodeRecord(_ response: HTTPResponse) -> RecordAnswer

    /// The calls that make `change` on `message`, in the order they are to be sent.
    ///
    /// `message` is what was just read; nil when the account is not or cannot be read. Its text must be the text that
    /// was judged: the offsets of the change count in it. `record` is what ``decodeRecord(_:)`` found; nil when no
    /// record was asked for or it could not be read.
    func calls(for change: Change, on target: ChangeTarget, read message: Message?, record: JSONValue?) -> CallPlan

    /// A message that holds nothing but `text`, as a read would show it: what a test beside a rule makes its calls over.
    /// Nil where the provider's messages cannot be made up.
    func sample(_ text: ValidUTF8, of key: MessageKey) -> ProviderSample?

    /// What the provider's answer to `call` means.
    func outcome(of response: HTTPResponse, to call: Call) -> CallOutcome
}

extension ProviderAdapter {
    package func admits(_ headers: HTTPHeaders) -> Bool { true }
    package func authenticate(body: JSONDocument) -> Authentication { .invalid }
    package func acknowledgement(of event: Event, to body: JSONDocument) -> HTTPResponse { acknowledgement(of: event) }
    package func support(for effect: EffectKey) -> Capabilities.Support { Self.capabilities.support(for: effect) }
    package func support(for effect: EffectKey, from kind: SenderKind) -> Capabilities.Support { support(for: effect) }
    package func canRead(_ target: ReadTarget) -> Bool { true }
    package func needsRead(for change: Change, on target: ChangeTarget) -> Bool { Self.capabilities.updateNeedsRead }
    package func looseMessage(of target: ReadTarget, beside event: Event) -> Message? { nil }
    package func recordRead(for change: Change, on target: ChangeTarget) -> Call? { nil }
    package func decodeRecord(_ response: HTTPResponse) -> RecordAnswer { .unreadable }

    /// The calls where no record of the conversation was read.
    package func calls(for change: Change, on target: ChangeTarget, read message: Message?) -> CallPlan {
        calls(for: change, on: target, read: message, record: nil)
    }
}

package enum Authentication: Hashable, Sendable {
    case valid
    case invalid
    /// Not to be parsed, but to be answered with success (a second delivery in a format that is being retired).
    case acknowledged(IgnoredReason)
    /// The proof stands in the body: to be parsed, as far as its size is allowed, and shown to `authenticate(body:)`.
    case afterParsing
}

/// One HTTP request to the provider; made when it is sent, never stored.
package struct Call: Sendable {
    package var request: HTTPRequest
    /// The effects it carries; empty for reads.
    package var effects: [EffectKey]
    /// What this call counts as for the account's rate.
    package var isWrite: Bool { !effects.isEmpty }
    /// What it changes, where the answer cannot be read without knowing.
    package var target: ChangeTarget?
    /// Whether a later call of the plan has to do the rest of the same effect: the answer shows half of it.
    package var isFollowed = false

    package init(_ request: HTTPRequest, effects: [EffectKey] = []) {
        (self.request, self.effects) = (request, effects)
    }
}

package struct CallPlan: Sendable {
    package var calls: [Call] = []
    /// Effects the API cannot carry here; they get no call.
    package var impossible: [(effect: EffectKey, reason: ImpossibleReason)] = []
    /// Effects that are already there (a tag the message carries): nothing to send, settled as `none`.
    package var satisfied: [EffectKey] = []

    package init() {}

    package mutating func isImpossible(_ effects: [EffectKey], _ reason: ImpossibleReason) {
        for effect in effects { impossible.append((effect: effect, reason: reason)) }
    }
}

package enum ReadAnswer: Sendable {
    /// The messages (each with ``Arrival/read``), and whether a further page must be asked for.
    case found(Event, more: Bool)
    /// The provider shows that the message is deleted, or shows its conversation without it.
    case gone
    /// The provider will not show it: 401, 403, 404, 405 or 410. What that means depends on whether a read of the realm has
    /// succeeded before, which the caller knows. 400 is about this message alone (a credential that came with it was replaced,
    /// its room is not open to us) and says nothing of the realm.
    case refused(status: Int)
    case retry(RetryAdvice)
    /// An answer that cannot be understood.
    case unusable
    /// An answer that is longer than what is taken, see ``PagedRead/shrink()``. No adapter says so.
    case tooLarge
}

package enum RecordAnswer: Sendable {
    case found(JSONValue)
    case retry(RetryAdvice)
    /// Refused, gone or not understood: the effects that need it are impossible.
    case unreadable
}

package enum CallOutcome: Sendable {
    /// Done. `served` is the message as the answer shows it, where the API returns it.
    case done(served: Message?)
    case retry(RetryAdvice)
    /// The account's credentials are not accepted: pause the account, keep the change.
    case pauseAccount
    /// The message does not exist any more, in the provider's own words.
    case gone
    /// The status says that nothing is there. Where reads have worked the message is gone; before that the address itself
    /// may be wrong.
    case notFound
    case refused(RefusedReason)
}

package struct RetryAdvice: Hashable, Sendable {
    /// From Retry-After or the provider's reset header.
    package var after: Duration?
    /// Retried, but late (Amity 400307: the same text too often in a short time).
    package var isLate: Bool
    /// Whether the answer does not tell that nothing was done: a gateway gave up waiting for the server behind it.
    package var mayBeDone = false

    package init(after: Duration? = nil, isLate: Bool = false) { (self.after, self.isLate) = (after, isLate) }
}

extension ReadAnswer {
    /// What the status alone says of a read that did not succeed; nil for 2xx.
    init?(failureOf response: HTTPResponse) {
        switch response.status {
        case 200..<300: return nil
        case 401, 403, 404, 405, 410: self = .refused(status: response.status)
        case 408, 409, 425, 429, 500...599: self = .retry(RetryAdvice(from: response))
        default: self = .unusable
        }
    }
}
