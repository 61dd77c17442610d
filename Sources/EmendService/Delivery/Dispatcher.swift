import EmendCore
package import EmendHTTP
import EmendPlatform
import EmendStore
import Synchronization

/// Sends requests; the HTTP client, or a script in tests.
package protocol CallSender: Sendable {
    /// `completion` is called once, from any thread, and does not block.
    func send(_ request: OutgoingRequest, completion: @escaping HTTPClient.Completion)
}

extension HTTPClient: CallSender {}

/// How the dispatcher behaves.
package struct DispatcherSettings: Sendable {
    package var retry = RetryPolicy()
    package var breaker = BreakerSettings()
    /// Deliveries at a time, over all realms and per realm.
    package var deliveries = 64
    package var deliveriesPerRealm = 16
    /// For one call, from the connection to the last byte.
    package var callTimeout: Duration = .seconds(30)
    /// How long rows are left alone after the store has failed.
    package var storePause: Duration = .seconds(1)

    package init() {}
}

/// How the dispatcher stands at one moment.
package struct DispatcherStatus: Sendable {
    /// Rows that are being worked on.
    package var underWay = 0
    /// Whether nothing is under way and no row is due that could be worked on.
    package var isIdle = false
    package var pausedAccounts: [String: String] = [:]

    package init() {}
}

/// Brings the changes of the outbox to the providers. One thread of its own, on which nothing blocks.
package final class Dispatcher: Sendable {
    private let inbox: BlockingQueue<DispatcherSignal>
    private let thread: OwnedThread
    private let hasWakeWaiting: WakeFlag

    init(_ parts: DispatcherParts) throws {
        let (inbox, flag) = (BlockingQueue<DispatcherSignal>(), WakeFlag())
        (self.inbox, hasWakeWaiting) = (inbox, flag)
        thread = try OwnedThread(name: "emend-dispatch") {
            DispatcherLoop(parts, inbox: inbox, flag: flag).run()
        }
    }

    deinit { inbox.close() }

    /// Tells that there may be new rows. Any thread; cheap when told already.
    package func wake() {
        if hasWakeWaiting.raise() { inbox.push(.wake) }
    }

    /// Takes over accounts and their settings after a reload.
    package func replace(accounts: [AccountRuntime]) { inbox.push(.accounts(accounts)) }

    /// Stops (reason given) or resumes the calls of an account at once; what the store must remember is the caller's.
    package func setPause(account: String, reason: String?) { inbox.push(.pause(account, reason)) }

    package var status: DispatcherStatus {
        let reply = BlockingQueue<DispatcherStatus>()
        guard inbox.push(.watch { status in reply.push(status) }) else { return DispatcherStatus() }
        return reply.popAll()?.first ?? DispatcherStatus()
    }

    /// Waits until `condition` holds; it is asked on the dispatcher's thread after everything that happens there.
    ///
    /// - Returns: False when it did not hold in time.
    package func wait(
        timeout: Duration, until condition: @escaping @Sendable (DispatcherStatus) -> Bool
    ) -> Bool {
        let reply = BlockingQueue<Bool>()
        inbox.push(
            .watch { status in
                let holds = condition(status)
                if holds { reply.push(true) }
                return holds
            })
        return reply.popAll(waitingUntil: SystemClock.uptime() + timeout)?.first ?? false
    }

    /// Starts nothing more, lets calls that are under way end within `grace`, and ends the thread. What is cut off is
    /// found started at the next start and read before it is sent again.
    package func stop(grace: Duration) {
        inbox.push(.stop(deadline: SystemClock.uptime() + grace))
        thread.join()
        inbox.close()
    }
}

/// Whether a wake-up is on its way, so that a busy webhook path does not flood the inbox.
final class WakeFlag: Sendable {
    private let isRaised = Atomic(false)

    /// True for the one who raised it.
    func raise() -> Bool {
        if isRaised.load(ordering: .relaxed) { return false }
        return !isRaised.exchange(true, ordering: .acquiringAndReleasing)
    }

    func lower() { isRaised.store(false, ordering: .releasing) }
}

/// What the dispatcher works with.
struct DispatcherParts: Sendable {
    package var store: any Store
    package var client: any CallSender
    package var accounts: [AccountRuntime]
    /// Accounts whose calls are stopped, with the reason.
    package var paused: [String: String]
    package var ruleset: Replaceable<ActiveRuleset>
    package var keys: KeyRing
    package var limits: ServiceLimits
    package var settings: DispatcherSettings
    package var log: Log
    package var metrics: Metrics
    package var health: ServiceHealth
    /// Gives work to a thread that judges; false when there is none any more.
    var judging: @Sendable (@escaping @Sendable (MessageJudge) -> Void) -> Bool

    init(
        store: any Store, client: any CallSender, accounts: [AccountRuntime], paused: [String: String],
        ruleset: Replaceable<ActiveRuleset>, keys: KeyRing, limits: ServiceLimits, settings: DispatcherSettings,
        log: Log, metrics: Metrics, health: ServiceHealth,
        judging: @escaping @Sendable (@escaping @Sendable (MessageJudge) -> Void) -> Bool
    ) {
        (self.store, self.client, self.accounts, self.paused) = (store, client, accounts, paused)
        (self.ruleset, self.keys, self.limits, self.settings) = (ruleset, keys, limits, settings)
        (self.log, self.metrics, self.health, self.judging) = (log, metrics, health, judging)
    }
}

/// What other threads tell the dispatcher's.
enum DispatcherSignal: Sendable {
    case wake
    case claimed(Result<Claim, StoreError>)
    case event(OutboxID, DeliveryEvent)
    case committed(OutboxID, EventCommit, ActiveRuleset, CommitOutcome)
    case storeFailed(OutboxID?, StoreError)
    case answer(OutboxID, SentCall, Result<HTTPResponse, TransportFailure>)
    case understood(OutboxID, SentCall, Result<HTTPResponse, TransportFailure>, UnderstoodAnswer)
    case accounts([AccountRuntime])
    case pause(String, String?)
    /// Asked after each step until it returns true.
    case watch(@Sendable (DispatcherStatus) -> Bool)
    case stop(deadline: Duration)
}
