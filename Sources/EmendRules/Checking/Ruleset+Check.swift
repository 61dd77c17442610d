package import EmendCore
import EmendMatching

extension Ruleset {
    /// The checks that take longer than compiling: what rules do to their own output, patterns on text made of their
    /// own pieces, conflicts, and what providers can do. Call it on a ruleset that compiled.
    ///
    /// - Parameter cpuNanoseconds: CPU time of the calling thread; patterns are not timed without it.
    /// - Returns: Errors and warnings in the order of the rules.
    package func check(
        _ environment: CompileEnvironment, scratch: JudgingScratch, cpuNanoseconds: (() -> Int64)? = nil
    ) -> [Diagnostic] {
        var conflicts = ConflictChecker()
        let ids = rules.map(\.id)
        let slow = cpuNanoseconds.map { SlowPatternChecker(scratch, cpuNanoseconds: $0) }
        return rules.flatMap { rule -> [Diagnostic] in
            var found = PatternChecker.check(rule, scratch)
            // What reaches its match limit is slow too, and said already.
            if found.isEmpty { found += slow?.check(rule) ?? [] }
            found += FixpointChecker(rule, in: self, scratch).check()
            found += CapabilityChecker(environment).check(rule)
            found += conflicts.check(rule)
            found += TestChecker.check(rule, ids: ids)
            if rule.tests.isEmpty {
                found.append(
                    Diagnostic(
                        .ruleWithoutTests, at: rule.location, "the rule `\(rule.id)` has no tests",
                        hint: "add one text that it finds and one that it must leave", rule: rule.id))
            }
            return found
        }
    }
}
