import EmendCore
import EmendStore

/// Counts and logs what became of webhooks, and wakes the dispatcher when there is work for it.
struct WebhookObserver: Sendable {
    let log: Log
    let metrics: Metrics
    let health: ServiceHealth
    /// Called on the store's thread; must not block.
    let wakeDispatcher: @Sendable () -> Void

    func didSkip(_ skipped: Skipped, of account: AccountRuntime) {
        switch skipped.verdict {
        case .rejected(let reason): account.counters.add(.rejected(reason))
        case .ignored(let reason): account.counters.add(.ignored(reason))
        }
    }

    func didRefuse(_ reason: RequestReason, of account: AccountRuntime) {
        guard log.shows(.refusedRequest) else { return }
        log.write(
            .refusedRequest, .account(account.settings.name), .status(reason.status), .reason(reason.rawValue))
    }

    func didFail(_ error: StoreError) {
        guard health.store(works: false) else { return }
        log.write(.storeFailed, .reason("\(error.kind)"), .detail(error.message))
    }

    /// One committed event, of a webhook or a read.
    func didCommit(
        _ commit: EventCommit, verdicts: [LedgerVerdict], of account: AccountRuntime, by active: ActiveRuleset
    ) {
        if health.store(works: true) { log.write(.storeBack) }
        var hasWork = !commit.reads.isEmpty || !commit.deleted.isEmpty
        for (message, verdict) in zip(commit.messages, verdicts) {
            switch verdict {
            case .new:
                count(message, account, active)
                hasWork = hasWork || (message.isLive && message.decision.change != nil)
            case .echo: account.counters.add(.echo)
            case .duplicate(let reason): account.counters.add(.duplicate(reason))
            case .deferred(let reason):
                account.counters.add(.deferred(reason))
                hasWork = true
            }
        }
        if hasWork { wakeDispatcher() }
    }

    private func count(_ message: JudgedMessage, _ account: AccountRuntime, _ active: ActiveRuleset) {
        switch message.decision.judgement {
        case .clean: account.counters.add(.clean)
        case .matched:
            account.counters.add(.matched)
            if log.shows(.matched) { write(.matched, message, account) }
        case .unscanned(let reason):
            account.counters.add(.unscanned(reason))
            write(.unscanned, message, account, .reason(reason.rawValue))
        }
        for outcome in message.decision.outcomes {
            if let rule = outcome.rule { active.hits[rule]?.add() }
        }
    }

    private func write(
        _ event: LogEvent, _ message: JudgedMessage, _ account: AccountRuntime, _ more: LogField...
    ) {
        let rules = message.decision.outcomes.compactMap(\.rule)
        log.write(
            event,
            fields: [.account(account.settings.name), .message(message.key.id.string), .rules(rules)] + more)
    }
}
