package import EmendCore
import EmendMatching

extension Ruleset {
    /// What the rules say of one message. Pure, apart from the deadline; needs no lock.
    package func judge(_ message: Message, _ context: JudgingContext, scratch: JudgingScratch) -> Decision {
        let applicable = applicable(to: message, context)
        guard !applicable.isEmpty else { return Decision(.clean) }
        var evaluator = Evaluator(message, context, slots: slots, prefilter: prefilter, scratch)
        var judged: [JudgedRule] = []
        for index in applicable {
            let rule = rules[index]
            let evaluation = evaluator.evaluate(rule)
            if evaluation.truth == .no { continue }
            if rule.asksLanguage { _ = evaluator.language() }
            judged.append(JudgedRule(index: index, evaluation: evaluation))
            if evaluation.truth == .yes, rule.mode == .live, rule.stops { break }
        }
        let language = evaluator.askedLanguage
        guard !judged.isEmpty else { return Decision(.clean, language: language) }
        let settling = Settling(self, message, context, language: language ?? "und")
        let edits = settling.run(&judged, applicable, scratch)
        var merger = OutcomeMerger(message, context, language: language)
        for entry in judged { merger.add(rules[entry.index], order: entry.index, entry.evaluation) }
        return merger.decision(edits)
    }

    /// The language of a message as `language` conditions see it; nil when it has no text.
    package func language(of message: Message, _ context: JudgingContext, scratch: JudgingScratch) -> String? {
        var evaluator = Evaluator(message, context, slots: 0, scratch)
        return evaluator.language()?.code
    }
}

/// A rule that matched or could not be judged.
struct JudgedRule {
    /// Position in the ruleset.
    var index: Int
    var evaluation: Evaluation
}
