package import EmendCore

/// Why a webhook was answered as it was; with its status it is the label of `emend_requests_total`.
package enum RequestReason: String, CaseIterable, Sendable {
    case accepted
    /// Authenticated, and nothing in it was for us.
    case nothing = "nothing_to_do"
    case legacySignature = "legacy_signature"
    case unknownAddress = "unknown_address"
    case wrongMethod = "wrong_method"
    case tooLarge = "too_large"
    case wrongType = "wrong_type"
    case unauthenticated
    case malformed
    case queueFull = "queue_full"
    case storeFailed = "store_failed"
    case stopping

    package var status: Int {
        switch self {
        case .accepted, .nothing, .legacySignature: 200
        case .unknownAddress: 404
        case .wrongMethod: 405
        case .tooLarge: 413
        case .wrongType: 415
        case .unauthenticated: 401
        case .malformed: 400
        case .queueFull, .storeFailed, .stopping: 503
        }
    }
}

/// What became of messages, as the label pair of `emend_messages_total`.
package enum MessageOutcome: Hashable, Sendable, CaseIterable {
    case rejected(RejectedReason)
    case ignored(IgnoredReason)
    case echo
    case duplicate(DuplicateReason)
    case deferred(DeferredReason)
    case matched
    case unscanned(UnscannedReason)
    case clean

    package static let allCases: [MessageOutcome] =
        RejectedReason.allCases.map(rejected) + IgnoredReason.allCases.map(ignored) + [echo]
        + DuplicateReason.allCases.map(duplicate) + DeferredReason.allCases.map(deferred) + [matched]
        + UnscannedReason.allCases.map(unscanned) + [clean]

    package var verdict: Verdict {
        switch self {
        case .rejected: .rejected
        case .ignored: .ignored
        case .echo: .echo
        case .duplicate: .duplicate
        case .deferred: .deferred
        case .matched: .matched
        case .unscanned: .unscanned
        case .clean: .clean
        }
    }

    package var reason: String {
        switch self {
        case .rejected(let reason): reason.rawValue
        case .ignored(let reason): reason.rawValue
        case .duplicate(let reason): reason.rawValue
        case .deferred(let reason): reason.rawValue
        case .unscanned(let reason): reason.rawValue
        case .echo, .matched, .clean: ""
        }
    }
}

/// The counters of one account that the webhook path adds to; each is one atomic number.
package final class AccountCounters: Sendable {
    private let requests: [Counter]
    private let messages: [MessageOutcome: Counter]

    package init() {
        requests = RequestReason.allCases.map { _ in Counter() }
        messages = Dictionary(uniqueKeysWithValues: MessageOutcome.allCases.map { ($0, Counter()) })
    }

    package subscript(reason: RequestReason) -> Counter { requests[reason.place] }
    package func add(_ outcome: MessageOutcome) { messages[outcome]?.add() }
    package subscript(outcome: MessageOutcome) -> UInt64 { messages[outcome]?.value ?? 0 }
}

extension RequestReason {
    /// Position among all cases.
    fileprivate var place: Int {
        switch self {
        case .accepted: 0
        case .nothing: 1
        case .legacySignature: 2
        case .unknownAddress: 3
        case .wrongMethod: 4
        case .tooLarge: 5
        case .wrongType: 6
        case .unauthenticated: 7
        case .malformed: 8
        case .queueFull: 9
        case .storeFailed: 10
        case .stopping: 11
        }
    }
}
