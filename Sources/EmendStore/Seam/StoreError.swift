/// A failure of the store, as facts.
package struct StoreError: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case cannotOpen, locked, full, damaged, newerSchema
        /// The key folder is missing a key that the store needs, or holds one that cannot be used.
        case keys
        /// The file is a database of somebody else's.
        case foreign
        /// The file was removed or replaced while it was open.
        case replaced
        case other
    }

    package var kind: Kind
    /// Extended result code, https://sqlite.org/rescode.html
    package var code: Int32
    /// The library's own text, read when the call failed; it never holds bound values.
    package var message: String
    /// The statement as written, with its parameters' names.
    package var sql: String?

    package init(kind: Kind, code: Int32, message: String, sql: String? = nil) {
        (self.kind, self.code, self.message, self.sql) = (kind, code, message, sql)
    }
}
