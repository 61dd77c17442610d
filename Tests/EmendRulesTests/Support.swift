import EmendCore
import EmendRules
import Testing

/// Judges texts with rules written in place, as a visitor's message in an Amity account unless the row says otherwise.
struct Bench {
    let ruleset: Ruleset
    let scratch = JudgingScratch()
    var context: JudgingContext
    var message: Message

    init(_ yaml: String) throws {
        let file = SourceFile(path: "rules.yaml", bytes: Array(yaml.utf8))
        let (ruleset, diagnostics) = Ruleset.compile(files: [file], .offline)
        self.ruleset = try #require(ruleset, "\(diagnostics)")
        context = JudgingContext(now: .noon) { entity, value in String(repeating: "x", count: 8) }
        message = Message(
            account: "helpdesk", provider: .amity, key: MessageKey(realm: "r", id: "m1"), text: TextView([]),
            sender: Sender(.visitor, id: "u1", name: "Ann", isCertain: true), arrival: .webhook)
    }

    /// A file with one rule of the given `when` and `then`.
    static func rule(when: String, then: String = "[{ redact: {} }]", more: String = "") throws -> Bench {
        try Bench("version: 1\nrules:\n  - id: r1\n    when: \(when)\n    then: \(then)\n\(more)")
    }

    func judge(_ text: String) -> Decision { judge(TextView(text: ValidUTF8(text))) }

    func judge(_ view: TextView) -> Decision {
        var message = message
        message.text = view
        return ruleset.judge(message, context, scratch: scratch)
    }

    /// The text after the change.
    func redacted(_ text: String) -> String {
        judge(text).change?.text.first?.newText.string ?? text
    }
}

extension Timestamp {
    static let noon = Timestamp(rfc3339: "2026-01-01T12:00:00Z") ?? Timestamp(milliseconds: 0)
}

extension CompileEnvironment {
    static let offline = CompileEnvironment()
}

extension Decision {
    /// `r1:matched` or `r1:unscanned(limit)`, with `~` before shadow rules.
    var summary: [String] {
        outcomes.map { outcome in
            let mode = outcome.mode == .shadow ? "~" : ""
            switch outcome.result {
            case .matched: return mode + (outcome.rule ?? "-") + ":matched"
            case .unscanned(let reason): return mode + (outcome.rule ?? "-") + ":unscanned(\(reason.rawValue))"
            }
        }
    }
}
