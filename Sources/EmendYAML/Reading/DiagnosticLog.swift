package import EmendCore

/// Collects what readers find wrong, so that one run shows everything. Belongs to one thread.
package final class DiagnosticLog {
    package private(set) var diagnostics: [Diagnostic]
    /// The id of the rule that is being read; every new diagnostic carries it.
    package var rule: String?

    package init(_ diagnostics: [Diagnostic] = []) { self.diagnostics = diagnostics }

    package func report(
        _ id: DiagnosticID, at location: SourceLocation, _ message: String, hint: String? = nil
    ) {
        diagnostics.append(Diagnostic(id, at: location, message, hint: hint, rule: rule))
    }

    package func append(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

extension DiagnosticLog: CustomStringConvertible {
    /// One line each.
    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

@available(*, unavailable)
extension DiagnosticLog: Sendable {}
