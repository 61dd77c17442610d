import EmendCore

/// Compares one decision with what a test expects, in sentences.
struct TestReport {
    private(set) var failures: [String] = []
    private let decision: Decision
    private let message: Message

    init(_ decision: Decision, _ message: Message) { (self.decision, self.message) = (decision, message) }

    private var matched: [String] { decision.outcomes.filter { $0.result == .matched }.compactMap(\.rule) }

    private var unscanned: [String] {
        decision.outcomes.compactMap { outcome in
            guard case .unscanned(let reason) = outcome.result else { return nil }
            return "\(outcome.rule ?? "the message"): \(reason.rawValue)"
        }
    }

    mutating func compare(with test: RuleTest) {
        if !unscanned.isEmpty {
            failures.append("the text could not be judged (\(unscanned.joined(separator: ", ")))")
        }
        if let expected = test.becomes { compareText(with: expected) }
        if let clean = test.clean { compareClean(clean) }
        if let hits = test.hits, hits != matched {
            failures.append(
                "`hits` expects [\(hits.joined(separator: ", "))], matched [\(matched.joined(separator: ", "))]")
        }
    }

    private mutating func compareText(with expected: String) {
        let original = message.text[.text] ?? ""
        let found = (decision.change?.text.first { $0.part == .text }?.newText ?? original).string
        guard !found.utf8.elementsEqual(expected.utf8) else { return }
        let place = zip(found.unicodeScalars, expected.unicodeScalars).prefix { $0 == $1 }.count
        var sentence =
            "`becomes` differs from character \(place + 1) on: expects \(quoted(expected)), found \(quoted(found))"
        if matched.isEmpty { sentence += "; no rule matched" }
        failures.append(sentence)
    }

    private mutating func compareClean(_ clean: Bool) {
        if clean, !matched.isEmpty {
            failures.append("`clean` expects no match, but \(matched.joined(separator: ", ")) matched\(places)")
        }
        if !clean, matched.isEmpty, unscanned.isEmpty { failures.append("`clean: false` expects a match, found none") }
    }

    /// ` (credit_card at 5-24)`
    private var places: String {
        let spans = decision.outcomes.flatMap(\.spans).map {
            "\($0.entity) at \($0.range.lowerBound)-\($0.range.upperBound)"
        }
        return spans.isEmpty ? "" : " (" + spans.joined(separator: ", ") + ")"
    }

    mutating func compareLanguage(_ found: String, with expected: String) {
        if found != expected { failures.append("`language` expects \(expected), found \(found)") }
    }

    mutating func compareCalls(_ calls: [TestEnvironment.Call]?, with expected: [ExpectedCall]) {
        guard let calls else {
            failures.append("`calls` cannot be checked: the account is not configured")
            return
        }
        guard calls.count == expected.count else {
            let found = calls.map { "\($0.method) \($0.url)" }.joined(separator: ", ")
            failures.append(
                "`calls` expects \(expected.count), found \(calls.count)\(found.isEmpty ? "" : ": " + found)")
            return
        }
        for (place, (call, wanted)) in zip(calls, expected).enumerated() {
            if let method = wanted.method, method != call.method {
                failures.append("call \(place + 1): expects method \(method), found \(call.method)")
            }
            if let url = wanted.url, url != call.url {
                failures.append("call \(place + 1): expects url \(url), found \(call.url)")
            }
            if let body = wanted.body, let path = Self.difference(body, call.body, at: "") {
                failures.append("call \(place + 1): the body differs at \(path.isEmpty ? "its root" : path)")
            }
        }
    }

    /// The JSON pointer of the first difference; members that are not expected do not matter.
    private static func difference(_ expected: ExpectedValue, _ found: JSONValue?, at path: String) -> String? {
        switch expected {
        case .scalar(let text): return found?.scalarText == ValidUTF8(text) ? nil : path
        case .list(let items):
            guard let found, found.kind == .array, found.count == items.count else { return path }
            for (index, item) in items.enumerated() {
                if let place = difference(item, found[index: index], at: "\(path)/\(index)") { return place }
            }
            return nil
        case .object(let members):
            guard let found, found.kind == .object else { return path }
            for member in members {
                if let place = difference(member.value, found[member.key], at: "\(path)/\(member.key)") { return place }
            }
            return nil
        }
    }

    private func quoted(_ text: String) -> String { "\"" + text + "\"" }
}
