package import EmendCore

/// The providers this version can speak to. A further one is added here and nowhere else.
package enum ProviderRegistry {
    private static let adapters: [any ProviderAdapter.Type] = [
        AmityAdapter.self, GleapAdapter.self, RocketChatAdapter.self,
    ]

    /// In the order of their names.
    package static var supported: [Provider] { adapters.map { $0.capabilities.provider } }

    /// What the provider's API can do, also of one that this version cannot speak to: rules for it are checked all the same.
    package static func capabilities(of provider: Provider) -> Capabilities {
        switch provider {
        case .acquire: AcquireTables.capabilities
        case .amity: AmityAdapter.capabilities
        case .gleap: GleapAdapter.capabilities
        case .quickblox: QuickBloxTables.capabilities
        case .rocketchat: RocketChatAdapter.capabilities
        }
    }

    package static func accountKeys(of provider: Provider) -> AccountKeys? { type(of: provider)?.accountKeys }

    /// - Throws: ``UnsupportedProvider`` for providers that rule files may name but this version cannot speak to.
    package static func adapter(for account: AccountSettings) throws(UnsupportedProvider) -> any ProviderAdapter {
        guard let type = type(of: account.provider) else { throw UnsupportedProvider(provider: account.provider) }
        return type.init(account: account)
    }

    private static func type(of provider: Provider) -> (any ProviderAdapter.Type)? {
        adapters.first { $0.capabilities.provider == provider }
    }
}

/// A provider without an adapter.
package struct UnsupportedProvider: Error, Equatable, CustomStringConvertible {
    package let provider: Provider

    package init(provider: Provider) { self.provider = provider }

    /// A sentence for people, without a full stop.
    package var description: String {
        let names = ProviderRegistry.supported.map(\.rawValue).joined(separator: ", ")
        return "provider \(provider.rawValue) is not supported; this version supports \(names)"
    }
}
