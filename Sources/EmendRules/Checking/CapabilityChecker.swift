import EmendCore

/// Actions that the providers a rule can reach cannot do.
struct CapabilityChecker {
    private let environment: CompileEnvironment

    init(_ environment: CompileEnvironment) { self.environment = environment }

    func check(_ rule: Rule) -> [Diagnostic] {
        guard let support = environment.support, rule.mode != .disabled else { return [] }
        let effects = rule.actions.compactMap(\.effect)
        return effects.indices.flatMap { index -> [Diagnostic] in
            guard effects.firstIndex(of: effects[index]) == index else { return [] }
            return check(rule, effects[index], support)
        }
    }

    private func check(
        _ rule: Rule, _ effect: EffectKey, _ support: (Provider, EffectKey, AccountSettings?) -> EffectSupport
    ) -> [Diagnostic] {
        let reached = reached(by: rule)
        let refusals = reached.compactMap { provider, account -> (name: String, advice: String)? in
            guard case .no(let advice) = support(provider, effect, account) else { return nil }
            return (account?.name ?? provider.rawValue, advice)
        }
        guard let first = refusals.first else { return [] }
        let names = refusals.map { "`\($0.name)`" }.joined(separator: ", ")
        if refusals.count == reached.count {
            let message =
                environment.accounts == nil
                ? "`\(effect.action)` is impossible at \(names)"
                : "`\(effect.action)` is impossible in every account that the rule reaches: \(names)"
            return [Diagnostic(.impossibleAction, at: rule.location, message, hint: first.advice, rule: rule.id)]
        }
        // Without a configuration a rule for everyone is not blamed for providers nobody uses.
        guard environment.accounts != nil || !rule.condition.namedProviders.isEmpty else { return [] }
        return [
            Diagnostic(
                .impossibleForSome, at: rule.location, "`\(effect.action)` is impossible at \(names)",
                hint: first.advice, rule: rule.id)
        ]
    }

    private func reached(by rule: Rule) -> [(Provider, AccountSettings?)] {
        if let accounts = environment.accounts {
            return accounts.filter { rule.condition.reaches($0) }.map { ($0.provider, $0) }
        }
        let named = rule.condition.namedProviders
        return Provider.allCases.filter { rule.providers.contains($0) && (named.isEmpty || named.contains($0)) }
            .map { ($0, nil) }
    }
}
