package import EmendCore

/// What compiling and checking rules may ask about the world; all of it is optional.
package struct CompileEnvironment: Sendable {
    /// The configured accounts; nil without a configuration.
    package var accounts: [AccountSettings]?
    /// Bytes of the TZif file of a zone name such as `Europe/Berlin`; nil when there is none.
    package var zones: @Sendable (_ name: String) -> [UInt8]?
    /// What a provider can do to messages of that kind of sender; the account is nil when no configuration was given.
    package var support: Support?
    /// Most tags that a message of the provider can carry; nil where no limit is known.
    package var mostTags: (@Sendable (Provider) -> Int?)?

    package typealias Support = @Sendable (Provider, EffectKey, SenderKind, AccountSettings?) -> EffectSupport

    package init(
        accounts: [AccountSettings]? = nil, zones: @escaping @Sendable (String) -> [UInt8]? = { _ in nil },
        support: Support? = nil, mostTags: (@Sendable (Provider) -> Int?)? = nil
    ) {
        (self.accounts, self.zones, self.support, self.mostTags) = (accounts, zones, support, mostTags)
    }
}

/// Whether an effect can be made at a provider. Limits that only a message shows, such as the room for tags, are no
/// finding: nobody could write a rule that has none, and the receipt of such a message names them.
package enum EffectSupport: Hashable, Sendable {
    case yes
    /// The sentence says what can be done instead.
    case no(String)
}
