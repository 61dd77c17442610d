/// One configured provider connection, read and checked; the same value for adapters, dispatcher and `check`.
package struct AccountSettings: Sendable {
    package enum Mode: String, CaseIterable, Sendable { case live, observe }
    package enum Verify: String, CaseIterable, Sendable {
        case none, before, after, both

        package var readsBefore: Bool { self == .before || self == .both }
        package var readsAfter: Bool { self == .after || self == .both }
    }

    package var name: String
    package var provider: Provider
    package var url: URLOrigin
    /// What message ids are unique in: see ``Message``'s key.
    package var realm: String
    /// By the key of `credentials:`.
    package var credentials: [String: Secret] = [:]
    /// By the key of `webhook:`; several values mean that each is accepted.
    package var webhookSecrets: [String: [Secret]] = [:]
    /// Further keys of the account that only its provider understands, as text.
    package var options: [String: String] = [:]
    package var agents: Set<ValidUTF8> = []
    package var bots: Set<ValidUTF8> = []
    package var mode: Mode = .live
    package var verify: Verify = .both
    package var rate: Rate
    /// Older messages are ignored; nil is no limit.
    package var maxMessageAge: Duration?
    /// How long marks and tags wait before they expire, from the commit.
    package var callMaxAge: Duration = .seconds(24 * 3600)
    /// A redaction that takes longer is shown as late.
    package var exposureTarget: Duration = .seconds(60)
    /// Languages that are expected in this account, BCP 47.
    package var languages: [String] = []
    /// `unsigned: accept-risk`: requests without authentication are taken.
    package var acceptsUnsigned = false
    package var certificateAuthorityFile: String?

    package init(name: String, provider: Provider, url: URLOrigin, realm: String, rate: Rate) {
        (self.name, self.provider, self.url, self.realm, self.rate) = (name, provider, url, realm, rate)
    }
}

/// So many calls in so much time.
package struct Rate: Hashable, Sendable {
    package var count: Int
    package var period: Duration

    package init(_ count: Int, per period: Duration) { (self.count, self.period) = (count, period) }
}
