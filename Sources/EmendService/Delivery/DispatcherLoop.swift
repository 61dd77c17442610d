import EmendCore
import EmendPlatform
import EmendStore

/// The dispatcher's state and its loop; lives on one thread and is known to no other.
final class DispatcherLoop {
    let parts: DispatcherParts
    let inbox: BlockingQueue<DispatcherSignal>
    private let flag: WakeFlag
    let judge: MessageJudge
    let observer: WebhookObserver

    var accounts: [String: AccountRuntime] = [:]
    var realms: [String: RealmState] = [:]
    var paused: [String: String]
    var deliveries: [OutboxID: Delivery] = [:]
    var updates = RecentUpdates()
    var random = SystemRandomNumberGenerator()

    // Claiming: see the extension.
    var wantsClaim = true
    var isClaiming = false
    var nextDue: Timestamp?
    var storePausedUntil: Duration = .zero

    var stopsAt: Duration?
    private var watchers: [@Sendable (DispatcherStatus) -> Bool] = []

    init(_ parts: DispatcherParts, inbox: BlockingQueue<DispatcherSignal>, flag: WakeFlag) {
        (self.parts, self.inbox, self.flag, paused) = (parts, inbox, flag, parts.paused)
        judge = MessageJudge(keys: parts.keys, limits: parts.limits)
        observer = WebhookObserver(log: parts.log, metrics: parts.metrics, health: parts.health) {
            if flag.raise() { inbox.push(.wake) }
        }
        take(parts.accounts)
    }

    func run() {
        while true {
            claimIfUseful()
            tellWatchers()
            if isFinished { break }
            // A closed inbox means that the owner is gone; nothing is lost, since the store knows what was started.
            guard let signals = inbox.popAll(waitingUntil: nextWake) else { break }
            if signals.isEmpty { timePassed() }
            for signal in signals { take(signal) }
            serveWaiting()
        }
    }

    private func take(_ signal: DispatcherSignal) {
        switch signal {
        case .wake:
            flag.lower()
            wantsClaim = true
        case .claimed(let result): takeClaim(result)
        case .event(let id, let event): advance(id, event)
        case .committed(let id, let commit, let active, let outcome): takeCommit(id, commit, active, outcome)
        case .storeFailed(let id, let error): storeFailed(id, error)
        case .answer(let id, let sent, let result): takeAnswer(id, sent, result)
        case .understood(let id, let sent, let result, let answer): take(answer, id, sent, result)
        case .accounts(let accounts): take(accounts)
        case .pause(let account, let reason):
            paused[account] = reason
            wantsClaim = true
        case .watch(let watcher): watchers.append(watcher)
        case .stop(let deadline):
            stopsAt = deadline
            for id in deliveries.keys where deliveries[id]?.waiting != nil { release(id) }
        }
    }

    /// A realm keeps what it learnt; only its rate, that of its first account, follows the settings.
    private func take(_ list: [AccountRuntime]) {
        accounts = Dictionary(list.map { ($0.settings.name, $0) }) { first, _ in first }
        var seen: Set<String> = []
        for settings in list.map(\.settings) where seen.insert(settings.realm).inserted {
            realms[settings.realm, default: RealmState(rate: settings.rate, breaker: parts.settings.breaker)]
                .change(rate: settings.rate)
        }
        wantsClaim = true
    }

    // MARK: Time

    private var nextWake: Duration? {
        let now = SystemClock.uptime()
        var moments: [Duration] = stopsAt.map { [$0] } ?? []
        if stopsAt == nil {
            if let due = nextDue { moments.append(now + (due - SystemClock.now()) + .milliseconds(1)) }
            moments += realms.values.compactMap { $0.nextOpening(at: now) }
            if storePausedUntil > now { moments.append(storePausedUntil) }
        }
        return moments.min()
    }

    private func timePassed() {
        if let due = nextDue, due <= SystemClock.now() { nextDue = nil }
        wantsClaim = true
    }

    private var isFinished: Bool {
        guard let stopsAt else { return false }
        return deliveries.isEmpty || SystemClock.uptime() >= stopsAt
    }

    // MARK: Watchers

    private func tellWatchers() {
        guard !watchers.isEmpty else { return }
        var status = DispatcherStatus()
        status.underWay = deliveries.count
        status.pausedAccounts = paused
        status.isIdle = deliveries.isEmpty && !isClaiming && !wantsClaim
        watchers.removeAll { $0(status) }
    }
}
