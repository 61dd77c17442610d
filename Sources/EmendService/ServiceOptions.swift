package import EmendCore
package import EmendPlatform

/// What the program decides about a service, as opposed to the configuration file.
package struct ServiceOptions: Sendable {
    /// Threads that judge; by default one per core.
    package var judgingThreads: Int
    /// Webhooks that may wait for a judging thread; further ones are answered 503.
    package var queueCapacity = 4096
    package var dispatcher = DispatcherSettings()
    package var logOutput: OutputStream = .log
    package var version = ""
    package var housekeepingInterval: Duration = .seconds(60)
    /// Gets every authenticated webhook, on a judging thread.
    package var capture: (@Sendable (CapturedWebhook) -> Void)?

    package init(judgingThreads: Int = 2) { self.judgingThreads = max(1, judgingThreads) }
}

/// An authenticated webhook as it came, for `serve --capture`.
package struct CapturedWebhook: Sendable {
    package var account: String
    package var receivedAt: Timestamp
    package var request: HTTPRequest

    package init(account: String, receivedAt: Timestamp, request: HTTPRequest) {
        (self.account, self.receivedAt, self.request) = (account, receivedAt, request)
    }
}
