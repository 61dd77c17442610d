import EmendCore
import EmendMatching

/// Patterns that reach their match limit on text built from their own pieces: anyone can write such a text.
enum PatternChecker {
    static func check(_ rule: Rule, _ scratch: JudgingScratch) -> [Diagnostic] {
        rule.condition.leaves.flatMap { leaf, _ -> [Diagnostic] in
            leaf.placedPatterns.compactMap { pattern, place in
                guard pattern.textThatHitsLimit(scratch: scratch.matching) != nil else { return nil }
                return Diagnostic(
                    .patternTooCostly, at: place,
                    "the pattern reaches its match limit on text built from its own pieces, so a message can hide from it",
                    hint: "repeat possessively (`++`, `*+`), or bound the repeats", rule: rule.id)
            }
        }
    }
}

extension Leaf {
    /// The patterns that a visitor's text meets, with their places.
    var placedPatterns: [(Pattern, SourceLocation)] {
        switch self {
        case .text(let leaf): if case .regex(let patterns) = leaf.test { Array(zip(patterns, leaf.places)) } else { [] }
        case .field(let leaf):
            if case .regex(let patterns) = leaf.test { Array(zip(patterns, leaf.places)) } else { [] }
        default: []
        }
    }
}
