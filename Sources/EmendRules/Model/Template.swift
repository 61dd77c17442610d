/// A text of a rule file with placeholders, cut up once when the file is read.
package struct Template: Hashable, Sendable {
    package enum Placeholder: String, CaseIterable, Sendable {
        case entity, language, rule, account, provider, date
    }

    enum Piece: Hashable, Sendable {
        case text(String)
        case placeholder(Placeholder)
    }

    /// A word in braces that is no placeholder.
    struct UnknownPlaceholder: Error, Equatable {
        let name: String
        /// Where its `{` stands, in Unicode scalars from 0.
        let offset: Int
    }

    let pieces: [Piece]

    /// Braces around anything but a lower-case word are ordinary text.
    init(_ source: String) throws(UnknownPlaceholder) {
        var pieces: [Piece] = []
        var text = ""
        let scalars = Array(source.unicodeScalars)
        var index = 0
        while index < scalars.count {
            if scalars[index] == "{", let name = Self.word(in: scalars, after: index) {
                guard let placeholder = Placeholder(rawValue: name) else {
                    throw UnknownPlaceholder(name: name, offset: index)
                }
                if !text.isEmpty { pieces.append(.text(text)) }
                text = ""
                pieces.append(.placeholder(placeholder))
                index += name.unicodeScalars.count + 2
            } else {
                text.unicodeScalars.append(scalars[index])
                index += 1
            }
        }
        if !text.isEmpty { pieces.append(.text(text)) }
        self.pieces = pieces
    }

    init(pieces: [Piece]) { self.pieces = pieces }

    /// `[{entity}]`
    static let entityInBrackets = Template(pieces: [.text("["), .placeholder(.entity), .text("]")])

    /// `[unscanned]`, for text that could not be judged and is hidden as a whole.
    static let unscanned = Template(pieces: [.text("[unscanned]")])

    private static func word(in scalars: [Unicode.Scalar], after brace: Int) -> String? {
        var name = ""
        for scalar in scalars[(brace + 1)...] {
            if scalar == "}" { return name.isEmpty ? nil : name }
            guard ("a"..."z").contains(scalar) || scalar == "_" else { return nil }
            name.unicodeScalars.append(scalar)
        }
        return nil
    }

    /// The text, when it is the same for every message.
    var literal: String? {
        var result = ""
        for piece in pieces {
            guard case .text(let text) = piece else { return nil }
            result += text
        }
        return result
    }

    func uses(_ placeholder: Placeholder) -> Bool { pieces.contains(.placeholder(placeholder)) }

    func rendered(_ value: (Placeholder) -> String) -> String {
        pieces.reduce(into: "") { result, piece in
            switch piece {
            case .text(let text): result += text
            case .placeholder(let placeholder): result += value(placeholder)
            }
        }
    }
}
