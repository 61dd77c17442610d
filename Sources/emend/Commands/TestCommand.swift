import EmendCore
import EmendRules
import EmendService
import EmendStore

/// The tests that stand beside the rules.
enum TestCommand: Command {
    private enum Format: String, CaseIterable, Sendable { case text, ndjson }
    private static let format = Option<Format>.word(
        "--format", help: "text names what failed; ndjson gives a line per test")

    static let manual = Manual(
        name: "test", summary: "run the tests that stand beside the rules", operands: .any("PATH..."),
        about: """
            Runs the `tests:` of every rule in the files or folders named, or in those of emend.yaml. Each rule is judged
            alone, live whatever its mode, at 2026-01-01T12:00:00Z unless a test says otherwise. With --config, tests and the
            captures that they name use its accounts. Nobody is called.
            """,
        options: [SharedOptions.config, SharedOptions.rules, format] + SharedOptions.everywhere,
        examples: [
            .init("emend test rules", "all rule files in a folder"),
            .init("emend test rules/pii.yaml --format ndjson", "one file, a JSON line per test"),
        ],
        exitCodes: [
            (.fine, "all tests passed"), (.findings, "a test failed"),
            (.unusable, "wrong usage, or rules or configuration that cannot be used"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let ruleset = try Inputs.rules(arguments, paths: arguments.operands)
        // Everybody knows these keys, so a test gives the same token everywhere.
        let keys = try KeyRing.published()
        var accounts: [AccountSettings] = []
        if arguments.has(SharedOptions.config) || (arguments.operands.isEmpty && !arguments.has(SharedOptions.rules)) {
            accounts = try Inputs.configuration(arguments).accounts
        }
        let environment = RuleTestProviders(accounts: accounts).environment {
            keys.token(entity: $0, value: $1)
        }
        let results = RuleTester(ruleset, environment).run()
        for result in results {
            switch arguments[format] ?? .text {
            case .text: show(result, console)
            case .ndjson: console.print(json(result))
            }
        }
        let failed = results.count { !$0.passed }
        console.remark(
            "\(results.count) test\(results.count == 1 ? "" : "s"), \(failed == 0 ? "all passed" : "\(failed) failed")")
        return failed == 0 ? .fine : .findings
    }

    private static func show(_ result: RuleTestResult, _ console: Console) {
        let place = "\(result.location.file.onOneLine):\(result.location.line):\(result.location.column)"
        for failure in result.failures {
            console.print("\(place): \(console.style("failed", .red)): \(failure.onOneLine) [rule \(result.rule)]")
        }
    }

    private static func json(_ result: RuleTestResult) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member("rule", string: result.rule)
            writer.member("file", string: result.location.file)
            writer.member("line", int: result.location.line)
            writer.member("passed", bool: result.passed)
            writer.member("failures", array: { list in for failure in result.failures { list.string(failure) } })
        }
    }
}
