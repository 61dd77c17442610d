/// What can be logged. The words are stable: operators search and alarm by them.
package enum LogEvent: String, CaseIterable, Sendable {
    case started
    case stopping
    case stopped
    case listening
    /// A webhook address of an account, told at start.
    case account
    case rulesetActive = "ruleset_active"
    case reloadFailed = "reload_failed"
    /// A reload found changes that only a restart takes over.
    case restartNeeded = "restart_needed"
    /// A webhook was not taken: see `reason`.
    case refusedRequest = "refused_request"
    case matched
    case unscanned
    /// One request to a provider and what came of it.
    case call
    case receipt
    case retry
    case overtaken
    case overwrote
    case redactionRefused = "redaction_refused"
    case redactionLate = "redaction_late"
    case altered
    case accountPaused = "account_paused"
    case accountResumed = "account_resumed"
    case realmUnreadable = "realm_unreadable"
    case readAbandoned = "read_abandoned"
    case readUnusable = "read_unusable"
    case providerFailing = "provider_failing"
    case providerBack = "provider_back"
    case storeFailed = "store_failed"
    case storeBack = "store_back"
    case rowDamaged = "row_damaged"
    case accountUnknown = "account_unknown"

    package var level: LogSettings.Level {
        switch self {
        case .matched, .receipt, .refusedRequest: .debug
        case .started, .stopping, .stopped, .listening, .account, .rulesetActive, .call, .retry, .accountResumed,
            .providerBack, .storeBack, .overtaken:
            .info
        case .unscanned, .altered, .realmUnreadable, .readAbandoned, .readUnusable, .providerFailing, .redactionLate,
            .accountUnknown, .restartNeeded:
            .warning
        case .reloadFailed, .overwrote, .redactionRefused, .accountPaused, .storeFailed, .rowDamaged: .error
        }
    }
}

/// One field of a log line. The cases are what may be logged; there is none for message text, names of people,
/// headers or bodies.
package enum LogField: Sendable {
    case account(String)
    case provider(String)
    case realm(String)
    /// A provider's message id; shown escaped.
    case message(String)
    case conversation(String)
    case rule(String)
    case rules([String])
    /// Keys of the configuration.
    case keys([String])
    case effects([String])
    case effect(String)
    case receipt(String)
    case verdict(String)
    case reason(String)
    case method(String)
    case status(Int)
    case attempt(Int)
    case durationMilliseconds(Int64)
    case waitMilliseconds(Int64)
    case count(Int)
    case address(String)
    case path(String)
    case ruleset(String)
    case generation(Int)
    case version(String)
    /// A sentence of ours or of a library; never built from what a stranger sent.
    case detail(String)

    var name: String {
        switch self {
        case .account: "account"
        case .provider: "provider"
        case .realm: "realm"
        case .message: "message"
        case .conversation: "conversation"
        case .rule: "rule"
        case .rules: "rules"
        case .keys: "keys"
        case .effects: "effects"
        case .effect: "effect"
        case .receipt: "receipt"
        case .verdict: "verdict"
        case .reason: "reason"
        case .method: "method"
        case .status: "status"
        case .attempt: "attempt"
        case .durationMilliseconds: "duration_ms"
        case .waitMilliseconds: "wait_ms"
        case .count: "count"
        case .address: "address"
        case .path: "path"
        case .ruleset: "ruleset"
        case .generation: "generation"
        case .version: "version"
        case .detail: "detail"
        }
    }

    enum Value {
        case text(String)
        case list([String])
        case integer(Int64)
    }

    var value: Value {
        switch self {
        case .account(let text), .provider(let text), .realm(let text), .message(let text), .conversation(let text),
            .rule(let text), .effect(let text), .receipt(let text), .verdict(let text), .reason(let text),
            .method(let text), .address(let text), .path(let text), .ruleset(let text), .version(let text),
            .detail(let text):
            .text(text)
        case .rules(let list), .effects(let list), .keys(let list): .list(list)
        case .status(let number), .attempt(let number), .count(let number), .generation(let number):
            .integer(Int64(number))
        case .durationMilliseconds(let number), .waitMilliseconds(let number): .integer(number)
        }
    }
}
