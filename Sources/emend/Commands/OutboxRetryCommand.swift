import EmendCore
import EmendService

/// Try again what waits or was refused.
enum OutboxRetryCommand: Command {
    private static let all = Flag("--all", help: "every row")

    static let manual = Manual(
        name: "outbox retry", summary: "try refused and waiting changes again", operands: .any("ID..."),
        about: """
            Refused changes get a new life: the message is read and judged anew, since it may have changed. Changes that wait for
            their next attempt are tried at once.
            A running server does it; where none runs, the command opens the store itself.
            """,
        options: [OutboxOptions.rule, OutboxOptions.account, all, SharedOptions.config] + SharedOptions.everywhere,
        examples: [
            .init("emend outbox retry 17 18", "two rows that `emend outbox list` showed"),
            .init("emend outbox retry --account helpdesk", "after its credentials were renewed"),
        ],
        exitCodes: [
            (.fine, "done, also when no row was meant"),
            (.unusable, "wrong usage, or a configuration that cannot be used"),
            (.unavailable, "the store is not there or cannot be written"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let request = try OutboxOptions.request(.outboxRetry, arguments, all: all)
        let rows = try ServerRequest(place: try Inputs.place(arguments)).rows(request)
        let count = rows.first?["rows"]?.int64 ?? 0
        console.remark("\(count) \(count == 1 ? "row" : "rows") tried again")
        return .fine
    }
}
