import EmendCore
import EmendPlatform
import EmendSandbox
import EmendService

/// Stand-ins of the provider APIs.
enum SandboxCommand: Command {
    private static let listen = Option<ListenAddress>(
        "--listen", "ADDRESS", help: "127.0.0.1:0 unless said otherwise; port 0 takes a free one",
        wanted: "an address and port such as 127.0.0.1:9090", read: { ListenAddress($0) })
    private static let echo = Option<String>.text(
        "--echo", "URL", help: "announce every change as the provider would, to URL/hooks/ACCOUNT")

    static let manual = Manual(
        name: "sandbox", summary: "stand-ins of the provider APIs on one loopback port",
        about: """
            Answers as the providers document it, strictly, and keeps messages in memory. With --config it knows the accounts
            of that file and asks for their credentials; set their `url` to the address it prints. Without, every provider has
            an account of its own name. `GET /_sandbox/state` shows everything, `emend sandbox show` the messages.
            """,
        options: [listen, echo, SharedOptions.config] + SharedOptions.everywhere,
        examples: [
            .init(
                "emend sandbox --config emend.yaml --listen 127.0.0.1:9090",
                "in place of the providers of a configuration")
        ],
        exitCodes: [
            (.fine, "ended by a signal"), (.unusable, "wrong usage, or a configuration that cannot be used"),
            (.unavailable, "the address is in use"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let accounts = arguments.has(SharedOptions.config) ? try Inputs.configuration(arguments).accounts : []
        // Before any thread starts, so that every signal reaches this one.
        let signals = SignalWaiter()
        let address = arguments[listen] ?? ListenAddress(host: "127.0.0.1", port: 0)
        let sandbox = try Sandbox(
            SandboxConfiguration(
                host: address.host, port: Int(address.port), accounts: accounts.map { SandboxAccount($0) },
                echo: arguments[echo]))
        console.print("sandbox listening on \(sandbox.url)")
        console.out.flush()
        while signals.wait() == .hangUp {}
        sandbox.stop()
        return .fine
    }
}

/// What the commands that speak to a sandbox share.
enum SandboxOptions {
    static let sandbox = Option<String>.text("--sandbox", "URL", help: "the address that `emend sandbox` printed")
}
