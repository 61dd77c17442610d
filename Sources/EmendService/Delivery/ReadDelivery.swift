import EmendCore
import EmendProviders
import EmendStore

/// A read from the outbox: fetch all pages, then let what they show be judged and committed.
package struct ReadDelivery: Sendable {
    private enum State: Sendable {
        case idle
        case reading(page: Int)
        case committing
        case settling
        case ended
    }

    private let row: OutboxID
    private let target: ReadTarget
    private var state = State.idle
    private var found = Event()
    private var sentAt: Timestamp?

    init(row: OutboxID, target: ReadTarget) { (self.row, self.target) = (row, target) }

    mutating func next(
        _ event: DeliveryEvent, in context: DeliveryContext, notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch (state, event) {
        case (.idle, .begin):
            state = .reading(page: 0)
            return .read(target, page: 0)
        case (.reading(let page), .read(let answer, let sentAt)):
            self.sentAt = self.sentAt ?? sentAt
            return take(answer, page: page, context, &notes)
        case (.reading, .unreachable):
            return fail(RetryAdvice())
        case (.committing, .committed), (.settling, .settled):
            return end()
        default:
            preconditionFailure("a read delivery cannot take this event in its state")
        }
    }

    private mutating func take(
        _ answer: ReadAnswer, page: Int, _ context: DeliveryContext, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch answer {
        case .found(let event, let more):
            notes.append(.realmIsReadable)
            found.append(event)
            if more {
                state = .reading(page: page + 1)
                return .read(target, page: page + 1)
            }
            found.addLooseText(of: target, context.account)
            state = .committing
            return .commit(found, answering: ReadReceipt(row: row, sentAt: sentAt ?? Timestamp(milliseconds: 0)))
        case .gone:
            return settle(.gone)
        case .refused(let status):
            return refused(status, context, &notes)
        case .retry(let advice):
            return fail(advice)
        case .unusable:
            // What stands there was not judged yet, so it is asked for until it can be understood.
            return fail(RetryAdvice(isLate: true))
        }
    }

    private mutating func refused(
        _ status: Int, _ context: DeliveryContext, _ notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch RefusedRead(status: status, readability: context.readability) {
        case .gone:
            return settle(.gone)
        case .credentials:
            notes.append(.pauseAccount)
            state = .settling
            return .putBack
        case .unreadable:
            notes.append(.realmIsUnreadable)
            notes.append(.readAbandoned)
            return settle(.abandoned)
        }
    }

    private mutating func fail(_ advice: RetryAdvice) -> DeliveryStep {
        state = .settling
        return .retry(advice)
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

/// What it means that a read was refused, which depends on whether reads have worked before.
enum RefusedRead: Hashable {
    case gone, credentials, unreadable

    init(status: Int, readability: Readability) {
        guard readability == .readable else {
            self = .unreadable
            return
        }
        switch status {
        case 404, 410: self = .gone
        case 401, 403: self = .credentials
        default: self = .unreadable
        }
    }
}

extension Event {
    fileprivate mutating func append(_ page: Event) {
        messages += page.messages
        skipped += page.skipped
        reads += page.reads
        deleted += page.deleted
    }

    /// Text that stands only on the conversation is judged when no message carries it: it takes the place of a
    /// message under an id of its own, which no provider gives.
    fileprivate mutating func addLooseText(of target: ReadTarget, _ account: AccountSettings) {
        guard case .conversation(let conversation, let loose?) = target else { return }
        let known = Set(messages.flatMap { $0.text.parts.map(\.text) })
        guard !loose.parts.allSatisfy({ known.contains($0.text) }) else { return }
        let id = ValidUTF8("ticket:" + conversation.string)
        var message = Message(
            account: account.name, provider: account.provider, key: MessageKey(realm: account.realm, id: id),
            text: loose, sender: Sender(.visitor, isCertain: false), arrival: .read)
        message.conversation = conversation
        message.address.room = conversation
        messages.append(message)
    }
}
