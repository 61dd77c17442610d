package import EmendCore
package import EmendPlatform
package import EmendProviders
import EmendYAML

/// Reads `emend.yaml`. Everything wrong is found in one run; nothing is opened or created but the file itself and the
/// secret files that it names.
package struct ConfigurationReader {
    /// What one reading gave.
    package struct Outcome: Sendable {
        /// Nil when there is an error.
        package var configuration: ServiceConfiguration?
        /// Where the store is; nil when that part of the file cannot be used.
        package var place: StorePlace?
        /// The `rules:` list, which `check` looks at even where the rest is wrong.
        package var rules: [String] = []
        /// The files that `${file:}` names, absolute, each once, readable or not.
        package var secretFiles: [String] = []
        package var diagnostics: [Diagnostic]
    }

    /// The name that diagnostics carry.
    let file: String
    /// The folder of the file, absolute, to which paths in it are relative.
    let directory: String
    let environment: (String) -> String?
    let readFile: (String) -> Result<[UInt8], FileError>
    /// The providers that this version speaks to.
    let providers: [Provider: AccountKeys]

    package init(
        file: String, directory: String, providers: [Provider: AccountKeys],
        environment: @escaping (String) -> String?,
        readFile: @escaping (String) -> Result<[UInt8], FileError>
    ) {
        (self.file, self.directory, self.providers) = (file, directory, providers)
        (self.environment, self.readFile) = (environment, readFile)
    }

    package func read(_ bytes: [UInt8]) -> Outcome {
        let (parsed, diagnostics) = YAMLDocument.parse(bytes, file: file)
        let log = DiagnosticLog(diagnostics)
        guard let parsed else {
            if diagnostics.isEmpty {
                log.report(
                    .missingKey, at: SourceLocation(file: file, line: 1, column: 1), "the file is empty",
                    hint: "the least it needs is one account below `accounts:`")
            }
            return Outcome(diagnostics: log.diagnostics)
        }
        let substitution = Substitution(
            directory: directory, environment: environment, readFile: readFile, log: log)
        let root = substitution.fill(parsed).hidingSecrets()
        let configuration = ValueReader.mapping(settings).read(root, "the file", log)
        return Outcome(
            configuration: log.hasErrors ? nil : configuration, place: place(in: parsed),
            rules: configuration?.rules ?? [],
            diagnostics: inOrder(log.diagnostics))
    }

    /// As a reader of the file comes upon them; keys are not read in the order of the file.
    private func inOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        diagnostics.enumerated().sorted { left, right in
            let (a, b) = (left.element.location, right.element.location)
            return (a.line, a.column, left.offset) < (b.line, b.column, right.offset)
        }.map(\.element)
    }

    /// Reads what tells where the store is and nothing else, so that an unset secret does not matter.
    private func place(in root: YAMLNode) -> StorePlace? {
        let log = DiagnosticLog()
        let substitution = Substitution(
            directory: directory, environment: environment, readFile: readFile, log: log)
        let entries = (root.mapping ?? []).filter { ["store", "keys"].contains($0.key.text) }
        let part = substitution.fill(YAMLNode(.mapping(entries), start: root.start, end: root.end))
        let found = ValueReader<(StoreSettings, String)>.mapping { store($0) }.read(part, "the file", log)
        guard let found, !log.hasErrors else { return nil }
        return StorePlace(
            store: found.0, keysDirectory: found.1, accounts: root["accounts"]?.mapping?.map(\.key.text) ?? [])
    }

    private func settings(_ fields: Fields) -> ServiceConfiguration? {
        let listen = fields.optional("listen", .listenAddress) ?? ListenAddress(host: "127.0.0.1", port: 8080)
        let admin = fields.optional("admin", ValueReader<AdminSettings?>.mapping { self.admin($0, beside: listen) })
        let (store, keysDirectory) = store(fields)
        var configuration = ServiceConfiguration(
            listen: listen, store: store, keysDirectory: keysDirectory, accounts: accounts(fields))
        configuration.admin = admin ?? nil
        configuration.rules = fields.optional("rules", .oneOrMore(of: filePath)) ?? [path("rules")]
        configuration.limits = fields.optional("limits", .mapping(limits)) ?? ServiceLimits()
        configuration.log = fields.optional("log", .mapping(logging)) ?? LogSettings()
        configuration.breaker = fields.optional("breaker", .mapping(breaker)) ?? BreakerSettings()
        ReservedKeys.refuse(ReservedKeys.top, in: fields)
        return configuration
    }

    private func accounts(_ fields: Fields) -> [AccountSettings] {
        let entries = fields.required("accounts", .entries(of: ValueReader<YAMLNode>.node)) ?? []
        if fields["accounts"]?.mapping?.isEmpty == true, let place = fields.location(ofKey: "accounts") {
            fields.log.report(.missingKey, at: place, "`accounts` has no account in it")
        }
        let reader = AccountReader(file: self, log: fields.log)
        var providerOfRealm: [String: Provider] = [:]
        return entries.compactMap { entry in
            guard let account = reader.read(entry.value, named: entry.key) else { return nil }
            if let other = providerOfRealm[account.realm], other != account.provider {
                fields.log.report(
                    .invalidValue, at: entry.key.start,
                    "account `\(account.name)` shares the realm of an account of \(other.rawValue)",
                    hint: "ids of two providers can be the same, so give it another realm")
            }
            providerOfRealm[account.realm] = account.provider
            return account
        }
    }
}

