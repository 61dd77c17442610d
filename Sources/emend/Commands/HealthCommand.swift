import EmendCore
import EmendPlatform
import EmendService

/// How the running server is.
enum HealthCommand: Command {
    private enum Format: String, CaseIterable, Sendable { case text, json }
    private static let format = Option<Format>.word("--format", help: "a line for each fact, or one JSON object")

    static let manual = Manual(
        name: "health", summary: "ask the running server how it is",
        about: """
            Asks the server of the configuration over the socket beside its store: whether it takes webhooks, which accounts
            are paused and why, what was refused, which rules are active and whether the last reload worked.
            """,
        options: [format, SharedOptions.config] + SharedOptions.everywhere,
        examples: [.init("emend health && echo up", "in a script or a container's health check")],
        exitCodes: [
            (.fine, "it takes webhooks"), (.unusable, "wrong usage, or a configuration that cannot be used"),
            (.unavailable, "no server runs, or it cannot take webhooks now"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let rows = try ServerRequest.rows(ofServerAt: try Inputs.controlSocket(arguments), ControlRequest(.health))
        guard let facts = rows.first else { throw CommandFailure(.unavailable, "the server's answer is empty") }
        switch arguments[format] ?? .text {
        case .json: console.print(Array(facts.rawBytes))
        case .text: lines(of: facts).forEach(console.print)
        }
        return facts["status"]?.string == "ready" ? .fine : .unavailable
    }

    private static func lines(of facts: JSONValue) -> [String] {
        facts.members.map { name, value in
            let text =
                switch value.kind {
                case .string: value.string ?? ""
                case .null: "none"
                case .array:
                    value.count == 0 ? "none" : value.elements.map { $0.string ?? "" }.joined(separator: ", ")
                case .object:
                    value.count == 0
                        ? "none"
                        : value.members.map { "\($0.key.string) (\($0.value.string ?? ""))" }.joined(separator: ", ")
                default: String(decoding: value.rawBytes, as: UTF8.self)
                }
            return name.string.replacing("_", with: " ") + ": " + text
        }
    }
}
