package import EmendCore

/// Reads one value as the type that its key states, or reports what was wanted and what was found.
package struct ValueReader<Value> {
    /// What is wanted, to be read after "wants": `text`, `a duration such as 10s`.
    package let wanted: String
    /// Null values are reported before `body` is asked, unless this is true.
    let takesNull: Bool
    /// - Parameter subject: What is read, with its backquotes: `` `rate` ``, `` an item of `rules` ``.
    private let body: (_ node: YAMLNode, _ subject: String, _ log: DiagnosticLog) -> Value?

    /// `body` returns nil only for what it has reported.
    package init(
        wanted: String, takesNull: Bool = false,
        _ body: @escaping (_ node: YAMLNode, _ subject: String, _ log: DiagnosticLog) -> Value?
    ) {
        (self.wanted, self.takesNull, self.body) = (wanted, takesNull, body)
    }

    package func read(_ node: YAMLNode, _ subject: String, _ log: DiagnosticLog) -> Value? {
        if case .invalid = node.content { return nil }
        if node.isNull, !takesNull {
            let isEmpty = node.scalar?.text.isEmpty ?? true
            log.report(
                .wrongType, at: node.start, "\(subject) wants \(wanted), found nothing",
                hint: isEmpty ? nil : "put quotes around it if it is text")
            return nil
        }
        return body(node, subject, log)
    }

    /// Reports "wants …, found …" and returns nil, for use as the last expression of a reader.
    package static func mismatch(
        _ node: YAMLNode, _ subject: String, _ wanted: String, _ log: DiagnosticLog,
        id: DiagnosticID = .wrongType, hint: String? = nil
    ) -> Value? {
        log.report(id, at: node.start, "\(subject) wants \(wanted), found \(node.kindName)", hint: hint)
        return nil
    }
}

extension ValueReader {
    package func map<Result>(_ transform: @escaping (Value) -> Result) -> ValueReader<Result> {
        ValueReader<Result>(wanted: wanted, takesNull: takesNull) { node, subject, log in
            read(node, subject, log).map(transform)
        }
    }

    /// Narrows what is taken: nil is reported as an invalid value that is not `wanted`.
    package func compactMap<Result>(
        _ wanted: String, _ transform: @escaping (Value) -> Result?
    ) -> ValueReader<Result> {
        ValueReader<Result>(wanted: wanted, takesNull: takesNull) { node, subject, log in
            guard let value = read(node, subject, log) else { return nil }
            return transform(value)
                ?? ValueReader<Result>.mismatch(node, subject, wanted, log, id: .invalidValue)
        }
    }

    /// The value with its place, for findings that are made later: `.located(.text)`.
    package static func located<Item>(_ reader: ValueReader<Item>) -> ValueReader where Value == Located<Item> {
        ValueReader(wanted: reader.wanted, takesNull: reader.takesNull) { node, subject, log in
            reader.read(node, subject, log).map { Located($0, at: node) }
        }
    }

    /// Also takes `key:` with nothing behind it, as nil: `.orNothing(.text)`.
    package static func orNothing<Item>(_ reader: ValueReader<Item>) -> ValueReader where Value == Item? {
        ValueReader(wanted: reader.wanted, takesNull: true) { node, subject, log in
            if node.isNull { return .some(nil) }
            return reader.read(node, subject, log).map { .some($0) }
        }
    }
}

/// A value and where it was written.
package struct Located<Value> {
    package let value: Value
    package let node: YAMLNode

    package init(_ value: Value, at node: YAMLNode) { (self.value, self.node) = (value, node) }

    package var location: SourceLocation { node.start }

    /// Where the character at `offset` (in Unicode scalars) of a text stands; its start where that isn't known.
    package func location(ofScalar offset: Int) -> SourceLocation {
        node.scalar?.location(ofScalar: offset) ?? node.start
    }
}

extension Located: Sendable where Value: Sendable {}
