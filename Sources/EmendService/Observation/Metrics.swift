package import EmendCore
package import EmendStore
import Synchronization

/// All numbers of the service. They live as long as the process and outlast reloads.
package final class Metrics: Sendable {
    package struct CallLabels: Hashable, Sendable {
        package enum Kind: String, Sendable { case read, write }
        package enum Outcome: String, Sendable {
            case done, retry, refused, gone, unauthorized, unreachable, unusable
        }
        package var account: String
        package var kind: Kind
        package var outcome: Outcome

        package init(account: String, kind: Kind, outcome: Outcome) {
            (self.account, self.kind, self.outcome) = (account, kind, outcome)
        }
    }

    package struct ReceiptLabels: Hashable, Sendable {
        package var account: String
        /// Without the text of a tag.
        package var effect: String
        package var receipt: Receipt

        package init(account: String, effect: EffectKey, receipt: Receipt) {
            (self.account, self.effect, self.receipt) = (account, effect.word, receipt)
        }
    }

    /// What someone has to look at; each account has one counter of each.
    package enum Alarm: String, CaseIterable, Sendable {
        case redactionRefused = "redaction_refused"
        case redactionLate = "redaction_late"
        case overwrote
        case altered
        case accountPaused = "account_paused"
        case readAbandoned = "read_abandoned"
        case readUnusable = "read_unusable"
        /// A row of the outbox could not be decoded.
        case rowDamaged = "row_damaged"
        /// A rule with `on_unscanned: flag` could not judge a message.
        case unscanned
    }

    package struct AlarmLabels: Hashable, Sendable {
        package var account: String
        package var alarm: Alarm

        package init(account: String, alarm: Alarm) { (self.account, self.alarm) = (account, alarm) }
    }

    package let unknownAddresses = Counter()
    /// Requests that were refused for their form, before it was known which account they were for.
    package let httpRefusals = CounterTable<String>()
    package let reloads = Counter()
    package let failedReloads = Counter()
    /// Webhooks, claims and receipts that shared a transaction of the store.
    package let commitVerbs = Histogram(limits: [1, 2, 4, 8, 16, 32, 64, 128, 256])
    /// How long the transactions took, in nanoseconds.
    package let commitNanoseconds = Histogram(
        limits: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000].map { $0 * 1_000_000 })
    package let calls = CounterTable<CallLabels>()
    package let receipts = CounterTable<ReceiptLabels>()
    package let alarms = CounterTable<AlarmLabels>()
    private let accounts = Mutex<[String: AccountCounters]>([:])
    private let rules = Mutex<[String: Counter]>([:])

    package init() {}

    /// The counters of an account, made when first asked for.
    package func account(_ name: String) -> AccountCounters {
        accounts.withLock { accounts in
            if let counters = accounts[name] { return counters }
            let counters = AccountCounters()
            accounts[name] = counters
            return counters
        }
    }

    /// The hits of a rule.
    package func rule(_ id: String) -> Counter {
        rules.withLock { rules in
            if let counter = rules[id] { return counter }
            let counter = Counter()
            rules[id] = counter
            return counter
        }
    }

    package var accountCounters: [(name: String, counters: AccountCounters)] {
        accounts.withLock { $0.map { (name: $0.key, counters: $0.value) } }.sorted { $0.name < $1.name }
    }

    package var ruleHits: [(id: String, count: UInt64)] {
        rules.withLock { $0.map { (id: $0.key, count: $0.value.value) } }.sorted { $0.id < $1.id }
    }
}

/// What is measured at the moment of asking instead of being counted.
package struct Gauges: Sendable {
    package var queueLength = 0
    package var generation: RulesetGeneration = 0
    /// The digest of the active ruleset.
    package var ruleset = ""
    /// Why the latest reload left the last good state; nil when it took effect.
    package var lastReloadError: String?
    /// Keys of the configuration that have changed and are read at the start only.
    package var needsRestart: [String] = []
    package var isReady = false
    package var pausedAccounts: [String] = []
    package var droppedLogLines = 0
    /// Changes and reads that wait, by class.
    package var pending: [(kind: String, count: Int)] = []
    /// How long the oldest redaction has waited; nil when none does.
    package var oldestRedaction: Duration?

    package init() {}
}
