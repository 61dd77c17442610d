import EmendCore

extension ValueReader {
    /// A list; items that can't be read are reported and left out.
    package static func list<Item>(of item: ValueReader<Item>) -> ValueReader where Value == [Item] {
        ValueReader(wanted: "a list") { node, subject, log in
            guard let items = node.sequence else {
                return mismatch(node, subject, "a list", log, hint: "begin each item with `- `")
            }
            return items.compactMap { item.read($0, itemSubject(subject), log) }
        }
    }

    /// `[a, b]`, or `a` alone for a list of one.
    package static func oneOrMore<Item>(of item: ValueReader<Item>) -> ValueReader where Value == [Item] {
        ValueReader(wanted: "\(item.wanted), or a list") { node, subject, log in
            guard let items = node.sequence else { return item.read(node, subject, log).map { [$0] } }
            if items.isEmpty {
                return mismatch(node, subject, "at least one item", log, id: .invalidValue)
            }
            return items.compactMap { item.read($0, itemSubject(subject), log) }
        }
    }

    /// A mapping with names of the user's own choice, in the order of the file.
    package static func entries<Item>(
        of item: ValueReader<Item>
    ) -> ValueReader where Value == [(key: YAMLScalar, value: Item)] {
        ValueReader(wanted: "a mapping") { node, subject, log in
            guard let entries = node.mapping else { return mismatch(node, subject, "a mapping", log) }
            return entries.compactMap { entry in
                item.read(entry.value, "`\(shown(entry.key.text))`", log).map { (entry.key, $0) }
            }
        }
    }

    /// A mapping with known keys. Keys that `body` doesn't ask for are reported after it.
    ///
    /// - Parameter body: Returns nil where something required is missing; ``Fields`` has reported it then.
    package static func mapping(_ body: @escaping (Fields) -> Value?) -> ValueReader {
        ValueReader(wanted: "a mapping") { node, subject, log in
            guard let entries = node.mapping else { return mismatch(node, subject, "a mapping", log) }
            let fields = Fields(entries, of: node, subject, log)
            let value = body(fields)
            fields.reportUnknownKeys(onlyNear: value == nil)
            return value
        }
    }
}

private func itemSubject(_ subject: String) -> String {
    subject.hasPrefix("an item of") ? subject : "an item of \(subject)"
}

extension YAMLNode {
    /// True for `{…}` and `[…]` on one line, which is often text that lacks its quotes.
    var isFlow: Bool {
        guard start.line == end.line else { return false }
        if case .scalar = content { return false }
        return true
    }
}
