import EmendCore

extension Condition {
    /// Providers whose messages can match, judged by `provider` conditions alone.
    var reachableProviders: Set<Provider> {
        Set(
            Provider.allCases.filter { provider in
                possibility { leaf in
                    if case .provider(let providers) = leaf { Truth(providers.contains(provider)) } else { nil }
                } != .no
            })
    }

    func reaches(_ account: AccountSettings) -> Bool {
        possibility { leaf in
            switch leaf {
            case .provider(let providers): Truth(providers.contains(account.provider))
            case .account(let names): Truth(names.contains(account.name))
            default: nil
            }
        } != .no
    }

    /// The truth as far as `known` leaves decide it; nil means that a leaf can be either.
    private func possibility(_ known: (Leaf) -> Truth?) -> Truth {
        switch self {
        case .all(let items): items.reduce(.yes) { $0.and($1.possibility(known)) }
        case .any(let items): items.reduce(.no) { $0.or($1.possibility(known)) }
        case .not(let item): !item.possibility(known)
        case .leaf(let leaf): known(leaf) ?? .unknown(.limit)
        }
    }

    /// Providers that the rule names, in the order of the file, outside `not`.
    var namedProviders: [Provider] {
        leaves.flatMap { leaf, isNegated -> [Provider] in
            if case .provider(let providers) = leaf, !isNegated { providers } else { [] }
        }
    }
}
