/// A JSON value that can be changed: for state that is kept and edited, such as the sandbox's messages.
///
/// Numbers are text and objects keep order and duplicates, so a tree made from a document loses white space, the form of
/// escapes and lone surrogates only.
package indirect enum JSONTree: Sendable {
    case null
    case bool(Bool)
    /// The token as it is to be written.
    case number(String)
    case string(ValidUTF8)
    case array([JSONTree])
    case object([(key: ValidUTF8, value: JSONTree)])

    /// Recurses as deep as the document is nested, which its parser has limited.
    package init(_ value: JSONValue) {
        self =
            switch value.kind {
            case .null: .null
            case .bool: .bool(value.bool ?? false)
            case .number: .number(value.numberText ?? "0")
            case .string: .string(value.text ?? "")
            case .array: .array(value.elements.map(JSONTree.init))
            case .object: .object(value.members.map { ($0.key, JSONTree($0.value)) })
            }
    }

    package static func string(_ string: String) -> JSONTree { .string(ValidUTF8(string)) }
    package static func int(_ integer: some BinaryInteger) -> JSONTree { .number(String(integer)) }

    /// Compact JSON.
    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    package func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let bool): writer.bool(bool)
        case .number(let token): writer.raw(token.utf8)
        case .string(let text): writer.text(text)
        case .array(let elements): writer.array { for element in elements { element.write(to: &$0) } }
        case .object(let members):
            writer.object {
                for member in members {
                    $0.key(member.key)
                    member.value.write(to: &$0)
                }
            }
        }
    }
}

extension JSONTree {
    /// The last member of that name. Setting replaces it or appends one; setting nil removes all of that name.
    ///
    /// Setting a member of `null` makes it an object; of any other non-object does nothing.
    package subscript(_ key: ValidUTF8) -> JSONTree? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.last { $0.key == key }?.value
        }
        set {
            if case .null = self { self = .object([]) }
            guard case .object(var members) = self else { return }
            if let newValue {
                let place = members.lastIndex { $0.key == key }
                if let place { members[place].value = newValue } else { members.append((key, newValue)) }
            } else {
                members.removeAll { $0.key == key }
            }
            self = .object(members)
        }
    }

    package subscript(_ key: String) -> JSONTree? {
        get { self[ValidUTF8(key)] }
        set { self[ValidUTF8(key)] = newValue }
    }

    package var text: ValidUTF8? {
        if case .string(let text) = self { text } else { nil }
    }
    package var string: String? { text?.string }
    package var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }
    package var int64: Int64? {
        if case .number(let token) = self { Int64(token) } else { nil }
    }
    /// Empty for anything but an array.
    package var elements: [JSONTree] {
        if case .array(let elements) = self { elements } else { [] }
    }
    /// Empty for anything but an object.
    package var members: [(key: ValidUTF8, value: JSONTree)] {
        if case .object(let members) = self { members } else { [] }
    }
}

extension JSONTree: Equatable {
    /// Members in the same order, numbers written alike.
    package static func == (left: JSONTree, right: JSONTree) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)):
            left.elementsEqual(right) { $0.key == $1.key && $0.value == $1.value }
        default: false
        }
    }
}
