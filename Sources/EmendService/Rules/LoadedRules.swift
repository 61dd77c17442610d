package import EmendCore
import EmendPlatform
import EmendProviders
package import EmendRules

/// Rule files read from the disk and compiled, with all that is wrong with them.
package struct LoadedRules: Sendable {
    package var files: [SourceFile]
    /// Nil when there is an error.
    package var ruleset: Ruleset?
    package var diagnostics: [Diagnostic]

    /// - Parameter accounts: Nil without a configuration; then a rule is held against what any provider can do.
    package static func load(_ paths: [String], accounts: [AccountSettings]? = nil) -> LoadedRules {
        let (files, unreadable) = RuleFiles.read(paths)
        let (ruleset, diagnostics) = Ruleset.compile(files: files, environment(accounts: accounts))
        return LoadedRules(
            files: files, ruleset: unreadable.isEmpty ? ruleset : nil, diagnostics: unreadable + diagnostics)
    }

    package static func environment(accounts: [AccountSettings]?) -> CompileEnvironment {
        CompileEnvironment(
            accounts: accounts, zones: { RuleFiles.zone(named: $0) },
            support: { provider, effect, kind, account in
                let adapter = account.flatMap { try? ProviderRegistry.adapter(for: $0) }
                let support =
                    adapter?.support(for: effect, from: kind)
                    ?? ProviderRegistry.capabilities(of: provider).support(for: effect)
                return if case .no(let sentence) = support { .no(sentence) } else { .yes }
            }, mostTags: { ProviderRegistry.capabilities(of: $0).mostTags })
    }
}

extension LoadedRules {
    /// Everything that is wrong with rule files, with the checks that take longer than `serve` should.
    package static func check(_ paths: [String], accounts: [AccountSettings]?) -> [Diagnostic] {
        let loaded = load(paths, accounts: accounts)
        guard let ruleset = loaded.ruleset else { return loaded.diagnostics }
        return loaded.diagnostics
            + ruleset.check(environment(accounts: accounts), scratch: JudgingScratch()) {
                Int64(clamping: SystemClock.threadCPUNanoseconds())
            }
    }
}
