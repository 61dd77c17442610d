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

    mutating func add(_ problem: TestProblem) { failures.append(problem.sentence) }
    mutating func add(_ sentences: [String]) { failures += sentences }

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

    private func quoted(_ text: String) -> String { "\"" + text + "\"" }
}
