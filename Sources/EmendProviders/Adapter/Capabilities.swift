package import EmendCore

/// What a provider's API can do. One table per provider; `check`, the run time and the docs all read it.
package struct Capabilities: Sendable {
    package enum Support: Hashable, Sendable {
        case yes
        /// Possible with a limit that the sentence names.
        case limited(String)
        /// Impossible; the sentence says what can be done instead.
        case no(String)
    }

    package var provider: Provider
    package var redact: Support
    package var tag: Support
    package var metadata: Support
    package var translate: Support
    package var markDelivered: Support
    package var markRead: Support
    /// Whether every update can only be made over what was just read (rich text is spliced into the tree that is there).
    package var updateNeedsRead: Bool
    /// Whether the answer to an update shows the message as it then stands.
    package var updateReturnsMessage: Bool
    /// Most tags of a message, and most UTF-16 units of one; nil where no limit is documented.
    package var mostTags: Int?
    package var longestTag: Int?

    package init(
        provider: Provider, redact: Support, tag: Support, metadata: Support, translate: Support,
        markDelivered: Support, markRead: Support, updateNeedsRead: Bool, updateReturnsMessage: Bool
    ) {
        self.provider = provider
        (self.redact, self.tag, self.metadata, self.translate) = (redact, tag, metadata, translate)
        (self.markDelivered, self.markRead) = (markDelivered, markRead)
        (self.updateNeedsRead, self.updateReturnsMessage) = (updateNeedsRead, updateReturnsMessage)
    }

    package func support(for effect: EffectKey) -> Support {
        switch effect {
        case .redact: redact
        case .tag(let text):
            if let longestTag, text.utf16.count > longestTag {
                .no("a tag has at most \(longestTag) characters there; shorten it")
            } else {
                tag
            }
        case .metadata: metadata
        case .translate: translate
        case .mark(.delivered): markDelivered
        case .mark(.read): markRead
        }
    }
}

/// The configuration keys of one provider's accounts.
package struct AccountKeys: Sendable {
    package var defaultURL: String?
    package var defaultRate: Rate
    /// Keys of `credentials:`; all are secrets.
    package var credentials: [String]
    package var requiredCredentials: [String]
    /// Keys of `webhook:` that hold secrets.
    package var webhookSecrets: [String]
    package var requiredWebhookSecrets: [String]
    /// Keys of `webhook:` and of the account that hold words, with the values they take (nil: any text); the first is the default.
    /// Their values stand in `AccountSettings.options` under the same name.
    package var webhookOptions: [String: [String]?]
    /// Those of ``webhookOptions`` that have no default.
    package var requiredWebhookOptions: [String]
    package var options: [String: [String]?]
    /// Default realm: the account's `url` plus these credentials (Gleap: `project`); nil means the account's own name.
    package var realmFromURLAnd: [String]?

    package init(
        defaultURL: String?, defaultRate: Rate, credentials: [String], requiredCredentials: [String],
        webhookSecrets: [String], requiredWebhookSecrets: [String], webhookOptions: [String: [String]?] = [:],
        requiredWebhookOptions: [String] = [], options: [String: [String]?] = [:], realmFromURLAnd: [String]?
    ) {
        (self.defaultURL, self.defaultRate) = (defaultURL, defaultRate)
        (self.credentials, self.requiredCredentials) = (credentials, requiredCredentials)
        (self.webhookSecrets, self.requiredWebhookSecrets) = (webhookSecrets, requiredWebhookSecrets)
        self.requiredWebhookOptions = requiredWebhookOptions
        (self.webhookOptions, self.options, self.realmFromURLAnd) = (webhookOptions, options, realmFromURLAnd)
    }
}
