package import EmendCore

/// Which hits are asked for; all conditions hold.
package struct HitQuery: Hashable, Sendable {
    /// Decided at this time or later.
    package var since: Timestamp?
    /// Decided before this time.
    package var until: Timestamp?
    package var rule: String?
    package var provider: Provider?
    package var account: String?
    package var message: ValidUTF8?
    package var conversation: ValidUTF8?
    package var entity: String?
    /// A word of the `receipt` column.
    package var receipt: String?
    /// `matched` or `unscanned`.
    package var verdict: String?
    package var mode: RuleMode?
    /// The newest so many; nil is all.
    package var limit: Int?

    package init() {}
}

/// One row of the view `hits`; the names are those of its columns.
package struct HitRecord: Hashable, Sendable {
    package var id: Int64
    /// RFC 3339, UTC, milliseconds.
    package var decidedAt: String
    package var account: String
    package var provider: String
    package var conversationID: String?
    package var messageID: String?
    package var event: String
    package var rule: String?
    package var ruleset: String
    package var mode: String
    package var verdict: String
    /// JSON, as are the next three.
    package var actions: String
    package var entities: String
    package var spans: String
    package var fingerprints: String
    package var receipt: String
    package var receiptReason: String?
    package var settledAt: String?
}

/// What hits are counted by.
package enum HitGrouping: String, CaseIterable, Sendable { case rule, day, receipt, entity }

package struct HitCount: Hashable, Sendable {
    /// Empty for hits without a rule.
    package var name: String
    package var count: Int

    package init(name: String, count: Int) { (self.name, self.count) = (name, count) }
}
