/// What the latest reload came to.
struct ReloadState: Sendable {
    /// Why the last good state goes on; nil when the reload took effect.
    var error: String?
    /// Keys of the configuration that have changed since the start and are read there only.
    var needsRestart: [String] = []
}

extension ServiceConfiguration {
    /// The top-level keys that a running service does not take over, in the order of the documentation.
    func keysReadAtStart(thatDifferFrom running: ServiceConfiguration) -> [String] {
        var keys: [String] = []
        if listen != running.listen { keys.append("listen") }
        if admin != running.admin { keys.append("admin") }
        if store != running.store { keys.append("store") }
        if keysDirectory != running.keysDirectory { keys.append("keys") }
        if limits != running.limits { keys.append("limits") }
        if log != running.log { keys.append("log") }
        if breaker != running.breaker { keys.append("breaker") }
        return keys
    }
}
