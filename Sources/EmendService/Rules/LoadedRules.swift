package import EmendCore
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
            support: { provider, effect, account in support(of: effect, by: provider, in: account) })
    }

    private static func support(
        of effect: EffectKey, by provider: Provider, in account: AccountSettings?
    ) -> EffectSupport {
        // Nobody is configured with a provider that has no adapter, so nothing can be said against its rules.
        guard let capabilities = ProviderRegistry.capabilities(of: provider) else { return .yes }
        let adapter = account.flatMap { try? ProviderRegistry.adapter(for: $0) }
        return switch adapter?.support(for: effect) ?? capabilities.support(for: effect) {
        case .yes: .yes
        case .limited(let sentence): .limited(sentence)
        case .no(let sentence): .no(sentence)
        }
    }
}

extension LoadedRules {
    /// Everything that is wrong with rule files, with the checks that take longer than `serve` should.
    package static func check(_ paths: [String], accounts: [AccountSettings]?) -> [Diagnostic] {
        let loaded = load(paths, accounts: accounts)
        guard let ruleset = loaded.ruleset else { return loaded.diagnostics }
        return loaded.diagnostics + ruleset.check(environment(accounts: accounts), scratch: JudgingScratch())
    }
}
