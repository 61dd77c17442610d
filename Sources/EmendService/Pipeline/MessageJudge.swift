import EmendCore
import EmendMatching
import EmendPlatform
import EmendProviders
import EmendRules
import EmendStore

/// Judges messages for one thread, which alone uses it: it owns the memory that matching writes to.
final class MessageJudge {
    private let scratch = JudgingScratch()
    private let keys: KeyRing
    private let limits: ServiceLimits

    private let budgetNanoseconds: UInt64

    init(keys: KeyRing, limits: ServiceLimits) {
        (self.keys, self.limits) = (keys, limits)
        budgetNanoseconds = UInt64(min(max(0, limits.messageBudget / .nanoseconds(1)), 1e15))
    }

    /// - Parameter event: What counts where the provider does not say what happened.
    func decide(
        _ message: Message, by active: ActiveRuleset, languages: [String], event: EventKind, at now: Timestamp
    ) -> Decision {
        let keys = keys
        var context = JudgingContext(now: now, event: event) { entity, value in keys.token(entity: entity, value: value)
        }
        context.expectedLanguages = languages
        context.textLimitBytes = limits.textBytes
        let end = SystemClock.threadCPUNanoseconds() &+ budgetNanoseconds
        context.deadline = Deadline { SystemClock.threadCPUNanoseconds() >= end }
        return active.ruleset.judge(message, context, scratch: scratch)
    }

    /// The message with its decision and fingerprints, as the store takes it.
    ///
    /// Reads and hints do not say what happened, and only the ledger knows whether the message is new: where the rules
    /// ask, it is judged both ways and the writer chooses.
    func judge(
        _ message: Message, of account: AccountRuntime, by active: ActiveRuleset, at now: Timestamp
    ) -> JudgedMessage {
        let settings = account.settings
        let decision = decide(message, by: active, languages: settings.languages, event: .created, at: now)
        var judged = JudgedMessage(
            key: message.key, arrival: message.arrival, version: keys.version(message.key, message.text),
            planned: keys.version(message.key, planned: decision.change), decision: decision,
            isReadable: account.isReadable && account.adapter.canRead(.message(message.key, message.address)),
            isLive: account.isLive, expiresAt: now + settings.callMaxAge)
        judged.conversation = message.conversation
        judged.address = message.address
        judged.event = message.event
        judged.stamp = message.stamp
        judged.hasCertainSender = message.sender.isCertain
        if message.event == nil, active.ruleset.distinguishesEvents(of: message) {
            let other = decide(message, by: active, languages: settings.languages, event: .edited, at: now)
            judged.ifEdited = EditedDecision(other, planned: keys.version(message.key, planned: other.change))
        }
        return judged
    }

    /// Everything of an event that the store is asked to make durable, and what became of the messages that are left out.
    func commit(
        _ event: Event, of account: AccountRuntime, by active: ActiveRuleset, at now: Timestamp
    ) -> (commit: EventCommit, ignored: Int) {
        let settings = account.settings
        var commit = EventCommit(
            account: settings.name, provider: settings.provider, realm: settings.realm,
            generation: active.generation, at: now)
        commit.messages.reserveCapacity(event.messages.count)
        var ignored = 0
        for message in event.messages + textThatNoReadBrings(event, of: account) {
            if let oldest = settings.maxMessageAge, let time = message.createdAt, time < now - oldest {
                ignored += 1
                continue
            }
            commit.messages.append(judge(message, of: account, by: active, at: now))
        }
        // In observe mode nobody is called, so nothing is enqueued to be read.
        if account.isLive { commit.reads = event.reads }
        commit.deleted = event.deleted
        return (commit, ignored)
    }

    /// In observe mode: what stands on the conversation alone, which else would wait for the read of its messages.
    private func textThatNoReadBrings(_ event: Event, of account: AccountRuntime) -> [Message] {
        guard !account.isLive else { return [] }
        return event.reads.compactMap { account.adapter.looseMessage(of: $0, beside: event)?.arriving(by: .hint) }
    }
}

extension Message {
    /// The same, known in another way.
    func arriving(by arrival: Arrival) -> Message {
        var message = self
        message.arrival = arrival
        return message
    }
}
