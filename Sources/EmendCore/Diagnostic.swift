/// A place in a file: 1-based line and column, the column counted in Unicode scalars.
package struct SourceLocation: Hashable, Sendable {
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        (self.file, self.line, self.column) = (file, line, column)
    }
}

/// One finding about a rule file or the configuration.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Sendable { case error, warning }

    /// Stable: `E…` for errors, `W…` for warnings; the table stands in `DiagnosticID`.
    package var id: DiagnosticID
    package var location: SourceLocation
    /// One sentence that names the thing and the reason; never a secret.
    package var message: String
    /// The next step, where there is one.
    package var hint: String?
    package var rule: String?

    package init(
        _ id: DiagnosticID, at location: SourceLocation, _ message: String, hint: String? = nil, rule: String? = nil
    ) {
        (self.id, self.location, self.message, self.hint, self.rule) = (id, location, message, hint, rule)
    }

    package var severity: Severity { id.severity }
}

extension Diagnostic: CustomStringConvertible {
    /// `FILE:LINE:COLUMN: error[ID]: text`
    package var description: String {
        let place = "\(location.file):\(location.line):\(location.column)"
        return "\(place.onOneLine): \(severity.rawValue)[\(id.rawValue)]: \(text)"
    }

    /// Message and hint on one line, whatever of the file they quote.
    package var text: String { (message + (hint.map { "; \($0)" } ?? "")).onOneLine }
}
