import EmendCore
import EmendPlatform
import EmendService
import EmendStore

/// Changes that wait and changes that were refused.
enum OutboxListCommand: Command {
    private static let limit = Option<Int>.int("--limit", "N", in: 1...1_000_000_000, help: "the oldest so many")
    private static let wait = Option<Duration>.duration(
        "--wait", help: "first wait until nothing is pending; exit code 1 when that takes longer")
    private static let format = Option<RowFormat>.word(
        "--format", help: "table for people, ndjson for programs; by default what suits the output")

    static let manual = Manual(
        name: "outbox list", summary: "list pending and refused changes", operands: .any("ID..."),
        about: """
            Lists what waits to be sent or read, and what a provider refused for good, the oldest first. It looks into the
            store, beside a running server or without one.
            """,
        options: [OutboxOptions.rule, OutboxOptions.account, limit, wait, format, SharedOptions.config]
            + SharedOptions.everywhere,
        examples: [
            .init("emend outbox list --account helpdesk", "what waits for one account"),
            .init("emend outbox list --wait 60s", "in a script: go on when everything is delivered"),
        ],
        exitCodes: [
            (.fine, "done, also when nothing waits"), (.findings, "with --wait: something still waits"),
            (.unusable, "wrong usage, or a configuration that cannot be used"),
            (.unavailable, "the store is not there or cannot be read"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let selection = try OutboxOptions.selection(arguments)
        let reader = try StoreReader(try Inputs.place(arguments).store.path)
        // Who waits wants to know of every row.
        var entries = try reader.outbox(selection, limit: arguments.has(wait) ? nil : arguments[limit])
        if let patience = arguments[wait] {
            let deadline = SystemClock.uptime() + patience
            // Looking is cheap and needs no server; nothing tells a reader of the file that a row has gone.
            while entries.contains(where: isPending), SystemClock.uptime() < deadline {
                Process.pause(.milliseconds(50))
                entries = try reader.outbox(selection)
            }
        }
        let stillWaits = arguments.has(wait) && entries.contains(where: isPending)
        show(Array(entries.prefix(arguments[limit] ?? .max)), arguments, console)
        return stillWaits ? .findings : .fine
    }

    private static func isPending(_ entry: OutboxEntry) -> Bool { entry.state != .refused }

    private static func show(_ entries: [OutboxEntry], _ arguments: Arguments, _ console: Console) {
        switch arguments[format] ?? (console.isTerminal ? .table : .ndjson) {
        case .ndjson: for entry in entries { console.print(json(entry)) }
        case .table:
            var table = Table([
                "ID", "ACCOUNT", "MESSAGE", "EFFECTS", "STATE", "REASON", "FAILURES", "COMMITTED", "NOT BEFORE",
            ])
            for entry in entries {
                table.add([
                    String(entry.id.value), entry.account, (entry.messageID ?? entry.conversation)?.string ?? "",
                    entry.isRead ? "read" : entry.effects.words.joined(separator: ","), entry.state.rawValue,
                    entry.reason ?? "", String(entry.failures), entry.committedAt.rfc3339, entry.notBefore.rfc3339,
                ])
            }
            console.print(table)
        }
    }

    /// The same members as the answer of a running server.
    private static func json(_ entry: OutboxEntry) -> [UInt8] {
        JSONWriter.object { line in
            line.member("id", int: entry.id.value)
            line.member("account", string: entry.account)
            line.optionalMember("message_id", entry.messageID?.string)
            line.optionalMember("conversation_id", entry.conversation?.string)
            line.member("kind", string: entry.isRead ? "read" : "change")
            line.member("effects", array: { list in for word in entry.effects.words { list.string(word) } })
            line.member("state", string: entry.state.rawValue)
            line.optionalMember("reason", entry.reason)
            line.member("failures", int: entry.failures)
            line.member("committed_at", string: entry.committedAt.rfc3339)
            line.member("not_before", string: entry.notBefore.rfc3339)
        }
    }
}
