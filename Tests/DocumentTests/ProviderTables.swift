import EmendCore
import EmendProviders

/// What this version knows of providers, from the tables that `check` and the run time use.
enum ProviderTables {
    private static let actions: [(name: String, effect: EffectKey)] = [
        ("redact", .redact), ("tag", .tag("")), ("metadata", .metadata), ("translate", .translate),
        ("mark: delivered", .mark(.delivered)), ("mark: read", .mark(.read)),
    ]

    static var overview: [String] {
        let rows = Provider.allCases.map { provider -> [String] in
            guard ProviderRegistry.supported.contains(provider) else {
                return [provider.rawValue] + actions.map { _ in "" } + ["not in this version"]
            }
            let capabilities = ProviderRegistry.capabilities(of: provider)
            return [provider.rawValue] + actions.map { word(capabilities.support(for: $0.effect)) }
                + ["[guide](docs/providers/\(provider.rawValue).md)"]
        }
        return GeneratedSection.table(["provider"] + actions.map(\.name) + [""], rows)
    }

    private static func word(_ support: Capabilities.Support) -> String {
        switch support {
        case .yes: "yes"
        case .limited: "with limits"
        case .no: "no"
        }
    }

    static func capabilities(of provider: Provider) -> [String] {
        let capabilities = ProviderRegistry.capabilities(of: provider)
        let rows = actions.map { action -> [String] in
            switch capabilities.support(for: action.effect) {
            case .yes: ["`\(action.name)`", "yes", ""]
            case .limited(let sentence): ["`\(action.name)`", "with limits", sentence]
            case .no(let sentence): ["`\(action.name)`", "no", sentence]
            }
        }
        return GeneratedSection.table(["action", "possible", "note"], rows)
    }

    static var accountKeys: [String] {
        ProviderRegistry.supported.flatMap { provider -> [String] in
            guard let keys = ProviderRegistry.accountKeys(of: provider) else { return [] }
            var rows = [["`url`", "an origin", keys.defaultURL.map { "`\($0)`" } ?? "required"]]
            rows += keys.credentials.map { key in
                ["`credentials.\(key)`", "a secret", keys.requiredCredentials.contains(key) ? "required" : ""]
            }
            rows += keys.webhookSecrets.map { key in
                let isRequired = keys.requiredWebhookSecrets.contains(key)
                return ["`webhook.\(key)`", "a secret, or a list of them", isRequired ? "required" : ""]
            }
            rows += keys.webhookOptions.sorted { $0.key < $1.key }.map { key, words in
                option("webhook." + key, words, isRequired: keys.requiredWebhookOptions.contains(key))
            }
            rows += keys.options.sorted { $0.key < $1.key }.map { option($0.key, $0.value, isRequired: false) }
            let rate = "\(keys.defaultRate.count)/\(keys.defaultRate.period.components.seconds)s"
            rows.append(["`rate`", "writes; reads have as many of their own", "`\(rate)`"])
            rows.append(["`realm`", "what message ids are unique in", realm(keys)])
            return ["**\(provider.rawValue)**", ""] + GeneratedSection.table(["key", "value", "default"], rows) + [""]
        }.dropLast()
    }

    private static func option(_ key: String, _ words: [String]?, isRequired: Bool) -> [String] {
        let values = words.map { $0.map { "`\($0)`" }.joined(separator: " or ") } ?? "text"
        let standard = isRequired ? "required" : words?.first.map { "`\($0)`" } ?? ""
        return ["`\(key)`", values, standard]
    }

    private static func realm(_ keys: AccountKeys) -> String {
        keys.realmFromURLAnd.map { parts in
            (["`url`"] + parts.map { "`credentials.\($0)`" }).joined(separator: " with ")
        }
            ?? "the account's name"
    }
}
