import EmendCore
import EmendCrypto
import EmendPlatform
import EmendRules
import EmendService

/// The receiver.
enum ServeCommand: Command {
    static let manual = Manual(
        name: "serve", summary: "receive webhooks, judge messages and change them where they live",
        about: """
            Takes webhooks at the addresses it prints, judges each message by the rules, and answers once the decision is on
            disk; then it calls the provider. The log goes to standard error.

            SIGTERM and SIGINT end it in order: what was acknowledged is safe. SIGHUP reads rules and accounts again, and so
            does a change of the files; where the new ones cannot be used, the last good ones go on and `emend health` says so.
            """,
        options: [SharedOptions.config, SharedOptions.rules] + SharedOptions.everywhere,
        examples: [
            .init("emend serve", "with emend.yaml of this folder"),
            .init("emend serve --config /etc/emend/emend.yaml", "as a service"),
        ],
        exitCodes: [
            (.fine, "ended by a signal, in order"), (.unusable, "rules or configuration cannot be used"),
            (.unavailable, "an address is in use, or the disk or the store is not usable"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let content = ServedState.content(arguments)
        let state = try ServedState.load(arguments)
        // Before any thread starts, so that every signal reaches this one.
        let signals = SignalWaiter()
        var options = ServiceOptions(judgingThreads: Process.coreCount)
        options.version = VersionCommand.version
        raiseFileLimit(state.configuration.limits, console)
        let service = try Service(state.configuration, ruleset: state.ruleset, options: options)
        announce(service, state.configuration, console)
        let watcher = try FileWatcher(
            every: .seconds(1), known: content, look: { ServedState.content(arguments) },
            changed: { SignalWaiter.raise(.hangUp) })
        while signals.wait() == .hangUp {
            reload(service, arguments, console)
        }
        watcher.stop()
        // Whoever asks twice does not want to wait for calls under way; nothing that was acknowledged needs them.
        let impatience = try? OwnedThread(name: "emend-signals") {
            while signals.wait() == .hangUp {}
            Process.exitAtOnce(ExitCode.unavailable.rawValue)
        }
        service.stop()
        _ = impatience
        return .fine
    }

    /// Each connection is a file, and so are the store, calls to providers and whatever else is open.
    private static func raiseFileLimit(_ limits: ServiceLimits, _ console: Console) {
        let wanted = limits.connections + 256
        let limit = OpenFileLimit.raise(to: wanted)
        guard limit < wanted else { return }
        console.remark(
            "emend: the system lets this process open \(limit) files, which is less than limits.connections needs (\(wanted))"
        )
    }

    private static func announce(_ service: Service, _ configuration: ServiceConfiguration, _ console: Console) {
        let address = "http://" + configuration.listen.bound(to: service.port)
        console.print("listening on \(address)")
        for account in configuration.accounts {
            let mode = account.mode == .live ? "" : ", \(account.mode.rawValue): nobody is called"
            console.print(
                "webhook of \(account.name) (\(account.provider.rawValue)\(mode)): \(address)/hooks/\(account.name)")
        }
        if let admin = configuration.admin, let port = service.adminPort {
            console.print("admin on http://\(admin.listen.bound(to: port))")
        }
        console.print("store at \(configuration.store.path)")
        console.out.flush()
    }

    private static func reload(
        _ service: Service, _ arguments: Arguments, _ console: Console
    ) {
        do {
            let next = try ServedState.load(arguments)
            try service.reload(ruleset: next.ruleset, configuration: next.configuration)
        } catch {
            let failure = CommandFailure(error)
            for diagnostic in failure.diagnostics.inReadingOrder() {
                console.complain(console.line(of: diagnostic, on: 2))
            }
            service.reloadFailed(failure.diagnostics.first?.description ?? failure.sentence)
        }
    }
}

/// What the files say that `serve` works by.
private struct ServedState {
    let configuration: ServiceConfiguration
    let ruleset: Ruleset

    static func load(_ arguments: Arguments) throws -> ServedState {
        let configuration = try Inputs.configuration(arguments)
        let ruleset = try Inputs.ruleset(at: configuration.rules, accounts: configuration.accounts)
        return ServedState(configuration: configuration, ruleset: ruleset)
    }

    /// Paths and bytes of everything that ``load(_:)`` reads; of secret files only digests, so that they are not kept.
    static func content(_ arguments: Arguments) -> [SourceFile] {
        let path = Inputs.path(ofConfiguration: arguments)
        let bytes = (try? FileSystem.read(path)) ?? []
        let outcome = ConfigurationReader.load(path)
        let named = arguments.all(SharedOptions.rules)
        let secrets = outcome.secretFiles.map { path in
            SourceFile(path: path, bytes: (try? FileSystem.read(path)).map { sha256($0).bytes } ?? [])
        }
        return [SourceFile(path: path, bytes: bytes)] + secrets
            + RuleFiles.read(named.isEmpty ? outcome.rules : named).files
    }
}

extension ListenAddress {
    fileprivate func bound(to port: Int) -> String {
        ListenAddress(host: host, port: UInt16(clamping: port)).text
    }
}
