import EmendCore
import EmendHTTP
import EmendPlatform
import EmendProviders
import EmendStore

/// What comes back from providers, and what people hear of it.
extension DispatcherLoop {
    /// Failed attempts of a row after which an answer that nobody understands is an alarm.
    private static let unusableAttempts = 3

    func takeAnswer(_ id: OutboxID, _ sent: SentCall, _ result: Result<HTTPResponse, TransportFailure>) {
        guard let delivery = deliveries[id] else { return }
        switch (result, sent.kind) {
        case (.failure(.notSent), _): take(UnderstoodAnswer(event: .notSent, outcome: .unreachable), id, sent, result)
        case (.failure(.maybeSent(let reason)), _): take(sent.failed(reason), id, sent, result)
        case (.success(let response), .write):
            take(sent.understand(response, delivery.account.adapter), id, sent, result)
        case (.success(let response), .read), (.success(let response), .record):
            // A page of a long conversation takes its time, and others wait for this thread.
            let (inbox, adapter) = (inbox, delivery.account.adapter)
            judged { _ in inbox.push(.understood(id, sent, result, sent.understand(response, adapter))) }
        }
    }

    func take(
        _ answer: UnderstoodAnswer, _ id: OutboxID, _ sent: SentCall, _ result: Result<HTTPResponse, TransportFailure>
    ) {
        guard let delivery = deliveries[id] else { return }
        tell(delivery, sent, result, answer.outcome)
        let status = (try? result.get())?.status
        // A provider that answers too much is there and works.
        let isFailure = answer.outcome == .unreachable || (answer.advice != nil && (status ?? 0) >= 500)
        judgeHealth(delivery, isFailure: isFailure)
        if status == 429 {
            let wait = answer.advice?.after ?? parts.settings.retry.first
            realms[delivery.account.settings.realm]?.pause(until: SystemClock.uptime() + wait)
        }
        advance(id, answer.event)
    }

    /// One line and one count per request.
    private func tell(
        _ delivery: Delivery, _ sent: SentCall, _ result: Result<HTTPResponse, TransportFailure>,
        _ outcome: Metrics.CallLabels.Outcome
    ) {
        let account = delivery.account.settings.name
        parts.metrics.calls.add(.init(account: account, kind: sent.label, outcome: outcome))
        guard parts.log.shows(.call) else { return }
        let took = (SystemClock.uptime() - sent.started).wholeMilliseconds
        var fields: [LogField] = [.account(account), delivery.subject, .effects(sent.effects)]
        switch result {
        case .success(let response): fields.append(.status(response.status))
        case .failure(let failure): fields.append(.detail(failure.description))
        }
        fields += [.reason(outcome.rawValue), .durationMilliseconds(took)]
        parts.log.write(.call, fields: fields)
    }

    private func judgeHealth(_ delivery: Delivery, isFailure: Bool) {
        let realm = delivery.account.settings.realm
        if isFailure {
            if realms[realm]?.breaker.fail(at: SystemClock.uptime()) == true {
                parts.log.write(.providerFailing, .account(delivery.account.settings.name), .realm(realm))
            }
        } else if realms[realm]?.breaker.isClosed == false {
            realms[realm]?.breaker.succeed()
            wantsClaim = true
            parts.log.write(.providerBack, .account(delivery.account.settings.name), .realm(realm))
        } else {
            realms[realm]?.breaker.succeed()
        }
    }

    // MARK: Notes

    func take(_ note: DeliveryNote, of delivery: Delivery) {
        let account = delivery.account.settings.name
        switch note {
        case .pauseAccount: pause(delivery)
        case .realmIsReadable: learnReadable(delivery.account)
        case .realmIsUnreadable:
            guard delivery.account.realm.readability == .unknown else { return }
            delivery.account.realm.learn(.unreadable)
            parts.log.write(.realmUnreadable, .account(account), .realm(delivery.account.settings.realm))
        case .redactionRefused(let reason):
            alarm(.redactionRefused, account)
            parts.log.write(.redactionRefused, .account(account), delivery.subject, .reason(reason.rawValue))
        case .redactionImpossible(let reason):
            alarm(.redactionRefused, account)
            parts.log.write(.redactionRefused, .account(account), delivery.subject, .reason(reason.rawValue))
        case .receipt(let effect, let receipt): tell(effect, receipt, delivery)
        case .alteredNotClean:
            alarm(.altered, account)
            parts.log.write(.altered, .account(account), delivery.subject)
        case .overtaken:
            parts.log.write(.overtaken, .account(account), delivery.subject)
        case .confirmed(let redactions): observer.didConfirm(redactions, of: delivery.account)
        case .readUnusable:
            // One strange answer may come from a proxy; the row is asked for again all the same.
            guard delivery.item.failures + 1 >= DispatcherLoop.unusableAttempts else { return }
            alarm(.readUnusable, account)
            parts.log.write(
                .readUnusable, .account(account), delivery.subject, .attempt(delivery.item.failures + 1))
        case .readAbandoned:
            alarm(.readAbandoned, account)
            parts.log.write(.readAbandoned, .account(account), delivery.subject)
        }
    }

    /// From now on a refused read means what it says, after a restart too.
    private func learnReadable(_ account: AccountRuntime) {
        guard account.realm.readability != .readable else { return }
        account.realm.learn(.readable)
        let observer = observer
        parts.store.setReadable(realm: account.settings.realm, at: SystemClock.now()) { result in
            if case .failure(let error) = result { observer.didFail(error) }
        }
    }

    private func tell(_ effect: EffectKey, _ receipt: Receipt, _ delivery: Delivery) {
        let settings = delivery.account.settings
        parts.metrics.receipts.add(.init(account: settings.name, effect: effect, receipt: receipt))
        if parts.log.shows(.receipt) {
            parts.log.write(
                .receipt, .account(settings.name), delivery.subject, .effect(effect.word), .receipt(receipt.word),
                .reason(receipt.reason ?? ""))
        }
        let took = SystemClock.now() - delivery.item.committedAt
        if effect == .redact, took > settings.exposureTarget {
            alarm(.redactionLate, settings.name)
            parts.log.write(
                .redactionLate, .account(settings.name), delivery.subject,
                .durationMilliseconds(took.wholeMilliseconds))
        }
    }

    /// Stops the account's calls, durably, until someone resumes them.
    private func pause(_ delivery: Delivery) {
        let account = delivery.account.settings.name
        guard paused[account] == nil else { return }
        paused[account] = "unauthorized"
        alarm(.accountPaused, account)
        parts.log.write(.accountPaused, .account(account), .reason("unauthorized"))
        let observer = observer
        parts.store.setPause(account: account, reason: "unauthorized", at: SystemClock.now()) { result in
            if case .failure(let error) = result { observer.didFail(error) }
        }
    }

    func alarm(_ alarm: Metrics.Alarm, _ account: String) {
        parts.metrics.alarms.add(.init(account: account, alarm: alarm))
    }
}
