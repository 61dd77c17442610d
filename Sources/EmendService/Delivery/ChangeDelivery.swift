import EmendCore
import EmendProviders
import EmendStore

/// The delivery of one change: read and compare, start, send, look at what is served, settle.
package struct ChangeDelivery: Sendable {
    enum State: Sendable {
        case idle
        case readingBefore(PagedRead)
        case readingRecord(over: Message?)
        case starting([Call])
        /// The first call was handed out, the others wait.
        case sending(Call, rest: [Call])
        case readingAfter(PagedRead)
        case settling(then: Ending)
        case committing
        case ended
    }

    /// What follows once the receipts at hand are with the store.
    enum Ending: Sendable {
        case done
        case retry(RetryAdvice, isUnsent: Bool = false)
        case putBack(isUnsent: Bool = false)
        case commit(Event, ReadReceipt)
    }

    /// What still waits; effects leave it with their receipt.
    var pending: PendingChange
    var state = State.idle
    /// Gathered since the last report to the store.
    var receipts: [EffectReceipt] = []
    /// The message as a read or an answer showed it after our call.
    var served: ServedText?
    /// Whether our text was sent and no one has seen yet what stands there now.
    var isTextUnconfirmed = false
    /// Whether the account lets us see nothing, so that nothing can be proved.
    var isUnreadable = false
    /// Whether the provider would not show the message this time: what its answer to the call shows proves nothing then.
    var isReadRefused = false
    /// When the latest call was handed to the network.
    var sentAt: Timestamp?
    private var mustRead = false

    init(_ change: PendingChange) {
        pending = change
        pending.change = change.change.keeping(change.waiting)
    }

    mutating func next(
        _ event: DeliveryEvent, in context: DeliveryContext, notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch (state, event) {
        case (.idle, .begin(let now, let mustRead)):
            return begin(now: now, mustRead: mustRead, context, &notes)
        case (.readingBefore(let pages), .read(let answer, let sentAt)):
            return takeReadBefore(answer, pages, sentAt: sentAt, context, &notes)
        case (.readingRecord(let message), .record(let answer)):
            return takeRecord(answer, over: message, context, &notes)
        case (.starting(let calls), .started(let isOurs)):
            guard isOurs, let first = calls.first else { return end() }
            state = .sending(first, rest: Array(calls.dropFirst()))
            return .send(first)
        case (.sending(let call, let rest), .answered(let outcome, let sentAt)):
            self.sentAt = sentAt
            return take(outcome, to: call, rest: rest, context, &notes)
        case (.readingAfter(let pages), .read(let answer, let sentAt)):
            return takeReadAfter(answer, pages, sentAt: sentAt, context, &notes)
        case (.readingBefore, .unreachable), (.readingRecord, .unreachable), (.sending, .unreachable),
            (.readingAfter, .unreachable), (.readingBefore, .notSent), (.readingRecord, .notSent),
            (.readingAfter, .notSent):
            return report(then: .retry(RetryAdvice()))
        case (.sending, .notSent):
            return report(then: .retry(RetryAdvice(), isUnsent: isUndone))
        case (.settling(let ending), .settled(let outcome)):
            return follow(ending, after: outcome, &notes)
        case (.committing, .committed(let verdicts)):
            return takeVerdict(verdicts.first)
        default:
            preconditionFailure("a change delivery cannot take this event in its state")
        }
    }

    private mutating func begin(
        now: Timestamp, mustRead: Bool, _ context: DeliveryContext, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        if now >= pending.expiresAt {
            for effect in pending.change.effects where effect != .redact {
                note(effect, .dropped(.expired), &notes)
            }
        }
        guard !pending.change.isEmpty else { return report(then: .done) }
        isUnreadable = context.account.verify == .none || !canRead(context)
        self.mustRead = mustRead
        guard wantsReadBefore(context) else { return prepare(over: nil, context, &notes) }
        let pages = PagedRead(.message(pending.target.key, pending.target.address))
        state = .readingBefore(pages)
        return .read(pages.target, page: pages.page)
    }

    private func canRead(_ context: DeliveryContext) -> Bool {
        context.adapter.canRead(.message(pending.target.key, pending.target.address))
    }

    /// A mark alone overwrites nothing. What replaces text is compared first where the account asks for it; tags,
    /// metadata and translations, and text inside a tree, can only be made over what is there; what was started may
    /// have arrived.
    private func wantsReadBefore(_ context: DeliveryContext) -> Bool {
        let change = pending.change
        // Without what is there nothing could be sent at all: such a read builds the call, whatever `verify` says.
        let needsRead = context.adapter.needsRead(for: change, on: pending.target)
        if context.account.verify == .none, needsRead, canRead(context) { return !change.text.isEmpty }
        guard !isUnreadable, change.altersMore else { return false }
        if context.account.verify.readsBefore || mustRead || pending.startedAt != nil { return true }
        let isMerged = !change.tags.isEmpty || !change.metadata.isEmpty || change.translation != nil
        return isMerged || needsRead
    }

    private mutating func takeReadBefore(
        _ answer: ReadAnswer, _ pages: PagedRead, sentAt: Timestamp, _ context: DeliveryContext,
        _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch answer.understood(context.readability) {
        case .found(let event, let more):
            if event.showsRealm { notes.append(.realmIsReadable) }
            var pages = pages
            let asksForMore = pages.add(event, more: more)
            if let message = pages.event.messages.first(where: { $0.key == pending.target.key }) {
                return compare(message, sentAt: sentAt, context, &notes)
            }
            return lookFurther(pages, asksForMore, context, &notes)
        case .tooLarge:
            var pages = pages
            let asksForMore = pages.shrink()
            return lookFurther(pages, asksForMore, context, &notes)
        case .gone:
            notes.append(.realmIsReadable)
            return settleGone(&notes)
        case .refused(let status) where status.isAboutCredentials && context.readability == .readable:
            notes.append(.pauseAccount)
            return report(then: .putBack())
        case .refused(let status):
            if !status.isAboutOneMessage { notes.append(.realmIsUnreadable) }
            (isUnreadable, isReadRefused) = (true, true)
            return prepare(over: nil, context, &notes)
        case .retry(let advice):
            return report(then: .retry(advice))
        case .unusable:
            notes.append(.readUnusable)
            return report(then: .retry(RetryAdvice(isLate: true)))
        }
    }

    private mutating func lookFurther(
        _ pages: PagedRead, _ asksForMore: Bool, _ context: DeliveryContext, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        guard !asksForMore else {
            state = .readingBefore(pages)
            return .read(pages.target, page: pages.page)
        }
        if pages.isWhole {
            // Seen to the end: it was deleted, or has no text any more, and nothing of ours has a place.
            if pages.event.shows(pending.target.key) != .unusable { return settleGone(&notes) }
            notes.append(.readUnusable)
            return report(then: .retry(RetryAdvice(isLate: true)))
        }
        notes.append(.readAbandoned)
        isUnreadable = true
        return prepare(over: nil, context, &notes)
    }

    private mutating func compare(
        _ message: Message, sentAt: Timestamp, _ context: DeliveryContext, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        let version = context.version(message)
        switch TextStanding(of: version, for: pending) {
        case .other:
            var event = Event()
            event.messages = [message]
            return report(then: .commit(event, ReadReceipt(row: nil, sentAt: sentAt)))
        case .judged where pending.isSuperseded:
            // The newer text that is known is not there any more: what stands is judged again.
            var event = Event()
            event.messages = [message]
            return report(then: .commit(event, ReadReceipt(row: nil, sentAt: sentAt)))
        case .ours where !pending.change.text.isEmpty:
            note(.redact, pending.startedAt == nil ? .dropped(.superseded) : .proved, &notes)
            served = ServedText(version: version, stamp: message.stamp)
            guard !pending.change.isEmpty, !pending.isSuperseded else { return report(then: .done) }
        case .ours, .judged:
            // A part that is ours already is not written again: the offsets of its edit count in the judged text.
            pending.change.text.removeAll { version[$0.part] == pending.planned[$0.part] }
        }
        return prepare(over: message, context, &notes)
    }

    private mutating func prepare(
        over message: Message?, _ context: DeliveryContext, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        if pending.isSuperseded, message == nil { return settle(.superseded) }
        if context.account.verify != .none || context.adapter.needsRead(for: pending.change, on: pending.target),
            let call = context.adapter.recordRead(for: pending.change, on: pending.target)
        {
            state = .readingRecord(over: message)
            return .readRecord(call)
        }
        return plan(over: message, record: nil, context, &notes)
    }

    private mutating func takeRecord(
        _ answer: RecordAnswer, over message: Message?, _ context: DeliveryContext, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch answer {
        case .found(let record): plan(over: message, record: record, context, &notes)
        case .unreadable: plan(over: message, record: nil, context, &notes)
        case .retry(let advice): report(then: .retry(advice))
        }
    }

    private mutating func plan(
        over message: Message?, record: JSONValue?, _ context: DeliveryContext, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        let plan = context.adapter.calls(for: pending.change, on: pending.target, read: message, record: record)
        let called = Set(plan.calls.flatMap(\.effects))
        for (effect, reason) in plan.impossible where !called.contains(effect) {
            note(effect, .impossible(reason), &notes)
        }
        for effect in plan.satisfied where !called.contains(effect) {
            note(effect, .none, &notes)
        }
        for effect in pending.change.effects where !called.contains(effect) { note(effect, .none, &notes) }
        guard !plan.calls.isEmpty else { return report(then: .done) }
        state = .starting(plan.calls)
        return .start
    }

    private mutating func takeVerdict(_ verdict: LedgerVerdict?) -> DeliveryStep {
        // The read that a deferred verdict enqueues decides about this row too; it is looked at a little later.
        if case .deferred = verdict { return continueWith(.retry(RetryAdvice())) }
        return settle(.replaced)
    }
}

