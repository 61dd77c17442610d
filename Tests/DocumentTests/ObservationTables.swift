import EmendService

/// What the running service tells: metrics, answers to webhooks, events of the log.
enum ObservationTables {
    /// Name, type and help of each metric, from a page of a service that has done nothing yet.
    static var metrics: [String] {
        var types: [Substring: Substring] = [:]
        var helps: [(name: Substring, help: Substring)] = []
        for line in MetricsPage.text(of: Metrics(), Gauges()).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3)
            guard words.count == 4, words[0] == "#" else { continue }
            if words[1] == "TYPE" { types[words[2]] = words[3] }
            if words[1] == "HELP" { helps.append((words[2], words[3])) }
        }
        return GeneratedSection.table(
            ["metric", "type", "what it counts"],
            helps.map { ["`\($0.name)`", String(types[$0.name] ?? ""), String($0.help)] })
    }

    static var requestReasons: [String] {
        GeneratedSection.table(
            ["reason", "status", "meaning"],
            RequestReason.allCases.map { ["`\($0.rawValue)`", "\($0.status)", meanings["\($0)"] ?? ""] })
    }

    static var logEvents: [String] {
        GeneratedSection.table(
            ["event", "level", "meaning"],
            LogEvent.allCases.map { ["`\($0.rawValue)`", $0.level.rawValue, meanings["\($0)"] ?? ""] })
    }

    private static let meanings: [String: String] = [
        // Requests
        "accepted": "something in it was for Emend, and is on disk",
        "nothing": "authenticated, and nothing in it was for Emend",
        "legacySignature": "a second delivery in a format that the provider retires",
        "unknownAddress": "no such account",
        "wrongMethod": "not POST",
        "tooLarge": "larger than `limits.body`",
        "wrongType": "not `application/json`",
        "unauthenticated": "the signature or token is missing or wrong",
        "malformed": "not JSON, not UTF-8, or nested too deep",
        "queueFull": "more webhooks wait than may",
        "storeFailed": "the store cannot be written",
        "stopping": "the server stops",
        // Log
        "started": "the server runs",
        "listening": "where webhooks are taken",
        "account": "an account and the path of its webhook",
        "rulesetActive": "rules that judge from now on",
        "reloadFailed": "new files cannot be used; the last good state goes on",
        "restartNeeded": "a reload found changes of `keys` that count from the next start on",
        "refusedRequest": "a webhook was not taken; see `reason`",
        "matched": "rules matched a message",
        "unscanned": "rules could not judge a message; see `reason`",
        "call": "a request to a provider and what came of it",
        "receipt": "what became of an effect",
        "retry": "a change or read will be tried again",
        "overtaken": "a newer text came while a call was under way",
        "overwrote": "our text stands over an edit of the user's",
        "redactionRefused": "the provider refused a redaction for good",
        "redactionLate": "a redaction waits longer than `exposure_target`",
        "altered": "the provider shows another text than was sent; it is clean",
        "accountPaused": "calls of an account stopped; see `reason`",
        "accountResumed": "calls of an account go on",
        "realmUnreadable": "messages cannot be read; receipts are at most `accepted`",
        "readAbandoned": "the provider refuses a read; what only it would have shown is a hit `unscanned`",
        "readUnusable": "answers to a read that cannot be understood, three times or more; it goes on",
        "providerFailing": "failures in a row; calls pause",
        "providerBack": "the provider answers again",
        "storeBack": "the store can be written again",
        "rowDamaged": "a row of the outbox cannot be decoded; what it was about is read and judged anew",
        "accountUnknown": "the outbox holds work for an account that is not configured any more",
        "stopped": "the server has ended in order",
    ]
}
