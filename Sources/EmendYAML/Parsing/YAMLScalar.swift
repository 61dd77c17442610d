package import EmendCore

/// The text of one scalar as YAML means it, untyped: who reads it says what it should be.
package struct YAMLScalar: Hashable, Sendable {
    package enum Style: Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        /// `|` or `>`
        case block
    }

    package let text: String
    package let style: Style
    /// The first character, the opening quote or block indicator included.
    package let start: SourceLocation
    /// Just after the last character.
    package let end: SourceLocation
    /// True for text that came from a secret: diagnostics never quote it.
    package let isPrivate: Bool

    package init(
        text: String, style: Style, start: SourceLocation, end: SourceLocation, isPrivate: Bool = false
    ) {
        (self.text, self.style, self.start, self.end) = (text, style, start, end)
        self.isPrivate = isPrivate
    }

    /// The same place with another text, for values that are filled in from the environment or a file.
    package func replacingText(with text: String, isPrivate: Bool) -> YAMLScalar {
        YAMLScalar(text: text, style: style, start: start, end: end, isPrivate: isPrivate || self.isPrivate)
    }

    /// Nothing at all, `~` or `null`, each without quotes.
    package var isNull: Bool {
        style == .plain && ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Where the scalar at `offset` of ``text`` stands in the file.
    ///
    /// Exact for one-line plain and quoted scalars whose only escapes are `''`, `\\` and `\"`; otherwise ``start``.
    /// - Parameter offset: Counted in Unicode scalars from 0; the count itself means the end.
    package func location(ofScalar offset: Int) -> SourceLocation {
        let scalars = text.unicodeScalars
        guard start.line == end.line, (0...scalars.count).contains(offset) else { return start }
        let width = scalars.reduce(0) { $0 + self.width(of: $1) }
        let quote = style == .plain ? 0 : 1
        // Any other escape takes more room than its scalar, so equal lengths prove that there is none.
        guard style != .block, end.column - start.column == width + 2 * quote else { return start }
        var location = start
        location.column += quote + scalars.prefix(offset).reduce(0) { $0 + self.width(of: $1) }
        return location
    }

    /// Columns that a scalar takes in the file where only the escapes are used that the style demands.
    private func width(of scalar: Unicode.Scalar) -> Int {
        switch style {
        case .singleQuoted: scalar == "'" ? 2 : 1
        case .doubleQuoted: scalar == "\\" || scalar == "\"" ? 2 : 1
        case .plain, .block: 1
        }
    }
}

extension YAMLScalar: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { isPrivate ? "***" : text }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
