import EmendCore
import EmendService

/// All problems of rules and configuration at once.
enum CheckCommand: Command {
    private enum Format: String, CaseIterable, Sendable { case text, json }
    private static let strict = Flag("--strict", help: "warnings count as findings too")
    private static let format = Option<Format>.word("--format", help: "text is FILE:LINE:COLUMN: …, one problem a line")

    static let manual = Manual(
        name: "check", summary: "find all problems of rules and configuration at once", operands: .any("PATH..."),
        about: """
            With rule files or folders it checks these alone and needs no configuration. Without, it checks emend.yaml and the
            rules that it names, held against what its accounts can do. Beyond reading, patterns are run on text made from
            their own pieces, and every redaction is judged again: it must change nothing.
            """,
        options: [strict, SharedOptions.config, SharedOptions.rules, format] + SharedOptions.everywhere,
        examples: [
            .init("emend check", "the configuration in this folder with its rules"),
            .init("emend check rules/pii.yaml --strict", "one file; warnings fail too"),
        ],
        exitCodes: [
            (.fine, "nothing is wrong; warnings may have been printed"),
            (.findings, "errors, or warnings with --strict"),
            (.unusable, "wrong usage"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        try Inputs.requireSource(arguments, paths: arguments.operands + arguments.all(SharedOptions.rules))
        let diagnostics = findings(arguments).inReadingOrder()
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count - errors
        switch arguments[format] ?? .text {
        case .text: for diagnostic in diagnostics { console.print(console.line(of: diagnostic, on: 1)) }
        case .json: console.print(json(diagnostics, errors: errors, warnings: warnings))
        }
        console.remark(summary(errors: errors, warnings: warnings))
        return errors > 0 || (warnings > 0 && arguments[strict]) ? .findings : .fine
    }

    private static func findings(_ arguments: Arguments) -> [Diagnostic] {
        var paths = arguments.operands + arguments.all(SharedOptions.rules)
        var diagnostics: [Diagnostic] = []
        var accounts: [AccountSettings]?
        if paths.isEmpty || arguments.has(SharedOptions.config), let file = Inputs.configurationPath(arguments) {
            let outcome = ConfigurationReader.load(file)
            diagnostics += outcome.diagnostics
            // With a broken configuration the rules are held against all providers, so that nothing is said twice.
            accounts = outcome.configuration?.accounts
            if paths.isEmpty { paths = outcome.rules }
        }
        guard !paths.isEmpty else { return diagnostics }
        return diagnostics + LoadedRules.check(paths, accounts: accounts)
    }

    private static func summary(errors: Int, warnings: Int) -> String {
        func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }
        return errors + warnings == 0
            ? "no problems" : counted(errors, "error") + ", " + counted(warnings, "warning")
    }

    private static func json(_ diagnostics: [Diagnostic], errors: Int, warnings: Int) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("errors", int: errors)
            writer.member("warnings", int: warnings)
            writer.member(
                "diagnostics",
                array: { list in
                    for diagnostic in diagnostics { list.object { $0.diagnostic(diagnostic) } }
                })
        }
    }
}

extension JSONWriter {
    fileprivate mutating func diagnostic(_ diagnostic: Diagnostic) {
        member("id", string: diagnostic.id.rawValue)
        member("severity", string: diagnostic.severity.rawValue)
        member("file", string: diagnostic.location.file)
        member("line", int: diagnostic.location.line)
        member("column", int: diagnostic.location.column)
        member("message", string: diagnostic.message)
        optionalMember("hint", diagnostic.hint)
        optionalMember("rule", diagnostic.rule)
    }

    /// Null where there is nothing.
    mutating func optionalMember(_ key: String, _ value: String?) {
        if let value { member(key, string: value) } else { nullMember(key) }
    }
}
