package import EmendCore

extension AmityAdapter {
    package static var capabilities: Capabilities {
        var table = Capabilities(
            provider: .amity, redact: .limited("text messages, and captions in flat data; never custom data"),
            tag: .limited("10 tags of 30 characters; theirs are never evicted"),
            metadata: .yes, translate: .limited("takes one of the 10 tags"),
            markDelivered: .no("the API marks only for the user of the token; use tag or metadata"),
            markRead: .no("the API marks only for the user of the token; use tag or metadata"),
            updateNeedsRead: false, updateReturnsMessage: true)
        (table.mostTags, table.longestTag) = (AmityCarried.mostTags, AmityCarried.longestTag)
        return table
    }

    /// Hosts: https://apix.{us|eu|sg}.amity.co. Rate: 100 requests in 5 s per user id (technical-faq.mdx, read 2026-11); that an
    /// admin token counts as one user is inferred.
    package static var accountKeys: AccountKeys {
        AccountKeys(
            defaultURL: "https://apix.us.amity.co", defaultRate: Rate(100, per: .seconds(5)), credentials: ["token"],
            requiredCredentials: ["token"], webhookSecrets: ["secret", "prehook_secret"],
            requiredWebhookSecrets: ["secret"], webhookOptions: ["encoding": ["base64", "hex"]],
            options: ["token_header": ["authorization", "x-admin-token"]], realmFromURLAnd: nil)
    }

    /// The API replaces tags and metadata as a whole, so they are written only over what was read.
    package func support(for effect: EffectKey) -> Capabilities.Support {
        switch effect {
        case .tag, .metadata, .translate:
            account.verify == .none
                ? .no("it is written over what was read: say `verify: before`") : Self.capabilities.support(for: effect)
        case .redact, .mark: Self.capabilities.support(for: effect)
        }
    }
}
