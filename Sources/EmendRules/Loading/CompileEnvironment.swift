package import EmendCore

/// What compiling and checking rules may ask about the world; all of it is optional.
package struct CompileEnvironment: Sendable {
    /// The configured accounts; nil without a configuration.
    package var accounts: [AccountSettings]?
    /// Bytes of the TZif file of a zone name such as `Europe/Berlin`; nil when there is none.
    package var zones: @Sendable (_ name: String) -> [UInt8]?
    /// What a provider can do; the account is nil when no configuration was given.
    package var support: (@Sendable (Provider, EffectKey, AccountSettings?) -> EffectSupport)?

    package init(
        accounts: [AccountSettings]? = nil, zones: @escaping @Sendable (String) -> [UInt8]? = { _ in nil },
        support: (@Sendable (Provider, EffectKey, AccountSettings?) -> EffectSupport)? = nil
    ) {
        (self.accounts, self.zones, self.support) = (accounts, zones, support)
    }
}

/// Whether an effect can be made at a provider.
package enum EffectSupport: Hashable, Sendable {
    case yes
    case limited(String)
    /// The sentence says what can be done instead.
    case no(String)
}
