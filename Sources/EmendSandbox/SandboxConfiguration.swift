package import EmendCore
import EmendPlatform

/// What a ``Sandbox`` stands in for.
package struct SandboxConfiguration: Sendable {
    package var host: String
    /// 0 takes a free port.
    package var port: Int
    /// Without any, every provider has one account of its own name that takes any non-empty credential and signs with
    /// ``SandboxAccount/defaultSecret``.
    package var accounts: [SandboxAccount]
    /// Where changes are announced: an address that ends with `/hooks/ACCOUNT`, or a base to which that is added.
    package var echo: String?
    /// Whether the documented rate limits are kept.
    package var keepsRateLimits: Bool
    /// Whether a Gleap ticket webhook carries `latestComment`; the documentation does not say.
    package var sendsLatestComment: Bool
    package var clock: @Sendable () -> Timestamp

    package init(
        host: String = "127.0.0.1", port: Int = 0, accounts: [SandboxAccount] = [], echo: String? = nil,
        keepsRateLimits: Bool = true, sendsLatestComment: Bool = false,
        clock: @escaping @Sendable () -> Timestamp = { SystemClock.now() }
    ) {
        (self.host, self.port, self.accounts, self.echo) = (host, port, accounts, echo)
        (self.keepsRateLimits, self.sendsLatestComment, self.clock) = (keepsRateLimits, sendsLatestComment, clock)
    }

    /// The accounts that are in effect.
    var effectiveAccounts: [SandboxAccount] {
        accounts.isEmpty
            ? StandIns.all.map { SandboxAccount(name: $0.provider.rawValue, provider: $0.provider) } : accounts
    }
}

/// One account as the stand-in knows it: the same keys as in the configuration of Emend.
package struct SandboxAccount: Sendable {
    /// Signs webhooks where the account says no other secret.
    package static let defaultSecret = "emend-sandbox"

    package var name: String
    package var provider: Provider
    /// By the key of `credentials:`; what is not named here may have any non-empty value.
    package var credentials: [String: Secret]
    /// By the key of `webhook:`, such as `secret`, `encoding`, `header`, `value`; the first of several is used.
    package var webhook: [String: Secret]

    package init(
        name: String, provider: Provider, credentials: [String: Secret] = [:], webhook: [String: Secret] = [:]
    ) {
        (self.name, self.provider, self.credentials, self.webhook) = (name, provider, credentials, webhook)
    }

    /// The account that stands at the other end of a configured one.
    package init(_ settings: AccountSettings) {
        let secrets = settings.webhookSecrets.compactMapValues(\.first)
        let options = settings.options.mapValues { Secret($0) }
        self.init(
            name: settings.name, provider: settings.provider, credentials: settings.credentials,
            webhook: secrets.merging(options) { secret, _ in secret })
    }

    /// Whether `presented` opens this account.
    func accepts(_ presented: String?, for key: String) -> Bool {
        guard let presented, !presented.isEmpty else { return false }
        return credentials[key].map { $0.revealed == presented } ?? true
    }
}
