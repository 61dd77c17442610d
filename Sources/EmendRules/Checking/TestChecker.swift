import EmendCore

/// Tests that can never pass, or that say nothing.
enum TestChecker {
    /// - Parameter ids: Of all rules.
    static func check(_ rule: Rule, ids: [String]) -> [Diagnostic] {
        rule.tests.flatMap { test in
            (test.hits ?? []).compactMap { id -> Diagnostic? in
                if !ids.contains(id) {
                    return Diagnostic(
                        .invalidValue, at: test.location, "`hits` names the rule `\(id)`, which there is not",
                        hint: suggestion(for: id, among: ids).map { "did you mean `\($0)`?" }, rule: rule.id)
                }
                guard id != rule.id, !test.usesRuleset else { return nil }
                return Diagnostic(
                    .invalidValue, at: test.location,
                    "`hits` names the rule `\(id)`, but this test runs `\(rule.id)` alone",
                    hint: "add `ruleset: true`", rule: rule.id)
            }
        }
    }
}
