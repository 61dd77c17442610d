import EmendCore
import EmendProviders
import EmendStore

/// One claimed row while the dispatcher works on it.
struct Delivery {
    let item: OutboxItem
    let account: AccountRuntime
    var machine: DeliveryMachine
    /// Whether a token for a write has been promised and not used.
    var hasReservedWrite = false
    /// What could not be done for want of a token.
    var waiting: DeliveryStep?
    /// The step that is under way; repeated when its ruleset turns out to be stale.
    var current: DeliveryStep?
    /// How often a commit was refused because another ruleset had become active.
    var staleCommits = 0
    /// Whether this delivery tries out a provider that failed.
    var isProbe = false
    var hasCalled = false

    init(_ item: OutboxItem, of account: AccountRuntime) {
        (self.item, self.account) = (item, account)
        machine = DeliveryMachine(item)
    }

    var isChange: Bool {
        if case .change = item.work { true } else { false }
    }

    /// The message it is about, where it is about one.
    var key: MessageKey? {
        switch item.work {
        case .change(let change): change.target.key
        case .read(.message(let key, _)): key
        case .read(.conversation): nil
        }
    }

    /// The message's or conversation's id, for the log.
    var subject: LogField {
        switch item.work {
        case .change(let change): .message(change.target.key.id.string)
        case .read(.message(let key, _)): .message(key.id.string)
        case .read(.conversation(let id, _)): .conversation(id.string)
        }
    }
}
