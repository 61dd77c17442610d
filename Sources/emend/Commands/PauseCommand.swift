import EmendCore
import EmendService

/// Stop calls.
enum PauseCommand: Command {
    private static let account = Option<String>.text("--account", "NAME", help: "only this account")

    static let manual = Manual(
        name: "pause", summary: "stop the calls of all accounts or of one",
        about: """
            Calls stop at once and stay stopped over restarts until `emend resume`. Webhooks are still taken and judged; what they
            ask for waits in the outbox.
            A running server does it; where none runs, the command writes to the store.
            """,
        options: [account, SharedOptions.config] + SharedOptions.everywhere,
        examples: [
            .init("emend pause", "every account"), .init("emend pause --account helpdesk", "one account"),
        ],
        exitCodes: [
            (.fine, "done"), (.unusable, "wrong usage, no such account, or a configuration that cannot be used"),
            (.unavailable, "the store is not there or cannot be written"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        var request = ControlRequest(.pause)
        request.account = arguments[account]
        for row in try ServerRequest(place: try Inputs.place(arguments)).rows(request) {
            console.remark("\(row["account"]?.string ?? "") paused")
        }
        return .fine
    }
}
