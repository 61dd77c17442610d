extension JSONValue {
    /// The elements of an array in order; nothing for anything else.
    package var elements: Elements { Elements(value: self) }
    /// The members of an object in order, duplicates included; nothing for anything else.
    package var members: Members { Members(value: self) }

    package struct Elements: Sequence, IteratorProtocol, Sendable {
        private let document: JSONDocument
        private var child: Int
        private let end: Int

        fileprivate init(value: JSONValue) {
            document = value.document
            child = value.index + 1
            end = value.kind == .array ? Int(value.node.next) : child
        }

        package mutating func next() -> JSONValue? {
            guard child < end else { return nil }
            defer { child = Int(document.nodes[child].next) }
            return JSONValue(document: document, index: child)
        }
    }

    package struct Members: Sequence, IteratorProtocol, Sendable {
        private let document: JSONDocument
        private var child: Int
        private let end: Int

        fileprivate init(value: JSONValue) {
            document = value.document
            child = value.index + 1
            end = value.kind == .object ? Int(value.node.next) : child
        }

        package mutating func next() -> (key: ValidUTF8, value: JSONValue)? {
            guard child < end else { return nil }
            defer { child = Int(document.nodes[child + 1].next) }
            return (document.text(of: document.nodes[child]), JSONValue(document: document, index: child + 1))
        }
    }

    /// Whether any object in this subtree has two members of one name, compared after unescaping.
    package var hasDuplicateKeys: Bool {
        (index..<Int(node.next)).contains { JSONValue(document: document, index: $0).repeatsKey }
    }

    private var repeatsKey: Bool {
        guard count > 1, kind == .object else { return false }
        var seen = Set<ValidUTF8>(minimumCapacity: count)
        return !members.allSatisfy { seen.insert($0.key).inserted }
    }
}
