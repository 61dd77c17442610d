import EmendCore
import EmendHTTP
import EmendPlatform
import EmendProviders
import EmendRules
import EmendStore

/// Doing what deliveries ask for. Every verb here returns at once; what it brings comes back through the inbox.
extension DispatcherLoop {
    /// Tells a delivery what happened and does the step it wants next.
    func advance(_ id: OutboxID, _ event: DeliveryEvent) {
        guard var delivery = deliveries[id] else { return }
        var notes: [DeliveryNote] = []
        let step = delivery.machine.next(event, in: context(of: delivery), notes: &notes)
        delivery.current = step
        deliveries[id] = delivery
        for note in notes { take(note, of: delivery) }
        perform(step, id)
    }

    private func context(of delivery: Delivery) -> DeliveryContext {
        let (account, judge, keys, active) = (delivery.account, judge, parts.keys, parts.ruleset.value)
        return DeliveryContext(
            account: account.settings, adapter: account.adapter, readability: account.realm.readability,
            version: { keys.version($0.key, $0.text) },
            isClean: { message in
                // The judged text may have been a created or an edited one.
                let events: [EventKind] =
                    active.ruleset.distinguishesEvents(of: message) ? [.created, .edited] : [.edited]
                return events.allSatisfy { event in
                    let decision = judge.decide(
                        message, by: active, languages: account.settings.languages, event: event,
                        at: SystemClock.now())
                    if case .unscanned = decision.judgement { return false }
                    return decision.change?.text.isEmpty ?? true
                }
            })
    }

    func perform(_ step: DeliveryStep, _ id: OutboxID) {
        guard let delivery = deliveries[id] else { return }
        switch step {
        case .read(let target, let page):
            call(delivery.account.adapter.read(target, page: page), .read(target, page: page), id, for: step)
        case .readRecord(let request):
            call(request, .record, id, for: step)
        case .start:
            markStarted(id, delivery)
        case .send(let request):
            call(request, .write(request), id, for: step)
        case .commit(let event, let answering):
            commit(event, answering: answering, id, delivery)
        case .settle(let settlement):
            settle(id, settlement)
        case .retry(let advice, let isUnsent):
            retry(id, delivery, advice, isUnsent: isUnsent)
        case .putBack(let isUnsent):
            settle(id, .retry(at: SystemClock.now(), isPostponement: true, isUnsent: isUnsent))
        case .release:
            release(id)
        }
    }

    // MARK: Store

    private func settle(_ id: OutboxID, _ settlement: Settlement) {
        guard let delivery = deliveries[id] else { return }
        let inbox = inbox
        parts.store.settle(id, revision: delivery.item.revision, settlement, at: SystemClock.now()) { result in
            switch result {
            case .success(let outcome): inbox.push(.event(id, .settled(outcome)))
            case .failure(let error): inbox.push(.storeFailed(id, error))
            }
        }
    }

    private func markStarted(_ id: OutboxID, _ delivery: Delivery) {
        guard isCallable(delivery.account) else { return release(id) }
        let now = SystemClock.now()
        if let key = delivery.key { updates.add(key, at: now) }
        let inbox = inbox
        parts.store.markStarted(id, revision: delivery.item.revision, at: now) { result in
            switch result {
            case .success(let isOurs): inbox.push(.event(id, .started(isOurs)))
            case .failure(let error): inbox.push(.storeFailed(id, error))
            }
        }
    }

    private func retry(_ id: OutboxID, _ delivery: Delivery, _ advice: RetryAdvice, isUnsent: Bool) {
        let failures = delivery.item.failures + 1
        let wait = parts.settings.retry.delay(failures: failures, advice: advice, random: &random)
        parts.log.write(
            .retry, .account(delivery.account.settings.name), delivery.subject, .attempt(failures),
            .waitMilliseconds(wait.wholeMilliseconds))
        settle(id, .retry(at: SystemClock.now() + wait, isPostponement: false, isUnsent: isUnsent))
    }

