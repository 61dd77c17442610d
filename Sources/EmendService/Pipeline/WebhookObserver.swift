import EmendCore
import EmendStore

/// Counts and logs what became of webhooks, and wakes the dispatcher when there is work for it.
final class WebhookObserver: Sendable {
    let log: Log
    let metrics: Metrics
    let health: ServiceHealth
    /// Called on the store's thread; must not block.
    let wakeDispatcher: @Sendable () -> Void

    init(log: Log, metrics: Metrics, health: ServiceHealth, wakeDispatcher: @escaping @Sendable () -> Void) {
        (self.log, self.metrics, self.health, self.wakeDispatcher) = (log, metrics, health, wakeDispatcher)
    }

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
        if error.kind == .replaced { health.loseStore() }
        guard health.store(works: false) else { return }
        log.write(.storeFailed, .reason("\(error.kind)"), .detail(error.message))
    }

    /// One committed event, of a webhook or a read.
    func didCommit(
        _ commit: EventCommit, _ report: CommitReport, of account: AccountRuntime, by active: ActiveRuleset
    ) {
        if health.store(works: true) { log.write(.storeBack) }
        var hasWork = !commit.reads.isEmpty || !commit.deleted.isEmpty
        for (index, (message, verdict)) in zip(commit.messages, report.verdicts).enumerated() {
            switch verdict {
            case .new:
                let isEdited = report.edited.contains(index)
                let decision = isEdited ? message.ifEdited?.decision ?? message.decision : message.decision
                count(decision, of: message, account, active)
                hasWork = hasWork || (message.isLive && decision.change != nil)
            case .echo: account.counters.add(.echo)
            case .duplicate(let reason): account.counters.add(.duplicate(reason))
            case .deferred(let reason):
                account.counters.add(.deferred(reason))
                hasWork = true
            }
        }
        didConfirm(report.confirmed, of: account)
        if hasWork { wakeDispatcher() }
    }

    /// Redactions that were overtaken have their receipt: the ones that replaced an edit have to be looked at.
    func didConfirm(_ redactions: [ConfirmedRedaction], of account: AccountRuntime) {
        for redaction in redactions {
            guard case .overwrote(let isUnread) = redaction.receipt else { continue }
            metrics.alarms.add(.init(account: account.settings.name, alarm: .overwrote))
            log.write(
                .overwrote, .account(account.settings.name), .message(redaction.key.id.string),
                .reason(isUnread ? "unread" : "read"))
        }
    }

    private func count(
        _ decision: Decision, of message: JudgedMessage, _ account: AccountRuntime, _ active: ActiveRuleset
    ) {
        let rules = decision.outcomes.compactMap(\.rule)
        switch decision.judgement {
        case .clean: account.counters.add(.clean)
        case .matched:
            account.counters.add(.matched)
            if log.shows(.matched) { write(.matched, message, rules, account) }
        case .unscanned(let reason):
            account.counters.add(.unscanned(reason))
        }
        for rule in rules { active.hits[rule]?.add() }
        if message.isLive, let reason = decision.outcomes.lazy.compactMap(\.leavesText).first {
            metrics.receipts.add(
                .init(account: account.settings.name, effect: .redact, receipt: .impossible(reason)))
        }
        tellUnscanned(decision, of: message, account)
    }

    /// Also where another rule matched: what one rule found says nothing of what the other could not look at.
    private func tellUnscanned(_ decision: Decision, of message: JudgedMessage, _ account: AccountRuntime) {
        var (rules, first): ([String], UnscannedReason?) = ([], nil)
        for outcome in decision.outcomes where outcome.mode == .live && !outcome.actions.isEmpty {
            guard case .unscanned(let reason) = outcome.result else { continue }
            first = first ?? reason
            if let rule = outcome.rule { rules.append(rule) }
        }
        guard let first else { return }
        write(.unscanned, message, rules, account, .reason(first.rawValue))
        if decision.outcomes.contains(where: \.raisesAlarm) {
            metrics.alarms.add(.init(account: account.settings.name, alarm: .unscanned))
        }
    }

    private func write(
        _ event: LogEvent, _ message: JudgedMessage, _ rules: [String], _ account: AccountRuntime, _ more: LogField...
    ) {
        log.write(
            event,
            fields: [.account(account.settings.name), .message(message.key.id.string), .rules(rules)] + more)
    }
}
