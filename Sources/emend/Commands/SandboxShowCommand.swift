import EmendCore
import EmendHTTP
import EmendPlatform
import EmendSandbox

/// The messages of a running sandbox.
enum SandboxShowCommand: Command {
    private static let format = Option<RowFormat>.word(
        "--format", help: "table shows texts before and after; ndjson gives a line per message, with all it holds")

    static let manual = Manual(
        name: "sandbox show", summary: "show the messages of a running sandbox, before and after",
        about: "Texts are printed as they are: a sandbox holds made-up conversations.",
        options: [SandboxOptions.sandbox, format] + SharedOptions.everywhere,
        examples: [.init("emend sandbox show --sandbox http://127.0.0.1:9090", "what became of each message")],
        exitCodes: [
            (.fine, "done"), (.unusable, "wrong usage"), (.unavailable, "no sandbox answers there"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        guard let address = arguments[SandboxOptions.sandbox] else { throw UsageError.missingOperand("--sandbox URL") }
        let state = try state(of: address)
        switch arguments[format] ?? .table {
        case .table: console.out.write(SandboxReport.table(state))
        case .ndjson: for message in state["messages"]?.elements ?? [] { console.print(message.encoded()) }
        }
        return .fine
    }

    private static func state(of address: String) throws -> JSONTree {
        let origin: URLOrigin
        do throws(URLOrigin.ParseError) {
            origin = try URLOrigin(address)
        } catch {
            throw UsageError.contradiction("the address of `--sandbox` \(error.reason)")
        }
        let client = try HTTPClient()
        defer { client.stop() }
        let request = HTTPRequest(method: "GET", target: "/_sandbox/state")
        do throws(TransportFailure) {
            let response = try client.sendAndWait(OutgoingRequest(origin: origin, request: request))
            if response.status == 200, let document = try? JSONDocument(parsing: response.body) {
                return JSONTree(document.root)
            }
        } catch {
            throw CommandFailure(.unavailable, "\(address): \(error)")
        }
        throw CommandFailure(.unavailable, "\(address) is no sandbox")
    }
}
