package import EmendCore
import EmendCrypto
import EmendHTTP
import EmendPlatform
import EmendProviders
package import EmendRules
import EmendStore
import Synchronization

/// The server: store, judging threads, dispatcher and listeners, put together.
///
/// `start` returns once webhooks are taken; `stop` returns once everything that was acknowledged is safe.
package final class Service: Sendable {
    package let log: Log
    package let metrics: Metrics
    package let health: ServiceHealth
    /// The ports that were bound, also where the configuration asked for any.
    package let port: Int
    package let adminPort: Int?

    private let configuration: ServiceConfiguration
    private let store: SQLiteStore
    private let active: Replaceable<ActiveRuleset>
    private let routes: Replaceable<[Substring: AccountRuntime]>
    private let queue: BlockingQueue<JudgingJob>
    private let judging: JudgingThreads
    private let client: HTTPClient
    private let dispatcher: Dispatcher
    private let listener: HTTPListener
    private let adminListener: HTTPListener?
    private let housekeeping: Housekeeping
    private let control: ControlServer
    private let operations: StoreOperations
    private let lastReload = Replaceable(ReloadState())
    /// One reload or stop at a time.
    private let lifecycle = Mutex(false)

    /// - Throws: ``StoreError``, `ListenerError`, `UnsupportedProvider`, `SystemError` or `FileError`; what was begun
    ///   is undone.
    package init(_ configuration: ServiceConfiguration, ruleset: Ruleset, options: ServiceOptions) throws {
        let log = Log(configuration.log, to: options.logOutput)
        let metrics = Metrics()
        let health = ServiceHealth()
        (self.configuration, self.log, self.metrics, self.health) = (configuration, log, metrics, health)
        var storing = StoreOptions(path: configuration.store.path, keysDirectory: configuration.keysDirectory)
        storing.observe = { measure in
            metrics.commitVerbs.add(UInt64(measure.verbs))
            metrics.commitNanoseconds.add(measure.nanoseconds)
        }
        let store = try SQLiteStore(storing)
        self.store = store
        var undo = UndoList { store.close() }
        do {
            let operations = try StoreOperations(store: store, path: configuration.store.path)
            let active = Replaceable(try Service.activate(ruleset, in: store, metrics: metrics))
            let accounts = try Service.accounts(
                configuration.accounts, keeping: [:], readable: try operations.readableRealms(), metrics: metrics)
            let routes = Replaceable(WebhookRouter.routes(for: accounts))
            (self.operations, self.active, self.routes) = (operations, active, routes)
            let client = try HTTPClient()
            undo.add { client.stop() }

            let queue = BlockingQueue<JudgingJob>(capacity: options.queueCapacity)
            var dispatching = options.dispatcher
            dispatching.breaker = configuration.breaker
            let dispatcher = try Dispatcher(
                DispatcherParts(
                    store: store, client: client, accounts: accounts, paused: try operations.pausedAccounts(),
                    ruleset: active, keys: store.keys, limits: configuration.limits, settings: dispatching, log: log,
                    metrics: metrics, health: health, judging: { queue.push(.read($0)) }))
            undo.add { dispatcher.stop(grace: .zero) }
            (self.client, self.dispatcher) = (client, dispatcher)

            let observer = WebhookObserver(log: log, metrics: metrics, health: health) { dispatcher.wake() }
            let judging = try JudgingThreads(
                count: options.judgingThreads, queue: queue,
                work: WebhookWork(
                    keys: store.keys, limits: configuration.limits, store: store, ruleset: active, queue: queue,
                    observer: observer, capture: options.capture))
            undo.add { judging.stop() }
            (self.queue, self.judging) = (queue, judging)
            let gauges = GaugeReader(
                queue: queue, active: active, health: health, dispatcher: dispatcher, operations: operations,
                lastReload: lastReload, log: log)
            let housekeeping = try Housekeeping(
                HousekeepingWork(
                    store: store, settings: configuration.store, operations: operations,
                    exposureTarget: { routes.value.values.map(\.settings.exposureTarget).min() ?? .seconds(60) },
                    log: log, health: health), every: options.housekeepingInterval)
            undo.add { housekeeping.stop() }
            self.housekeeping = housekeeping
            let commands = ControlCommands(
                operations: operations, accounts: { routes.value.values.map(\.settings.name).sorted() },
                health: health,
                onPause: { account, reason in
                    dispatcher.setPause(account: account, reason: reason)
                    log.write(
                        reason == nil ? .accountResumed : .accountPaused, .account(account), .reason(reason ?? ""))
                }, onOutboxChange: { dispatcher.wake() },
                stats: { gauges.read() })
            let control = try ControlServer(path: configuration.store.controlSocketPath) { line in
                commands.answer(line: line).lines
            }
            undo.add { control.stop() }
            self.control = control
            let adminListener = try configuration.admin.map { admin in
                try HTTPListener(
                    configuration: Service.listening(on: admin.listen, configuration.limits),
                    handler: AdminRouter(token: admin.token, health: health) {
                        MetricsPage.text(of: metrics, gauges.read())
                    })
            }
            undo.add { adminListener?.stop(grace: .zero) }
            self.adminListener = adminListener
            listener = try HTTPListener(
                configuration: Service.listening(on: configuration.listen, configuration.limits),
                handler: WebhookRouter(
                    routes: routes, queue: queue, health: health, limits: configuration.limits, metrics: metrics))
            (port, adminPort) = (listener.port, adminListener?.port)
        } catch {
            undo.run()
            throw error
        }
        health.didStart()
        tellStart(version: options.version)
    }

    private func tellStart(version: String) {
        let current = active.value
        log.write(.started, .version(version), .count(configuration.accounts.count))
        log.write(.rulesetActive, .ruleset(current.digest), .generation(current.generation))
        log.write(.listening, .address("\(configuration.listen.host):\(port)"))
        for (path, account) in routes.value.sorted(by: { $0.key < $1.key }) {
            log.write(
                .account, .account(account.settings.name), .provider(account.settings.provider.rawValue),
                .path(String(path)), .reason(account.settings.mode.rawValue))
        }
        tellUnknownAccounts()
    }

    /// Work of accounts that are not configured any more is left alone.
    private func tellUnknownAccounts() {
        let known = Set(routes.value.values.map(\.settings.name))
        // A store that cannot be read is told by whoever has to read it.
        for name in (try? operations.accountsWithWork()) ?? [] where !known.contains(name) {
            log.write(.accountUnknown, .account(name))
        }
    }

    /// Stops taking webhooks, finishes those that were taken, gives calls under way `grace` to end, closes the store.
    /// Later calls return at once.
    package func stop(grace: Duration = .seconds(10)) {
        let isFirst = lifecycle.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        log.write(.stopping)
        health.willStop()
        control.stop()
        listener.quiesce()
        judging.stop()
        dispatcher.stop(grace: grace)
        client.stop()
        housekeeping.stop()
        store.close()
        // Every acknowledged request has its answer by now; what is left are connections that still take theirs.
        listener.stop(grace: .seconds(2))
        adminListener?.stop(grace: .seconds(1))
        log.write(.stopped)
    }

    /// Makes rules and accounts the ones that count from now on. Webhooks that are being judged meanwhile are judged
    /// again where need be. Where this throws, the last good state goes on, and the caller says so by
    /// ``reloadFailed(_:)``. After ``stop(grace:)`` nothing happens.
    package func reload(ruleset: Ruleset, accounts settings: [AccountSettings]) throws {
        let old = Dictionary(routes.value.values.map { ($0.settings.realm, $0.realm) }) { first, _ in first }
        let accounts = try Service.accounts(
            settings, keeping: old, readable: try operations.readableRealms(), metrics: metrics)
        let isStopped = try lifecycle.withLock { isStopped in
            guard !isStopped else { return true }
            try Service.activate(ruleset, in: store, replacing: active, metrics: metrics)
            routes.replace(with: WebhookRouter.routes(for: accounts))
            dispatcher.replace(accounts: accounts)
            return false
        }
        guard !isStopped else { return }
        metrics.reloads.add()
        lastReload.replace(with: ReloadState())
        log.write(.rulesetActive, .ruleset(active.value.digest), .generation(active.value.generation))
        tellUnknownAccounts()
    }

    /// The same for a whole configuration; what of it is read at the start only is told and left as it is.
    package func reload(ruleset: Ruleset, configuration: ServiceConfiguration) throws {
        try reload(ruleset: ruleset, accounts: configuration.accounts)
        let keys = configuration.keysReadAtStart(thatDifferFrom: self.configuration)
        guard !keys.isEmpty else { return }
        lastReload.replace(with: ReloadState(needsRestart: keys))
        log.write(.restartNeeded, .keys(keys))
    }

    /// A reload did not take effect: its files are not usable, or the store is not.
    package func reloadFailed(_ reason: String) {
        metrics.failedReloads.add()
        lastReload.replace(with: ReloadState(error: reason, needsRestart: lastReload.value.needsRestart))
        log.write(.reloadFailed, .detail(reason))
    }

    /// Waits until nothing is under way and no row is due that could be worked on now.
    ///
    /// - Returns: False when that did not come about in time.
    package func waitUntilIdle(timeout: Duration) -> Bool {
        dispatcher.wake()
        return dispatcher.wait(timeout: timeout) { $0.isIdle }
    }

    /// Waits for a condition, which is asked on the dispatcher's thread after everything that happens there.
    package func wait(timeout: Duration, until condition: @escaping @Sendable (DispatcherStatus) -> Bool) -> Bool {
        dispatcher.wait(timeout: timeout, until: condition)
    }
}

