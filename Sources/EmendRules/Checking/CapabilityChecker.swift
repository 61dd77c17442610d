import EmendCore

/// Actions that the providers and accounts a rule can reach cannot do, and rules that reach none.
struct CapabilityChecker {
    private let environment: CompileEnvironment

    init(_ environment: CompileEnvironment) { self.environment = environment }

    func check(_ rule: Rule) -> [Diagnostic] {
        guard rule.mode != .disabled else { return [] }
        let reached = reached(by: rule)
        if reached.isEmpty, environment.accounts != nil {
            return [
                Diagnostic(
                    .ruleWithoutAccount, at: rule.location, "the rule `\(rule.id)` reaches no configured account",
                    hint: "its `provider` or `account` conditions leave none", rule: rule.id)
            ]
        }
        guard let support = environment.support else { return [] }
        let effects = rule.actions.compactMap(\.effect)
        let found = effects.indices.flatMap { index -> [Diagnostic] in
            guard effects.firstIndex(of: effects[index]) == index else { return [] }
            return check(rule, "`\(effects[index].action)`", reached) { provider, account in
                refusal(of: effects[index], provider, account, to: rule.from, support)
            }
        }
        return found + checkTags(rule, reached, support)
    }

    /// Tags that are too long, or too many, where tags are possible at all.
    private func checkTags(
        _ rule: Rule, _ reached: [(Provider, AccountSettings?)], _ support: CompileEnvironment.Support
    ) -> [Diagnostic] {
        let tags = rule.actions.flatMap(\.literalTags).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        guard !tags.isEmpty else { return [] }
        let taking = reached.filter { refusal(of: .tag(""), $0, $1, to: rule.from, support) == nil }
        let tooMany = check(rule, "a list of \(tags.count) tags", taking) { provider, account in
            guard let most = environment.mostTags?(provider), tags.count > most else { return nil }
            let name = account?.name ?? provider.rawValue
            return Refusal(name: "`\(name)`", advice: "a message carries at most \(most) there", isWhole: true)
        }
        return tooMany
            + tags.flatMap { tag in
                check(rule, "the tag `\(tag)`", taking) { provider, account in
                    refusal(of: .tag(tag), provider, account, to: rule.from, support)
                }
            }
    }

    /// A place in which an effect is impossible: an account or provider, perhaps for some senders only.
    private struct Refusal {
        var name: String
        var advice: String
        var isWhole: Bool
    }

    private func check(
        _ rule: Rule, _ subject: String, _ reached: [(Provider, AccountSettings?)],
        _ refusal: (Provider, AccountSettings?) -> Refusal?
    ) -> [Diagnostic] {
        let refusals = reached.compactMap { refusal($0, $1) }
        guard let first = refusals.first else { return [] }
        let names = refusals.map(\.name).joined(separator: ", ")
        if refusals.count == reached.count, refusals.allSatisfy(\.isWhole) {
            let message =
                reached.allSatisfy { $0.1 == nil }
                ? "\(subject) is impossible at \(names)"
                : "\(subject) is impossible in every account that the rule reaches: \(names)"
            return [Diagnostic(.impossibleAction, at: rule.location, message, hint: first.advice, rule: rule.id)]
        }
        // Without a configuration a rule for everyone is not blamed for providers nobody uses.
        guard environment.accounts != nil || !rule.condition.namedProviders.isEmpty else { return [] }
        return [
            Diagnostic(
                .impossibleForSome, at: rule.location, "\(subject) is impossible at \(names)",
                hint: first.advice, rule: rule.id)
        ]
    }

    /// Nil where the effect is possible for all kinds of senders that the rule looks at.
    private func refusal(
        of effect: EffectKey, _ provider: Provider, _ account: AccountSettings?, to kinds: Set<SenderKind>,
        _ support: CompileEnvironment.Support
    ) -> Refusal? {
        var (refused, advice): ([SenderKind], String?) = ([], nil)
        for kind in SenderKind.allCases where kinds.contains(kind) {
            guard case .no(let sentence) = support(provider, effect, kind, account) else { continue }
            advice = advice ?? sentence
            refused.append(kind)
        }
        guard let advice else { return nil }
        let isWhole = refused.count == kinds.count
        let senders = isWhole ? "" : " for messages of " + refused.map(\.rawValue).joined(separator: ", ")
        let name = account?.name ?? provider.rawValue
        return Refusal(name: "`\(name)`\(senders)", advice: advice, isWhole: isWhole)
    }

    private func reached(by rule: Rule) -> [(Provider, AccountSettings?)] {
        let named = rule.condition.namedProviders
        if let accounts = environment.accounts {
            let reached = accounts.filter { rule.condition.reaches($0) }.map { ($0.provider, Optional($0)) }
            let isWaiting = !named.isEmpty && !accounts.contains { named.contains($0.provider) }
            // What waits for a provider that has no account here is held against what that provider can do.
            if !isWaiting { return reached }
        }
        return Provider.allCases.filter { rule.providers.contains($0) && (named.isEmpty || named.contains($0)) }
            .map { ($0, nil) }
    }
}
