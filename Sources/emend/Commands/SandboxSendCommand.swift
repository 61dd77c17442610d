import EmendCore
import EmendPlatform
import EmendSandbox
import EmendService

/// Plays captured conversations.
enum SandboxSendCommand: Command {
    private static let target = Option<String>.text("--to", "URL", help: "the address that `emend serve` printed")

    static let manual = Manual(
        name: "sandbox send", summary: "play captured conversations: messages into a sandbox, webhooks to a server",
        operands: .some("CAPTURE..."),
        about: """
            Puts the messages of each captured webhook into the sandbox, then posts the webhook to the server, signed with the
            account's secret as the provider would. Without --sandbox it posts only.
            """,
        options: [target, SandboxOptions.sandbox, SharedOptions.config] + SharedOptions.everywhere,
        examples: [
            .init(
                "emend sandbox send --to http://127.0.0.1:8080 --sandbox http://127.0.0.1:9090 captures/*.ndjson",
                "a conversation from start to end")
        ],
        exitCodes: [
            (.fine, "every webhook was accepted"), (.findings, "a webhook was refused or not answered"),
            (.unusable, "wrong usage, or captures or configuration that cannot be used"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        guard let target = arguments[target] else { throw UsageError.missingOperand("--to URL") }
        let accounts = try Inputs.configuration(arguments).accounts.map { SandboxAccount($0) }
        let player = try SandboxPlayer(accounts: accounts, to: target, sandbox: arguments[SandboxOptions.sandbox])
        let outcomes = try arguments.operands.flatMap { path in
            let lines = try CaptureLine.lines(in: try FileSystem.read(path), named: path)
            return player.play(lines) { outcome in
                if !outcome.isAccepted { console.complain(sentence(about: outcome)) }
            }
        }
        let accepted = outcomes.count(where: \.isAccepted)
        console.remark("\(accepted) of \(outcomes.count) webhooks accepted")
        return accepted == outcomes.count ? .fine : .findings
    }

    private static func sentence(about outcome: SandboxPlayer.Outcome) -> String {
        let reason = outcome.failure ?? outcome.status.map { "answered \($0)" } ?? "not answered"
        return "\(outcome.source): webhook of \(outcome.account): \(reason)"
    }
}
