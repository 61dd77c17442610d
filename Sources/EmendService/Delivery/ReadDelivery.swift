import EmendCore
import EmendProviders
import EmendStore

/// A read from the outbox: fetch all pages, then let what they show be judged and committed.
package struct ReadDelivery: Sendable {
    private enum State: Sendable {
        case idle
        case reading
        /// With what is to be reported then, where the row is not answered by the commit.
        case committing(then: Settlement?)
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
                return end(with: .abandoned, context)
            }
            state = .reading
            return .read(pages.target, page: pages.page)
        case (.reading, .read(let answer, let sentAt)):
            self.sentAt = self.sentAt ?? sentAt
            return take(answer, context, &notes)
        case (.reading, .unreachable), (.reading, .notSent):
            return fail(RetryAdvice())
        case (.committing(let settlement), .committed):
            return settlement.map { settle($0) } ?? end()
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
            if event.showsRealm { notes.append(.realmIsReadable) }
            return pages.add(event, more: more) ? .read(pages.target, page: pages.page) : finish(context, &notes)
        case .tooLarge:
            return pages.shrink() ? .read(pages.target, page: pages.page) : finish(context, &notes)
        case .gone:
            notes.append(.realmIsReadable)
            return end(with: .gone, context)
        case .refused(status: 404) where isHint, .refused(status: 410) where isHint:
            return end(with: .gone, context)
        case .refused(let status)
        where status.isAboutCredentials && (isHint || context.readability == .readable):
            // Nobody but this read would ever show what it asks for, so it waits until someone looks after the account.
            notes.append(.pauseAccount)
            state = .settling
            return .putBack(isUnsent: false)
        case .refused(let status):
            if !status.isAboutOneMessage { notes.append(.realmIsUnreadable) }
            notes.append(.readAbandoned)
            return end(with: .abandoned, context)
        case .retry(let advice):
            return fail(advice)
        case .unusable:
            return failUnusable(&notes)
        }
    }

    /// What stands there was not judged yet, so it is asked for until it can be understood.
    private mutating func failUnusable(_ notes: inout [DeliveryNote]) -> DeliveryStep {
        notes.append(.readUnusable)
        return fail(RetryAdvice(isLate: true))
    }

    /// What was found is judged also where something had to be left out, for which the row is then given up.
    private mutating func finish(_ context: DeliveryContext, _ notes: inout [DeliveryNote]) -> DeliveryStep {
        var isWhole = pages.isWhole
        if case .message(let key, _) = pages.target {
            switch pages.event.shows(key) {
            case .absent where isWhole: return end(with: .gone, context)
            case .unusable: return failUnusable(&notes)
            // The one message that was asked for is there, whatever lies around it.
            case .judged, .withoutText: isWhole = true
            case .absent: break
            }
        }
        if !isWhole { notes.append(.readAbandoned) }
        state = .committing(then: isWhole ? nil : .abandoned)
        return .commit(pages.finished(by: context.adapter), answering: receipt(isWhole: isWhole))
    }

    private func receipt(isWhole: Bool) -> ReadReceipt {
        var receipt = ReadReceipt(row: row, sentAt: sentAt ?? Timestamp(milliseconds: 0))
        receipt.isWhole = isWhole
        return receipt
    }

    /// No more can be read: what earlier pages showed, and the text that stands on the conversation alone, is judged first.
    private mutating func end(with settlement: Settlement, _ context: DeliveryContext) -> DeliveryStep {
        var event = pages.event
        if let loose = context.adapter.looseMessage(of: pages.target, beside: event) {
            // It came with a webhook, and no read has shown it.
            event.messages.append(loose.arriving(by: .hint))
        }
        guard !event.messages.isEmpty else { return settle(settlement) }
        state = .committing(then: settlement)
        return .commit(event, answering: receipt(isWhole: false))
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
    /// What a read that was seen to its end says of one message.
    enum Showing: Hashable {
        case judged
        /// It is there, or was, and holds nothing that could be judged.
        case withoutText
        /// It is there in a form that is not understood.
        case unusable
        case absent
    }

    func shows(_ key: MessageKey) -> Showing {
        if messages.contains(where: { $0.key == key }) { return .judged }
        if deleted.contains(key) { return .withoutText }
        guard let skipped = skipped.first(where: { $0.messageID == key.id }) else { return .absent }
        switch skipped.verdict {
        case .ignored(.deleted), .ignored(.noText): return .withoutText
        case .ignored, .rejected: return .unusable
        }
    }

    /// Whether the answer proves that reads work: an empty list may be what a key gets that must not see the conversation.
    var showsRealm: Bool { listed.map { !$0.isEmpty } ?? true }
}

extension Int {
    /// As the status of a refused read, in a realm where reads have worked: the credentials have stopped working.
    var isAboutCredentials: Bool { self == 401 || self == 403 }
    /// As the status of a refused read: see `ReadAnswer.refused`.
    var isAboutOneMessage: Bool { self == 400 }
}