extension Service {
    private static func listening(on address: ListenAddress, _ limits: ServiceLimits) -> HTTPListener.Configuration {
        HTTPListener.Configuration(
            host: address.host, port: Int(address.port), bodyLimitBytes: limits.bodyBytes,
            requestTimeout: limits.request, connectionLimit: limits.connections)
    }

    /// Accounts of one realm share what is known of it, over reloads too.
    private static func accounts(
        _ list: [AccountSettings], keeping known: [String: RealmKnowledge], readable: Set<String>, metrics: Metrics
    ) throws -> [AccountRuntime] {
        var realms = known
        return try list.map { settings in
            let realm = realms[settings.realm] ?? RealmKnowledge(isReadable: readable.contains(settings.realm))
            realms[settings.realm] = realm
            return AccountRuntime(
                settings, adapter: try ProviderRegistry.adapter(for: settings), realm: realm,
                counters: metrics.account(settings.name))
        }
    }

    private static func digest(of ruleset: Ruleset) -> String { sha256(ruleset.digestInput).hex }

    private static func activate(_ ruleset: Ruleset, in store: SQLiteStore, metrics: Metrics) throws -> ActiveRuleset {
        let digest = digest(of: ruleset)
        let generation = try store.wait {
            store.activate(
                digest: digest, source: ruleset.digestInput, disabled: Set(ruleset.disabled), at: SystemClock.now(),
                completion: $0)
        }
        return ActiveRuleset(ruleset, digest: digest, generation: generation, metrics: metrics)
    }

    /// The new ruleset judges from the very moment at which the store asks for it: it takes its place on the store's
    /// thread, before the next commit.
    private static func activate(
        _ ruleset: Ruleset, in store: SQLiteStore, replacing active: Replaceable<ActiveRuleset>, metrics: Metrics
    ) throws {
        let digest = digest(of: ruleset)
        _ = try store.wait { completion in
            store.activate(
                digest: digest, source: ruleset.digestInput, disabled: Set(ruleset.disabled), at: SystemClock.now()
            ) { result in
                if case .success(let generation) = result {
                    active.replace(
                        with: ActiveRuleset(ruleset, digest: digest, generation: generation, metrics: metrics))
                }
                completion(result)
            }
        }
    }
}
