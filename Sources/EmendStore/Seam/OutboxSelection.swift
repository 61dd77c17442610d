/// Which rows of the outbox an operator means; all conditions hold.
package struct OutboxSelection: Hashable, Sendable {
    /// Nil means all.
    package var ids: [OutboxID]?
    package var account: String?
    package var rule: String?
    /// Only rows behind this one, where all are gone through in steps.
    package var after: OutboxID?

    package init(ids: [OutboxID]? = nil, account: String? = nil, rule: String? = nil) {
        (self.ids, self.account, self.rule) = (ids, account, rule)
    }
}

/// One step of something that is done to many rows.
package struct OutboxProgress: Hashable, Sendable {
    /// Rows that it was done to.
    package var count = 0
    /// Where the next step goes on; nil when all rows were seen.
    package var next: OutboxID?

    package init(count: Int = 0, next: OutboxID? = nil) { (self.count, self.next) = (count, next) }
}
