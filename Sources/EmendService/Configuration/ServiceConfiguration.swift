package import EmendCore

/// What `serve` needs to know: the configuration file read, checked and resolved (paths absolute, secrets in place).
package struct ServiceConfiguration: Sendable {
    package var listen: ListenAddress
    /// Nil: no metrics and no administration over HTTP.
    package var admin: AdminSettings?
    package var store: StoreSettings
    /// The folder of `root` and `seal-…`.
    package var keysDirectory: String
    /// Rule files and folders, in the order of the configuration.
    package var rules: [String] = []
    package var limits = ServiceLimits()
    package var log = LogSettings()
    package var breaker = BreakerSettings()
    /// Names and realms are checked: names are unique, and accounts of one realm have one provider.
    package var accounts: [AccountSettings]

    package init(listen: ListenAddress, store: StoreSettings, keysDirectory: String, accounts: [AccountSettings]) {
        (self.listen, self.store, self.keysDirectory) = (listen, store, keysDirectory)
        self.accounts = accounts
    }
}

/// Where a listener binds.
package struct ListenAddress: Hashable, Sendable {
    /// An IPv4 or IPv6 address, without brackets.
    package var host: String
    /// 0 takes any free port.
    package var port: UInt16

    package init(host: String, port: UInt16) { (self.host, self.port) = (host, port) }

    /// As in a URL.
    package var text: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}

package struct AdminSettings: Hashable, Sendable {
    package var listen: ListenAddress
    /// Asked for as `Authorization: Bearer …` by everything but the health addresses.
    package var token: Secret

    package init(listen: ListenAddress, token: Secret) { (self.listen, self.token) = (listen, token) }
}

package struct StoreSettings: Hashable, Sendable {
    package var path: String
    package var keepHits: Duration = .seconds(400 * 86_400)
    package var keepLedger: Duration = .seconds(90 * 86_400)

    package init(path: String) { self.path = path }

    /// The socket by which commands reach the running server.
    package var controlSocketPath: String { path + ".sock" }
}

/// As much of a configuration as commands need that only look into the store or ask the running server: they work
/// without the secrets of the accounts.
package struct StorePlace: Hashable, Sendable {
    package var store: StoreSettings
    package var keysDirectory: String
    /// Names of the configured accounts, usable or not.
    package var accounts: [String]

    package init(store: StoreSettings, keysDirectory: String, accounts: [String]) {
        (self.store, self.keysDirectory, self.accounts) = (store, keysDirectory, accounts)
    }
}

package struct ServiceLimits: Hashable, Sendable {
    /// Largest request body.
    package var bodyBytes = 1 << 20
    /// Largest text view of a message; larger ones are `unscanned(too_large)`.
    package var textBytes = 256 << 10
    /// CPU time of the judging thread for one message.
    package var messageBudget: Duration = .milliseconds(20)
    /// For a whole request, from its first byte.
    package var request: Duration = .seconds(10)
    package var connections = 10_000

    package init() {}
}

package struct LogSettings: Hashable, Sendable {
    package enum Format: String, CaseIterable, Sendable { case text, json }
    package enum Level: String, CaseIterable, Comparable, Sendable {
        case debug, info, warning, error

        private var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warning: 2
            case .error: 3
            }
        }

        package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    }

    package var format: Format = .text
    package var level: Level = .info

    package init() {}
}

/// When a provider that fails is left alone for a while; nothing is ever dropped by it.
package struct BreakerSettings: Hashable, Sendable {
    /// Transport and server failures in a row after which calls of the realm stop.
    package var failures = 5
    /// The first pause; it doubles with each failed probe.
    package var firstPause: Duration = .seconds(5)
    package var longestPause: Duration = .seconds(300)

    package init() {}
}
