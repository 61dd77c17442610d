import EmendCore
import EmendMatching

/// Redactions whose own output the rule finds again: they would count, and perhaps change, one message twice.
struct FixpointChecker {
    private let rule: Rule
    private let ruleset: Ruleset
    private let scratch: JudgingScratch
    private let context: JudgingContext

    init(_ rule: Rule, in ruleset: Ruleset, _ scratch: JudgingScratch) {
        (self.rule, self.scratch) = (rule, scratch)
        self.ruleset = ruleset.alone(rule)
        var context = JudgingContext(now: RuleTester.standardTime) { _, _ in "kqzvmwpa" }
        context.unset = Set(InputField.allCases)
        self.context = context
    }

    func check() -> [Diagnostic] {
        guard !rule.redactions.isEmpty else { return [] }
        if let mark = ownMarks.first(where: { finds(in: ValidUTF8($0)) }) {
            return [
                report("`\(mark)`, which the rule puts in the place of text, is found by the rule again", rule.location)
            ]
        }
        let failing = rule.tests.compactMap { test -> Diagnostic? in
            guard case .text(let text) = test.input, let output = output(for: ValidUTF8(text)), finds(in: output)
            else { return nil }
            return report("the rule finds something in the redacted text of this test again", test.location)
        }
        guard failing.isEmpty else { return failing }
        for text in SampleTexts.texts(for: rule.condition, scratch) {
            // A mask of the very characters that it hides changes nothing and finds them for ever.
            let output = output(for: text) ?? text
            guard finds(in: output) else { continue }
            let (before, after) = (Self.quoted(text), Self.quoted(output))
            return [report("of \(before) the rule makes \(after), in which it finds something again", rule.location)]
        }
        return []
    }

    private static func quoted(_ text: ValidUTF8) -> String {
        let scalars = text.string.unicodeScalars
        return "`" + String(String.UnicodeScalarView(scalars.prefix(40))) + (scalars.count > 40 ? "…" : "") + "`"
    }

    private func report(_ message: String, _ location: SourceLocation) -> Diagnostic {
        Diagnostic(
            .redactionMatchesAgain, at: location, message,
            hint: "change the text that `redact` writes, or make the condition narrower", rule: rule.id)
    }

    /// What the redactions write for each entity that the rule can find.
    private var ownMarks: [String] {
        let entities = rule.condition.bindingLeaves.flatMap { leaf -> [String] in
            if case .detect(let detectors, _, _) = leaf.test { detectors.map(\.name) } else { [rule.id] }
        }
        let message = message("")
        let rendering = Rendering(message: message, now: context.now, language: "und")
        return rule.redactions.flatMap { redaction -> [String] in
            let names = redaction.target == .message ? [rule.id] : redaction.group.map { [$0] } ?? entities
            switch redaction.style {
            case .text(let template): return names.map { rendering.text(template, rule: rule.id, entity: $0) }
            case .token: return names.map { "[\($0):kqzvmwpa]" }
            case .mask: return []
            }
        }
    }

    private func output(for text: ValidUTF8) -> ValidUTF8? {
        ruleset.judge(message(text), context, scratch: scratch).change?.text.first?.newText
    }

    /// Whether the rule would hide something in `text`; of a whole message where the text does not matter, whether that
    /// changes it.
    private func finds(in text: ValidUTF8) -> Bool {
        let message = message(text)
        let evaluation = evaluation(of: message)
        guard evaluation.truth == .yes else { return false }
        if rule.redactions.contains(where: { $0.target == .message }) {
            return asksForText || output(for: text) != nil
        }
        return !RuleFindings(rule, order: 0, found: evaluation.found, in: message.text, withSpans: false).hidden.isEmpty
    }

    /// Whether some message is left alone for its text. A rule for all that one sender writes is not done with a message
    /// by hiding it, and need not be.
    private var asksForText: Bool {
        let texts = rule.tests.compactMap { test in
            if case .text(let text) = test.input { ValidUTF8(text) } else { nil }
        }
        return (texts + [""]).contains { evaluation(of: message($0)).truth == .no }
    }

    private func evaluation(of message: Message) -> Evaluation {
        var evaluator = Evaluator(message, context, slots: ruleset.slots, prefilter: ruleset.prefilter, scratch)
        return evaluator.evaluate(rule)
    }

    private func message(_ text: ValidUTF8) -> Message {
        Message(
            account: "check", provider: rule.standardProvider, key: MessageKey(realm: "check", id: "check"),
            text: TextView(text: text), sender: Sender(.visitor, isCertain: false), arrival: .webhook)
    }
}
