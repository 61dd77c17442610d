package import EmendCore

/// One value of a YAML file with the place it stands at. At most `YAMLLimits.depth` deep.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// In the order of the file; keys differ byte for byte.
        case mapping([Entry])
        /// Something that was already reported, such as an alias; readers pass over it in silence.
        case invalid
    }

    package struct Entry: Sendable {
        package let key: YAMLScalar
        package let value: YAMLNode

        package init(key: YAMLScalar, value: YAMLNode) { (self.key, self.value) = (key, value) }
    }

    package let content: Content
    package let start: SourceLocation
    /// Just after the last character.
    package let end: SourceLocation

    package init(_ content: Content, start: SourceLocation, end: SourceLocation) {
        (self.content, self.start, self.end) = (content, start, end)
    }

    package init(_ scalar: YAMLScalar) {
        self.init(.scalar(scalar), start: scalar.start, end: scalar.end)
    }

    package var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    package var sequence: [YAMLNode]? {
        if case .sequence(let items) = content { items } else { nil }
    }

    package var mapping: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    package var isNull: Bool { scalar?.isNull ?? false }

    /// The value of `key`, where this is a mapping that has it.
    package subscript(key: String) -> YAMLNode? {
        mapping?.first { $0.key.text.utf8.elementsEqual(key.utf8) }?.value
    }

    /// The same tree with every scalar that is a value, not a key, replaced; nil marks one that was reported.
    package func mapScalars(_ transform: (YAMLScalar) -> YAMLScalar?) -> YAMLNode {
        let mapped: Content =
            switch content {
            case .scalar(let scalar): transform(scalar).map { .scalar($0) } ?? .invalid
            case .sequence(let items): .sequence(items.map { $0.mapScalars(transform) })
            case .mapping(let entries):
                .mapping(entries.map { Entry(key: $0.key, value: $0.value.mapScalars(transform)) })
            case .invalid: .invalid
            }
        return YAMLNode(mapped, start: start, end: end)
    }
}