/// Reporting.
extension ChangeDelivery {
    /// Settles the effect: it leaves the change.
    mutating func note(_ effect: EffectKey, _ receipt: Receipt, _ notes: inout [DeliveryNote]) {
        guard pending.change.effects.contains(effect) else { return }
        receipts.append(EffectReceipt(effect, receipt))
        if effect == .redact { isTextUnconfirmed = false }
        pending.change = pending.change.keeping(pending.change.effects.filter { $0 != effect })
        notes.append(.receipt(effect, receipt))
        switch (effect, receipt) {
        case (.redact, .refused(let reason)): notes.append(.redactionRefused(reason))
        case (.redact, .impossible(let reason)): notes.append(.redactionImpossible(reason))
        default: break
        }
    }

    /// Brings the receipts at hand to the store, then does what the ending says.
    mutating func report(then ending: Ending) -> DeliveryStep {
        switch ending {
        case .done, .commit: break
        case .retry, .putBack:
            // The row has to stay "started", so that the next attempt looks first; it finds the other effects too.
            if isTextUnconfirmed { receipts.removeAll() }
        }
        guard !receipts.isEmpty else { return continueWith(ending) }
        state = .settling(then: ending)
        defer { receipts.removeAll() }
        return .settle(.receipts(receipts, served: served))
    }

