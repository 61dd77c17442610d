import EmendCore
import EmendService

/// Give up what waits or was refused.
enum OutboxDiscardCommand: Command {
    private static let all = Flag("--all", help: "every row, redactions too")

    static let manual = Manual(
        name: "outbox discard", summary: "drop pending and refused changes", operands: .any("ID..."),
        about: """
            The rows are taken out of the outbox and will not be sent; their receipts say `dropped(discarded)`. The messages stay
            as they are, with the text that a rule wanted hidden.
            A running server does it; where none runs, the command opens the store itself.
            """,
        options: [OutboxOptions.rule, OutboxOptions.account, all, SharedOptions.config] + SharedOptions.everywhere,
        examples: [
            .init("emend outbox discard --rule tag-for-translation", "a rule asked for too much")
        ],
        exitCodes: [
            (.fine, "done, also when no row was meant"),
            (.unusable, "wrong usage, or a configuration that cannot be used"),
            (.unavailable, "the store is not there or cannot be written"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let request = try OutboxOptions.request(.outboxDiscard, arguments, all: all)
        let rows = try ServerRequest(place: try Inputs.place(arguments)).rows(request)
        let count = rows.first?["rows"]?.int64 ?? 0
        console.remark("\(count) \(count == 1 ? "row" : "rows") discarded")
        return .fine
    }
}
