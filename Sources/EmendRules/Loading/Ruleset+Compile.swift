package import EmendCore
import EmendMatching
import EmendYAML

extension Ruleset {
    /// Reads and compiles rule files in the order given. Reads no disk.
    ///
    /// - Returns: All that is wrong, in the order of the files; the ruleset is nil when any of it is an error. Checks
    ///   that take longer are ``check(_:scratch:)``.
    package static func compile(
        files: [SourceFile], _ environment: CompileEnvironment = CompileEnvironment()
    ) -> (ruleset: Ruleset?, diagnostics: [Diagnostic]) {
        let loader = RuleLoader(environment)
        let rules = files.flatMap { loader.read($0) }
        let order = Dictionary(files.enumerated().map { ($1.path, $0) }) { first, _ in first }
        // Sorting is stable, so what stands in one place keeps the order in which it was found.
        let diagnostics = loader.log.diagnostics.sorted { left, right in
            let (a, b) = (left.location, right.location)
            return (order[a.file] ?? 0, a.line, a.column) < (order[b.file] ?? 0, b.line, b.column)
        }
        guard !loader.log.hasErrors else { return (nil, diagnostics) }
        let input = digestInput(of: files, versions: MatchingVersion.digestParts, zones: loader.usedZones)
        return (Ruleset(rules, slots: loader.slotCount, prefilter: loader.prefilter, digestInput: input), diagnostics)
    }
}
