import EmendCore

/// What holds for every document that is accepted. Shared by the tests and the fuzzer (`Tests/Fuzz/json.swift`).
enum JSONConsistency {
    /// What every accepted document must stand; each call may trap if an index is wrong.
    static func isKept(_ document: JSONDocument) throws -> Bool {
        let root = document.root
        guard root.sourceRange.upperBound <= document.bytes.count, walk(root) else { return false }
        let tree = JSONTree(root)
        let again = try JSONDocument(parsing: tree.encoded())
        return JSONTree(again.root) == tree && JSONSplice.bytes(of: root, applying: []) == Array(root.rawBytes)
    }

    /// Touches every reading member of a subtree.
    static func walk(_ value: JSONValue) -> Bool {
        _ = (value.int64, value.bool, value.numberText, value.hasDuplicateKeys, value["a"], value.loneSurrogates)
        let text = value.text
        guard text.map({ ValidUTF8(validating: $0.bytes) != nil }) ?? true, text?.string == value.string else {
            return false
        }
        let children = value.elements.map { $0 } + value.members.map(\.value)
        return children.count == value.count
            && children.allSatisfy { value.sourceRange.contains($0.sourceRange) && walk($0) }
    }
}
