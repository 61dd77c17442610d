package import EmendRules
package import EmendStore
import Synchronization

/// The ruleset that judges, under the generation that the store gave it when it became the active one.
package final class ActiveRuleset: Sendable {
    package let ruleset: Ruleset
    /// SHA-256 of the ruleset's digest input, in hexadecimal.
    package let digest: String
    package let generation: RulesetGeneration
    /// Hits by rule, so that counting one needs no lock.
    let hits: [String: Counter]

    package init(_ ruleset: Ruleset, digest: String, generation: RulesetGeneration, metrics: Metrics) {
        (self.ruleset, self.digest, self.generation) = (ruleset, digest, generation)
        hits = Dictionary(ruleset.rules.map { ($0.id, metrics.rule($0.id)) }) { first, _ in first }
    }
}

/// A value that is read by many threads and replaced now and then; whoever has read it keeps what it read.
package final class Replaceable<Value: Sendable>: Sendable {
    private let storage: Mutex<Value>

    package init(_ value: Value) { storage = Mutex(value) }

    package var value: Value { storage.withLock { $0 } }
    package func replace(with value: Value) { storage.withLock { $0 = value } }
}