    private func commit(_ event: Event, answering: ReadReceipt, _ id: OutboxID, _ delivery: Delivery) {
        let (active, account, store, inbox) = (parts.ruleset.value, delivery.account, parts.store, inbox)
        if delivery.staleCommits == 0 { for skipped in event.skipped { observer.didSkip(skipped, of: account) } }
        let isFirst = delivery.staleCommits == 0
        judged { judge in
            var (commit, ignored) = judge.commit(event, of: account, by: active, at: SystemClock.now())
            if isFirst { for _ in 0..<ignored { account.counters.add(.ignored(.tooOld)) } }
            commit.answering = answering
            store.commit(commit) { [commit] result in
                switch result {
                case .success(let outcome): inbox.push(.committed(id, commit, active, outcome))
                case .failure(let error): inbox.push(.storeFailed(id, error))
                }
            }
        }
    }

    /// Has a judging thread do what may take long. When they have ended, nobody else waits for this thread.
    func judged(_ body: @escaping @Sendable (MessageJudge) -> Void) {
        if !parts.judging(body) { body(judge) }
    }

    func takeCommit(_ id: OutboxID, _ commit: EventCommit, _ active: ActiveRuleset, _ outcome: CommitOutcome) {
        guard let delivery = deliveries[id] else { return }
        switch outcome {
        case .stale:
            // Another ruleset became active in between: the same step again, which judges by that one.
            deliveries[id]?.staleCommits += 1
            guard delivery.staleCommits < DispatcherLoop.mostStaleCommits else {
                return storeFailed(id, StoreError(kind: .other, code: 0, message: "the ruleset changes all the time"))
            }
            if let step = delivery.current { perform(step, id) }
        case .committed(let report):
            observer.didCommit(commit, report, of: delivery.account, by: active)
            advance(id, .committed(report.verdicts))
        }
    }

    private static let mostStaleCommits = 5

    // MARK: Network

    /// Sends a request when there is a token for it, else keeps the step until there is one. The first request of a
    /// delivery does not wait: its row goes back instead, so that a more urgent one can take its place.
    private func call(_ call: Call, _ kind: SentCall.Kind, _ id: OutboxID, for step: DeliveryStep) {
        guard var delivery = deliveries[id] else { return }
        guard isCallable(delivery.account) else { return release(id) }
        let now = SystemClock.uptime()
        let realm = delivery.account.settings.realm
        var isWrite = false
        if case .write = kind { isWrite = true }
        if isWrite && !delivery.hasReservedWrite {
            guard realms[realm]?.writes.reserve(at: now) == true else { return wait(for: step, id, realm) }
        } else if !isWrite {
            guard realms[realm]?.reads.reserve(at: now) == true else {
                return delivery.hasCalled ? wait(for: step, id, realm) : release(id)
            }
        }
        if isWrite { realms[realm]?.writes.spend(at: now) } else { realms[realm]?.reads.spend(at: now) }
        if isWrite { delivery.hasReservedWrite = false }
        (delivery.hasCalled, delivery.waiting) = (true, nil)
        deliveries[id] = delivery
        let sent = SentCall(kind: kind, at: SystemClock.now(), started: now)
        var request = OutgoingRequest(origin: delivery.account.settings.url, request: call.request)
        request.timeout = parts.settings.callTimeout
        request.caFile = delivery.account.settings.certificateAuthorityFile
        let inbox = inbox
        parts.client.send(request) { inbox.push(.answer(id, sent, $0)) }
    }

    private func wait(for step: DeliveryStep, _ id: OutboxID, _ realm: String) {
        deliveries[id]?.waiting = step
        realms[realm]?.waiting.append(id)
    }

    /// Gives free tokens to those who wait, oldest first.
    func serveWaiting() {
        for (name, realm) in realms where !realm.waiting.isEmpty {
            realms[name]?.waiting = []
            for id in realm.waiting {
                if let step = deliveries[id]?.waiting { perform(step, id) }
            }
        }
    }
}
