import EmendCore
import EmendProviders
import EmendStore

/// From the first answer on.
extension ChangeDelivery {
    mutating func take(
        _ outcome: CallOutcome, to call: Call, rest: [Call], _ context: DeliveryContext,
        _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch outcome {
        case .done(let message):
            return takeDone(message, call, rest: rest, context, &notes)
        case .retry(let advice):
            return report(then: .retry(advice, isUnsent: isUndone && !advice.mayBeDone))
        case .pauseAccount:
            notes.append(.pauseAccount)
            return report(then: .putBack(isUnsent: isUndone))
        case .gone:
            return settleGone(&notes)
        case .notFound where context.readability == .readable:
            return settleGone(&notes)
        case .notFound:
            for effect in call.effects { note(effect, .refused(.notFound), &notes) }
            return goOn(rest)
        case .refused(let reason):
            for effect in call.effects { note(effect, .refused(reason), &notes) }
            return goOn(rest)
        }
    }

    private mutating func takeDone(
        _ message: Message?, _ call: Call, rest: [Call], _ context: DeliveryContext, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        for effect in call.effects where effect != .redact { note(effect, .accepted(altered: false), &notes) }
        guard call.effects.contains(.redact) else { return goOn(rest) }
        isTextUnconfirmed = true
        if call.isFollowed { return goOn(rest) }
        // What cannot be read shows nothing; a read may.
        if let message, message.text.parts.allSatisfy({ $0.unreadable == nil }) {
            return look(at: message, sentAt: sentAt, rest: rest, context, &notes)
        }
        if context.account.verify.readsAfter && !isUnreadable {
            // The other calls go out first: a read shows what all of them left.
            if let next = rest.first {
                state = .sending(next, rest: Array(rest.dropFirst()))
                return .send(next)
            }
            return readAfter()
        }
        note(.redact, .accepted(altered: false), &notes)
        return goOn(rest)
    }

    private mutating func goOn(_ rest: [Call]) -> DeliveryStep {
        if let next = rest.first {
            state = .sending(next, rest: Array(rest.dropFirst()))
            return .send(next)
        }
        // A text that was sent and not shown yet is looked at last.
        return pending.change.text.isEmpty ? report(then: .done) : readAfter()
    }

    private mutating func readAfter() -> DeliveryStep {
        let pages = PagedRead(.message(pending.target.key, pending.target.address))
        state = .readingAfter(pages)
        return .read(pages.target, page: pages.page)
    }

    mutating func takeReadAfter(
        _ answer: ReadAnswer, _ pages: PagedRead, sentAt: Timestamp, _ context: DeliveryContext,
        _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch answer.understood(context.readability) {
        case .found(let event, let more):
            if event.showsRealm { notes.append(.realmIsReadable) }
            var pages = pages
            let asksForMore = pages.add(event, more: more)
            if let message = pages.event.messages.first(where: { $0.key == pending.target.key }) {
                return look(at: message, sentAt: sentAt, rest: [], context, &notes)
            }
            return lookFurther(pages, asksForMore, &notes)
        case .tooLarge:
            var pages = pages
            let asksForMore = pages.shrink()
            return lookFurther(pages, asksForMore, &notes)
        case .gone:
            notes.append(.realmIsReadable)
            return settleGone(&notes)
        case .refused(let status) where status.isAboutCredentials && context.readability == .readable:
            notes.append(.pauseAccount)
            return report(then: .putBack())
        case .refused(let status):
            if !status.isAboutOneMessage { notes.append(.realmIsUnreadable) }
            note(.redact, .accepted(altered: false), &notes)
            return report(then: .done)
        case .retry(let advice):
            // The next attempt finds the change started and reads first, which answers the same question.
            return report(then: .retry(advice))
        case .unusable:
            note(.redact, .accepted(altered: false), &notes)
            return report(then: .done)
        }
    }

    private mutating func lookFurther(
        _ pages: PagedRead, _ asksForMore: Bool, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        guard !asksForMore else {
            state = .readingAfter(pages)
            return .read(pages.target, page: pages.page)
        }
        if pages.isWhole, pages.event.shows(pending.target.key) != .unusable { return settleGone(&notes) }
        note(.redact, .accepted(altered: false), &notes)
        return report(then: .done)
    }

    /// Compares the text that is served after our call with what we sent.
    private mutating func look(
        at message: Message, sentAt: Timestamp?, rest: [Call], _ context: DeliveryContext,
        _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        let version = context.version(message)
        if message.shows(pending, version: version) {
            served = ServedText(version: version, stamp: message.stamp)
            note(.redact, isReadRefused ? .accepted(altered: false) : .proved, &notes)
            return goOn(rest)
        }
        if message.text.parts.isEmpty {
            note(.redact, .accepted(altered: false), &notes)
            return goOn(rest)
        }
        if context.isClean(message) {
            note(.redact, .accepted(altered: true), &notes)
            served = ServedText(version: version, stamp: message.stamp)
            return goOn(rest)
        }
        // What stands there now is judged and planned as any other text; this redaction is not done, and it and the
        // calls that are left give way to that plan.
        notes.append(.alteredNotClean)
        var event = Event()
        var read = message
        read.arrival = .read
        event.messages = [read]
        let receipt = ReadReceipt(row: nil, sentAt: sentAt ?? Timestamp(milliseconds: .max))
        return report(then: .commit(event, receipt))
    }
}
