import EmendCore

extension StoreReader {
    /// What a ruleset was compiled from, as it was given to `Store.activate`.
    ///
    /// - Parameters:
    ///   - digest: As the hits name it.
    ///   - keys: Of the store.
    /// - Returns: Nil when the store does not know the ruleset, or wrote it before sources were sealed.
    /// - Throws: ``StoreError`` of kind `keys` when the keys are not those it was sealed with.
    package func ruleset(_ digest: String, keys: KeyRing) throws(StoreError) -> [UInt8]? {
        let found = try rows("SELECT source FROM ruleset WHERE digest = ?1", [.text(digest)]) { $0.bytes(0) }
        guard let sealed = found.first, !sealed.isEmpty else { return nil }
        guard let source = keys.open(ruleset: sealed, digest: digest) else {
            throw StoreError(kind: .keys, code: 0, message: "the ruleset cannot be opened with these keys")
        }
        return source
    }
}
