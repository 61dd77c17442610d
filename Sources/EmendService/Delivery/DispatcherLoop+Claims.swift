import EmendCore
import EmendPlatform
import EmendStore

/// Which rows are worked on.
extension DispatcherLoop {
    func claimIfUseful() {
        let now = SystemClock.uptime()
        guard stopsAt == nil, wantsClaim, !isClaiming, now >= storePausedUntil else { return }
        let places = parts.settings.deliveries - deliveries.count
        guard places > 0 else { return }
        (wantsClaim, isClaiming) = (false, true)
        var request = ClaimRequest(now: SystemClock.now(), limit: places)
        request.held = Set(deliveries.keys)
        for (name, realm) in realms {
            let closed = realm.closed(at: now, limit: parts.settings.deliveriesPerRealm)
            if closed.writes { request.realmsWithoutWrites.insert(name) }
            if closed.reads { request.realmsWithoutReads.insert(name) }
        }
        request.accounts = Set(accounts.values.filter(isCallable).map(\.settings.name))
        let inbox = inbox
        parts.store.claim(request) { inbox.push(.claimed($0)) }
    }

    func takeClaim(_ result: Result<Claim, StoreError>) {
        isClaiming = false
        switch result {
        case .success(let claim):
            nextDue = claim.nextDue
            if !claim.items.isEmpty { wantsClaim = true }
            for account in claim.damaged {
                alarm(.rowDamaged, account)
                parts.log.write(.rowDamaged, .account(account))
            }
            for end in claim.confirmed {
                if let account = accounts[end.account] { observer.didConfirm([end.redaction], of: account) }
            }
            for item in claim.items { begin(item) }
        case .failure(let error):
            storeFailed(nil, error)
        }
    }

    private func begin(_ item: OutboxItem) {
        guard stopsAt == nil, deliveries[item.id] == nil else { return }
        guard let account = accounts[item.account] else { return }
        let now = SystemClock.uptime()
        let realm = account.settings.realm
        guard let state = realms[realm], state.inFlight < parts.settings.deliveriesPerRealm,
            state.breaker.allows(at: now), isCallable(account)
        else { return }
        var delivery = Delivery(item, of: account)
        delivery.isProbe = !state.breaker.isClosed
        if delivery.isChange {
            guard realms[realm]?.writes.reserve(at: now) == true else { return }
            delivery.hasReservedWrite = true
        }
        realms[realm]?.breaker.begin()
        realms[realm]?.inFlight += 1
        deliveries[item.id] = delivery
        start(item, delivery)
    }

    private func start(_ item: OutboxItem, _ delivery: Delivery) {
        let now = SystemClock.now()
        guard delivery.isChange, let key = delivery.key else {
            return advance(item.id, .begin(now: now, mustRead: false))
        }
        advance(item.id, .begin(now: now, mustRead: updates.areMany(of: key, at: now)))
    }

    /// Whether calls of the account may be made now.
    func isCallable(_ account: AccountRuntime) -> Bool {
        account.isLive && paused[account.settings.name] == nil && stopsAt == nil
    }

    /// Lets the row go; the store decides when it is looked at again.
    func release(_ id: OutboxID) {
        guard let delivery = deliveries.removeValue(forKey: id) else { return }
        let realm = delivery.account.settings.realm
        realms[realm]?.inFlight -= 1
        realms[realm]?.waiting.removeAll { $0 == id }
        if delivery.hasReservedWrite { realms[realm]?.writes.giveBack() }
        if delivery.isProbe && !delivery.hasCalled {
            realms[realm]?.breaker.abandonProbe(at: SystemClock.uptime())
        }
        wantsClaim = true
    }

    func storeFailed(_ id: OutboxID?, _ error: StoreError) {
        observer.didFail(error)
        storePausedUntil = SystemClock.uptime() + parts.settings.storePause
        if let id { release(id) }
        wantsClaim = true
    }
}
