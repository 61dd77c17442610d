/// Which rows of the outbox an operator means; all conditions hold.
package struct OutboxSelection: Hashable, Sendable {
    /// Nil means all.
    package var ids: [OutboxID]?
    package var account: String?
    package var rule: String?

    package init(ids: [OutboxID]? = nil, account: String? = nil, rule: String? = nil) {
        (self.ids, self.account, self.rule) = (ids, account, rule)
    }
}
