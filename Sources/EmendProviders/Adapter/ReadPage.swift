/// A piece of a list that is read in pieces.
package struct ReadPage: Hashable, Sendable {
    /// Entries that lie before it.
    package var skip: Int
    /// Most entries on it, at least 1.
    package var limit: Int

    /// Small enough that even long messages fit into one answer, see `OutgoingRequest.responseLimitBytes`.
    package static let first = ReadPage(skip: 0, limit: 200)

    package init(skip: Int, limit: Int) { (self.skip, self.limit) = (skip, limit) }
}
