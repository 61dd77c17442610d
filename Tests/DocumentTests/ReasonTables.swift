import EmendCore

/// Closed lists of words, with what each one means to operators.
enum ReasonTables {
    static var reasons: [String] {
        let groups: [(String, [String])] = [
            ("rejected", RejectedReason.allCases.map(\.rawValue)),
            ("ignored", IgnoredReason.allCases.map(\.rawValue)),
            ("duplicate", DuplicateReason.allCases.map(\.rawValue)),
            ("deferred", DeferredReason.allCases.map(\.rawValue)),
            ("unscanned", UnscannedReason.allCases.map(\.rawValue)),
            ("refused", RefusedReason.allCases.map(\.rawValue)),
            ("impossible", ImpossibleReason.allCases.map(\.rawValue)),
            ("dropped", DroppedReason.allCases.map(\.rawValue)),
        ]
        let rows = groups.flatMap { group, words in
            words.map { ["`\(group)`", "`\($0)`", meanings["\(group) \($0)"] ?? ""] }
        }
        return GeneratedSection.table(["verdict or receipt", "reason", "meaning"], rows)
    }

    static var receipts: [String] {
        let receipts: [Receipt] = [
            .pending, .refused(.rejected), .impossible(.noRoom), .overwrote(unread: false), .dropped(.gone),
            .accepted(altered: false), .proved, .none,
        ]
        return GeneratedSection.table(
            ["receipt", "meaning"],
            receipts.sorted { $0.rank < $1.rank }.map { ["`\($0.word)`", meanings["receipt \($0.word)"] ?? ""] })
    }

    static var diagnostics: [String] {
        GeneratedSection.table(
            ["id", "severity", "meaning"],
            DiagnosticID.allCases.map {
                ["`\($0.rawValue)`", $0.severity.rawValue, meanings["diagnostic \($0)"] ?? ""]
            })
    }

    private static let meanings: [String: String] = [
        "rejected bad_id":
            "the message id cannot be used: empty, dots only, longer than 150 characters, or with control characters",
        "rejected missing_field": "something that every message must have is absent",
        "rejected wrong_type": "a member has another JSON type than it must have",
        "ignored unknown_event": "an event that Emend does not know",
        "ignored unsupported_event": "a known event that is not for this account, such as one of another project",
        "ignored legacy_signature": "a second delivery in a format that the provider retires",
        "ignored test_event": "the provider's test button",
        "ignored deleted": "the message is deleted",
        "ignored note": "an internal note",
        "ignored system": "written by the provider's system",
        "ignored no_text": "nothing that could be judged",
        "ignored too_old": "older than the account's `max_message_age`",
        "ignored no_rule": "no rule looks at messages like this one",
        "duplicate same": "the text was judged before",
        "duplicate older": "an older text than the one that was judged",
        "deferred order": "which of two texts is newer is settled by a read",
        "deferred no_read_line": "only in a replay: the read that would decide is not in the capture",
        "unscanned limit": "a pattern reached its match limit",
        "unscanned deadline": "the message took longer than `limits.message_budget`",
        "unscanned too_large": "the text is larger than `limits.text`",
        "unscanned duplicate_key": "rich text with a key twice, which could not be written back safely",
        "unscanned unreadable_content":
            "rich text of a form that is not understood, or a message or conversation that the provider does not let us read",
        "refused permission": "the credentials may not do this",
        "refused validation": "the provider says that the request is wrong",
        "refused not_found": "nothing is there, says the provider, and no read has ever worked: `url` may be wrong",
        "refused blocked_word": "the new text holds a word on the provider's own block list",
        "refused blocked_link": "the new text holds a link that is not on the provider's list of allowed ones",
        "refused rejected": "another refusal of the provider",
        "refused unexpected_answer": "an answer that cannot be understood",
        "impossible unsupported_action": "the provider has no call for it",
        "impossible ticket_text": "the text stands only on the ticket, for which no update is documented",
        "impossible unreadable": "it can only be written over what was just read, and reading is off or refused",
        "impossible no_room": "the provider's limit on the number of tags leaves no room; theirs are never evicted",
        "impossible too_long": "the text or the tag is longer than the provider takes",
        "impossible content_type": "content of a type that is not edited",
        "impossible missing_address": "room or ticket of the message is not known",
        "impossible missing_credential": "the account lacks the credential",
        "dropped superseded": "a newer text took its place before it was sent",
        "dropped gone": "the message does not exist any more",
        "dropped expired": "older than `call_max_age`; never a redaction",
        "dropped rule_disabled": "the rule was set to `disabled` before it was sent",
        "dropped discarded": "by `emend outbox discard`",
        "receipt pending": "not settled yet",
        "receipt refused": "the provider refused it for good",
        "receipt impossible": "the provider's API cannot do it",
        "receipt overwrote":
            "our text stands over an edit of the user's; reason `unread` where the account is not read",
        "receipt dropped": "not sent, for the reason named",
        "receipt accepted": "the provider took it; reason `altered` when it shows another text, which is clean",
        "receipt proved": "the text that the provider shows is the text that was sent",
        "receipt none": "there was nothing to do: `flag`, `stop`, shadow rules, observed accounts",
        "diagnostic unreadableFile": "a file cannot be read",
        "diagnostic malformedYAML": "not YAML",
        "diagnostic unknownKey": "a key that is not known here",
        "diagnostic duplicateKey": "a key that is there twice",
        "diagnostic wrongType": "a value of another type than the key wants",
        "diagnostic missingKey": "a key that must be there",
        "diagnostic aliasOrTag": "YAML aliases, tags and merge keys are not taken",
        "diagnostic invalidValue": "a value that the key does not take",
        "diagnostic unsupportedYet": "not in this version",
        "diagnostic duplicateRule": "a rule id that is taken",
        "diagnostic invalidPattern": "a regular expression that does not compile",
        "diagnostic unknownDetector": "a detector that does not exist",
        "diagnostic redactWithoutMatch": "`redact` in a rule that finds no text",
        "diagnostic invalidGroup": "`group` names a group that is not there, or stands where it cannot be used",
        "diagnostic languageUnderNot": "`language` under `not`",
        "diagnostic patternTooCostly": "a pattern that reaches its match limit on text made of its own pieces",
        "diagnostic redactionMatchesAgain": "the rule matches its own redaction",
        "diagnostic impossibleAction": "no provider or account that the rule reaches can do the action",
        "diagnostic unknownAccount": "an account that is not in the configuration",
        "diagnostic failingTest": "a test of a rule fails",
        "diagnostic unsetVariable": "an environment variable that is not set",
        "diagnostic missingSecret": "a secret that is missing, empty or cannot be read",
        "diagnostic invalidURL": "a `url` that cannot be used",
        "diagnostic conflictingActions": "two rules want different values in one place; the first wins",
        "diagnostic impossibleForSome": "some of the providers or accounts that the rule reaches cannot do the action",
        "diagnostic ruleWithoutTests": "a rule without tests",
        "diagnostic slowPattern": "a pattern that is slow",
        "diagnostic ruleWithoutAccount": "a rule that no configured account can trigger",
        "diagnostic readableSecret": "a secret stands in a file that everyone on the machine can read",
        "diagnostic readInSpiteOfVerify": "`verify: none` where the provider can only be written over what was read",
    ]
}
