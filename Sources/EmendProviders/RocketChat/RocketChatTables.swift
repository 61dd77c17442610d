package import EmendCore

extension RocketChatAdapter {
    package static var capabilities: Capabilities {
        Capabilities(
            provider: .rocketchat,
            redact: .limited(
                "visitors' own messages; all others, and the description of a file, need `credentials` of a bot"),
            tag: .limited(customFields), metadata: .limited(customFields), translate: .limited(customFields),
            markDelivered: .no("the API has no state of one message; use tag with `custom_fields: true`"),
            markRead: .no("the API has no state of one message; use tag with `custom_fields: true`"),
            updateNeedsRead: false, updateReturnsMessage: true)
    }

    private static let customFields = "in `customFields.emend`, where the account says `custom_fields: true`"

    /// Rate: 10 calls in 60 s per client address, route and method; the workspace's default
    /// (`apps/meteor/server/settings/rate.ts`, read 2026-11).
    package static var accountKeys: AccountKeys {
        AccountKeys(
            defaultURL: nil, defaultRate: Rate(10, per: .seconds(60)), credentials: ["user_id", "auth_token"],
            requiredCredentials: [], webhookSecrets: ["token", "integration_token"], requiredWebhookSecrets: [],
            options: ["edit_with": ["visitor", "bot"], "custom_fields": ["false", "true"]], realmFromURLAnd: [])
    }

    package func support(for effect: EffectKey) -> Capabilities.Support {
        switch effect {
        case .tag, .metadata, .translate:
            if !writesCustomFields { return .no("say `custom_fields: true` and declare `emend` in the workspace") }
            return bot == nil
                ? .no("only a bot writes custom fields: give `credentials`") : .limited(Self.customFields)
        case .redact, .mark:
            return Self.capabilities.support(for: effect)
        }
    }

    package func support(for effect: EffectKey, from kind: SenderKind) -> Capabilities.Support {
        guard effect == .redact, bot == nil, kind != .visitor else { return support(for: effect) }
        return .no("only a bot edits what others than visitors write: give `credentials`")
    }
}
