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
        return rule.tests.compactMap { test in
            guard case .text(let text) = test.input, let output = output(for: ValidUTF8(text)), finds(in: output)
            else { return nil }
            return report("the rule finds something in the redacted text of this test again", test.location)
        }
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
            guard redaction.target != .message else { return [] }
            let names = redaction.group.map { [$0] } ?? entities
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

    /// Whether the rule would hide something in `text`; of a whole message, whether that changes it.
    private func finds(in text: ValidUTF8) -> Bool {
        let message = message(text)
        var evaluator = Evaluator(message, context, slots: ruleset.slots, prefilter: ruleset.prefilter, scratch)
        let evaluation = evaluator.evaluate(rule)
        guard evaluation.truth == .yes else { return false }
        if rule.redactions.contains(where: { $0.target == .message }) { return output(for: text) != nil }
        return !RuleFindings(rule, order: 0, found: evaluation.found, in: message.text, withSpans: false).hidden.isEmpty
    }

    private func message(_ text: ValidUTF8) -> Message {
        Message(
            account: "check", provider: rule.standardProvider, key: MessageKey(realm: "check", id: "check"),
            text: TextView(text: text), sender: Sender(.visitor, isCertain: false), arrival: .webhook)
    }
}
