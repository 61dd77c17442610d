import EmendCore
import EmendProviders
import EmendStore

/// A read from the outbox: fetch all pages, then let what they show be judged and committed.
package struct ReadDelivery: Sendable {
    private enum State: Sendable {
        case idle
        case reading
        case committing(isWhole: Bool)
        case settling
        case ended
    }

    private let row: OutboxID
    /// Whether nothing is known of what it reads.
    private let isHint: Bool
    private var pages: PagedRead
    private var state = State.idle
    private var sentAt: Timestamp?

    init(row: OutboxID, target: ReadTarget, isHint: Bool) {
        (self.row, self.isHint, pages) = (row, isHint, PagedRead(target))
    }

    mutating func next(
        _ event: DeliveryEvent, in context: DeliveryContext, notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch (state, event) {
        case (.idle, .begin):
            guard context.adapter.canRead(pages.target) else {
                notes.append(.readAbandoned)
                return settle(.abandoned)
            }
            state = .reading
            return .read(pages.target, page: pages.page)
        case (.reading, .read(let answer, let sentAt)):
            self.sentAt = self.sentAt ?? sentAt
            return take(answer, context, &notes)
        case (.reading, .unreachable), (.reading, .notSent):
            return fail(RetryAdvice())
        case (.committing(let isWhole), .committed):
            return isWhole ? end() : settle(.abandoned)
        case (.settling, .settled(let outcome)):
            if case .confirmed(let redactions) = outcome { notes.append(.confirmed(redactions)) }
            return end()
        default:
            preconditionFailure("a read delivery cannot take this event in its state")
        }
    }

    private mutating func take(
        _ answer: ReadAnswer, _ context: DeliveryContext, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch answer.understood(context.readability) {
        case .found(let event, let more):
            notes.append(.realmIsReadable)
            return pages.add(event, more: more) ? .read(pages.target, page: pages.page) : finish(context, &notes)
        case .tooLarge:
            return pages.shrink() ? .read(pages.target, page: pages.page) : finish(context, &notes)
        case .gone:
            notes.append(.realmIsReadable)
            return settle(.gone)
        case .refused(status: 404) where isHint, .refused(status: 410) where isHint:
            return settle(.gone)
        case .refused(let status)
        where status.isAboutCredentials && (isHint || context.readability == .readable):
            // Nobody but this read would ever show what it asks for, so it waits until someone looks after the account.
            notes.append(.pauseAccount)
            state = .settling
            return .putBack(isUnsent: false)
        case .refused(let status):
            if !status.isAboutOneMessage { notes.append(.realmIsUnreadable) }
            notes.append(.readAbandoned)
            return settle(.abandoned)
        case .retry(let advice):
            return fail(advice)
        case .unusable:
            // What stands there was not judged yet, so it is asked for until it can be understood.
            notes.append(.readUnusable)
            return fail(RetryAdvice(isLate: true))
        }
    }

    /// What was found is judged also where something had to be left out, for which the row is then given up.
    private mutating func finish(_ context: DeliveryContext, _ notes: inout [DeliveryNote]) -> DeliveryStep {
        var isWhole = pages.isWhole
        // The one message that was asked for is there, whatever lies around it.
        if case .message(let key, _) = pages.target, pages.event.holds(key) { isWhole = true }
        if !isWhole { notes.append(.readAbandoned) }
        state = .committing(isWhole: isWhole)
        var receipt = ReadReceipt(row: row, sentAt: sentAt ?? Timestamp(milliseconds: 0))
        receipt.isWhole = isWhole
        return .commit(pages.finished(by: context.adapter), answering: receipt)
    }

    private mutating func fail(_ advice: RetryAdvice) -> DeliveryStep {
        state = .settling
        return .retry(advice, isUnsent: false)
    }

    private mutating func settle(_ settlement: Settlement) -> DeliveryStep {
        state = .settling
        return .settle(settlement)
    }

    private mutating func end() -> DeliveryStep {
        state = .ended
        return .release
    }
}

extension ReadAnswer {
    /// Where reads have worked, "not found" means that the message is gone; before that it may as well mean that the
    /// credentials do not let us see it.
    func understood(_ readability: Readability) -> ReadAnswer {
        switch self {
        case .refused(status: 404) where readability == .readable: .gone
        case .refused(status: 410) where readability == .readable: .gone
        default: self
        }
    }
}

extension Event {
    fileprivate func holds(_ key: MessageKey) -> Bool {
        messages.contains { $0.key == key } || deleted.contains(key) || skipped.contains { $0.messageID == key.id }
    }
}

extension Int {
    /// As the status of a refused read, in a realm where reads have worked: the credentials have stopped working.
    var isAboutCredentials: Bool { self == 401 || self == 403 }
    /// As the status of a refused read: see `ReadAnswer.refused`.
    var isAboutOneMessage: Bool { self == 400 }
}
