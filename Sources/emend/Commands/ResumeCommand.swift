import EmendCore
import EmendService

/// Start calls again.
enum ResumeCommand: Command {
    private static let account = Option<String>.text("--account", "NAME", help: "only this account")

    static let manual = Manual(
        name: "resume", summary: "start the calls of all accounts or of one again",
        about: """
            Also ends the pause that a provider caused by refusing an account's credentials.
            A running server does it; where none runs, the command writes to the store.
            """,
        options: [account, SharedOptions.config] + SharedOptions.everywhere,
        examples: [
            .init("emend resume", "every account"), .init("emend resume --account helpdesk", "one account"),
        ],
        exitCodes: [
            (.fine, "done"), (.unusable, "wrong usage, no such account, or a configuration that cannot be used"),
            (.unavailable, "the store is not there or cannot be written"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        var request = ControlRequest(.resume)
        request.account = arguments[account]
        for row in try ServerRequest(place: try Inputs.place(arguments)).rows(request) {
            console.remark("\(row["account"]?.string ?? "") resumed")
        }
        return .fine
    }
}
