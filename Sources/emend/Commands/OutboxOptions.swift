import EmendService
import EmendStore

/// Which rows a command means; the three `outbox` commands choose alike.
enum OutboxOptions {
    static let rule = Option<String>.text("--rule", "ID", help: "only changes that this rule asked for")
    static let account = Option<String>.text("--account", "NAME", help: "only this account")

    static func ids(_ arguments: Arguments) throws(UsageError) -> [Int64] {
        var ids: [Int64] = []
        for text in arguments.operands {
            guard let id = Int64(text), id > 0 else {
                throw .invalidValue(option: "ID", wanted: "a number that `emend outbox list` shows", found: text)
            }
            ids.append(id)
        }
        return ids
    }

    static func selection(_ arguments: Arguments) throws(UsageError) -> OutboxSelection {
        let ids = try ids(arguments)
        return OutboxSelection(
            ids: ids.isEmpty ? nil : ids.map { OutboxID($0) }, account: arguments[account], rule: arguments[rule])
    }

    /// For commands that change rows: everything only when it is asked for.
    static func request(
        _ verb: ControlRequest.Verb, _ arguments: Arguments, all: Flag
    ) throws(UsageError) -> ControlRequest {
        var request = ControlRequest(verb)
        request.ids = try ids(arguments)
        request.account = arguments[account]
        request.rule = arguments[rule]
        let isNarrow = !request.ids.isEmpty || request.account != nil || request.rule != nil
        if isNarrow == arguments[all] {
            throw .contradiction(
                isNarrow ? "`--all` and a choice of rows exclude each other" : "name ids, --rule, --account, or --all")
        }
        return request
    }
}