    mutating func settle(_ settlement: Settlement) -> DeliveryStep {
        state = .settling(then: .done)
        return .settle(settlement)
    }

    /// The message is not there any more: what waits for it is dropped, receipts that were not reported yet included.
    mutating func settleGone(_ notes: inout [DeliveryNote]) -> DeliveryStep {
        receipts.removeAll()
        for effect in pending.change.effects { notes.append(.receipt(effect, .dropped(.gone))) }
        return settle(.gone)
    }

    private mutating func follow(
        _ ending: Ending, after outcome: SettleOutcome, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch outcome {
        case .overtaken: notes.append(.overtaken)
        case .confirmed(let redactions): notes.append(.confirmed(redactions))
        case .settled, .superseded: break
        }
        return continueWith(ending)
    }

    mutating func continueWith(_ ending: Ending) -> DeliveryStep {
        switch ending {
        case .done:
            return end()
        case .retry(let advice, let isUnsent):
            state = .settling(then: .done)
            return .retry(advice, isUnsent: isUnsent)
        case .putBack(let isUnsent):
            state = .settling(then: .done)
            return .putBack(isUnsent: isUnsent)
        case .commit(let event, let answering):
            state = .committing
            return .commit(event, answering: answering)
        }
    }

    /// Whether nothing that was sent so far, in this attempt or an earlier one, can have changed the text.
    var isUndone: Bool { pending.startedAt == nil && !isTextUnconfirmed }

    mutating func end() -> DeliveryStep {
        state = .ended
        return .release
    }
}

extension Change {
    /// Whether it does more than mark.
    var altersMore: Bool { !text.isEmpty || !tags.isEmpty || !metadata.isEmpty || translation != nil }
}