extension ConfigurationReader {
    func path(_ text: String) -> String { FilePath.join(directory, text) }

    var filePath: ValueReader<String> { ValueReader<String>.nonEmptyText.map(path) }

    private func admin(_ fields: Fields, beside listen: ListenAddress) -> AdminSettings?? {
        let address = fields.optional("listen", .listenAddress) ?? ListenAddress(host: "127.0.0.1", port: 8081)
        if address == listen, address.port != 0 {
            fields.log.report(
                .invalidValue, at: fields["listen"]?.start ?? fields.node.start,
                "`admin` listens at the same address as the webhooks", hint: "give it a port of its own")
        }
        return .some(fields.required("token", .secret).map { AdminSettings(listen: address, token: $0) })
    }

    /// The store and the folder of its keys.
    private func store(_ fields: Fields) -> (StoreSettings, keysDirectory: String) {
        let store = fields.optional("store", .mapping(storeSettings)) ?? StoreSettings(path: path("emend.db"))
        let keys = fields.optional("keys", ValueReader<String?>.mapping { .some($0.optional("dir", filePath)) }) ?? nil
        return (store, keys ?? FilePath.join(FilePath.directory(of: store.path), "keys"))
    }

    private func storeSettings(_ fields: Fields) -> StoreSettings? {
        var store = StoreSettings(path: fields.optional("path", filePath) ?? path("emend.db"))
        store.keepHits = fields.optional("keep_hits", .duration(atLeast: .seconds(3600))) ?? store.keepHits
        store.keepLedger = fields.optional("keep_ledger", .duration(atLeast: .seconds(3600))) ?? store.keepLedger
        return store
    }

    private func limits(_ fields: Fields) -> ServiceLimits? {
        var limits = ServiceLimits()
        limits.bodyBytes = fields.optional("body", .byteSize(1024...64 << 20)) ?? limits.bodyBytes
        limits.textBytes = fields.optional("text", .byteSize(256...16 << 20)) ?? limits.textBytes
        limits.messageBudget =
            fields.optional("message_budget", .duration(from: .milliseconds(1), to: .seconds(10)))
            ?? limits.messageBudget
        limits.request = fields.optional("request", .duration(from: .seconds(1), to: .seconds(600))) ?? limits.request
        limits.connections = fields.optional("connections", .int(1...1_000_000)) ?? limits.connections
        return limits
    }

    private func logging(_ fields: Fields) -> LogSettings? {
        var log = LogSettings()
        log.format = fields.optional("format", .word(LogSettings.Format.self)) ?? log.format
        log.level = fields.optional("level", .word(LogSettings.Level.self)) ?? log.level
        return log
    }

    private func breaker(_ fields: Fields) -> BreakerSettings? {
        var breaker = BreakerSettings()
        breaker.failures = fields.optional("failures", .int(1...1000)) ?? breaker.failures
        breaker.firstPause =
            fields.optional("first_pause", .duration(from: .milliseconds(100), to: .seconds(3600)))
            ?? breaker.firstPause
        breaker.longestPause =
            fields.optional("longest_pause", .duration(from: .seconds(1), to: .seconds(86_400)))
            ?? breaker.longestPause
        if breaker.longestPause < breaker.firstPause {
            fields.log.report(
                .invalidValue, at: fields["longest_pause"]?.start ?? fields.node.start,
                "`longest_pause` is shorter than `first_pause`")
        }
        return breaker
    }
}
