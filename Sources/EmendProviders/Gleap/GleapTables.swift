import EmendCore

extension GleapAdapter {
    package static var capabilities: Capabilities {
        Capabilities(
            provider: .gleap,
            redact: .limited("text of messages; text that stands only on the ticket cannot be updated"),
            tag: .limited("on the ticket, since messages have no tags"),
            metadata: .no("messages have no metadata; use tag"),
            translate: .limited("as a tag on the ticket"),
            markDelivered: .no("no delivered state is documented; use tag"),
            markRead: .no("the meaning of the unread flags is not documented; use tag"),
            updateNeedsRead: true, updateReturnsMessage: false)
    }

    /// Rate: 1000 requests in 60 s per project (https://docs.gleap.io/documentation/server/api-overview, read 2026-11).
    package static var accountKeys: AccountKeys {
        AccountKeys(
            defaultURL: "https://api.gleap.io", defaultRate: Rate(1000, per: .seconds(60)),
            credentials: ["api_key", "project"], requiredCredentials: ["api_key", "project"],
            webhookSecrets: ["value"], requiredWebhookSecrets: ["value"], webhookOptions: ["header": nil],
            requiredWebhookOptions: ["header"], realmFromURLAnd: ["project"])
    }
}
