import EmendCore
import EmendMatching

/// Patterns that reach their match limit on text built from their own pieces: anyone can write such a text.
enum PatternChecker {
    static func check(_ rule: Rule, _ scratch: JudgingScratch) -> [Diagnostic] {
        rule.condition.leaves.flatMap { leaf, _ -> [Diagnostic] in
            guard case .text(let leaf) = leaf, case .regex(let patterns) = leaf.test else { return [] }
            return zip(patterns, leaf.places).compactMap { pattern, place in
                guard pattern.textThatHitsLimit(scratch: scratch.matching) != nil else { return nil }
                return Diagnostic(
                    .patternTooCostly, at: place,
                    "the pattern reaches its match limit on text built from its own pieces, so a message can hide from it",
                    hint: "repeat possessively (`++`, `*+`), or bound the repeats", rule: rule.id)
            }
        }
    }
}
