import EmendCore
import EmendHTTP
import EmendPlatform
import TestSupport
import Testing

/// A sandbox and a server in front of it, each the real program, with a configuration and a store of their own.
final class ServedFolder {
    static let rules = """
        version: 1
        defaults: { from: [visitor] }
        rules:
          - id: card-numbers
            when: { text: { detect: [credit_card] } }
            then: [redact: { with: "[{entity}]" }]
          - id: email-addresses
            mode: shadow
            when: { text: { detect: [email] } }
            then: [redact: { with: "[{entity}]" }]

        """

    let folder: TemporaryDirectory
    let server: ProgramRun
    /// `http://127.0.0.1:PORT`
    let address: String
    let sandboxAddress: String
    private let sandbox: ProgramRun

    /// - Parameters:
    ///   - account: Further keys of the account `chat`, each with its line end.
    ///   - files: Further files of the folder, by name.
    init(account: String = "", files: [String: String] = [:]) throws {
        folder = try TemporaryDirectory()
        for (name, text) in files { try FileSystem.write(Array(text.utf8), to: folder.file(name)) }
        try FileSystem.write(Array(Self.rules.utf8), to: folder.file("rules.yaml"))
        let configuration = """
            listen: 127.0.0.1:0
            rules: [rules.yaml]
            accounts:
              chat:
                provider: amity
                url: ${SANDBOX_URL}
                webhook: { secret: example-amity-secret }
                credentials: { token: example-amity-token }
                agents: [agent-03]
                \(account)

            """
        try FileSystem.write(Array(configuration.utf8), to: folder.file("emend.yaml"))
        let nowhere = ["SANDBOX_URL": "http://127.0.0.1:1"]
        sandbox = try ProgramRun(["sandbox", "--config", "emend.yaml"], in: folder.path, environment: nowhere)
        sandboxAddress = try Self.rest(of: sandbox, "sandbox listening on ")
        server = try ProgramRun(["serve"], in: folder.path, environment: ["SANDBOX_URL": sandboxAddress])
        address = try Self.rest(of: server, "listening on ")
        _ = try server.waitForLine(containing: "store at ")
    }

    /// Runs a command in the folder to its end.
    func emend(_ words: String...) throws -> ProgramRun.Ended {
        try ProgramRun.run(words, in: folder.path, environment: ["SANDBOX_URL": sandboxAddress])
    }

    /// Plays the example conversation: five messages, one with a card number and an address, one with an address.
    func play() throws -> ProgramRun.Ended {
        let captures = FilePath.directory(of: testsDirectory) + "/Examples/amity/captures/order-support.ndjson"
        return try emend("sandbox", "send", "--to", address, "--sandbox", sandboxAddress, captures)
    }

    /// Orders or asks something of the sandbox, at `/_sandbox/…`.
    func control(_ method: String, _ target: String, _ body: String = "") throws {
        let client = try HTTPClient()
        defer { client.stop() }
        let request = HTTPRequest(method: method, target: "/_sandbox/" + target, body: Array(body.utf8))
        let answer = try client.sendAndWait(
            OutgoingRequest(origin: try URLOrigin(sandboxAddress), request: request))
        #expect((200...299).contains(answer.status), "\(String(decoding: answer.body, as: UTF8.self))")
    }

    private static func rest(of run: ProgramRun, _ beginning: String) throws -> String {
        String(try run.waitForLine(containing: beginning).dropFirst(beginning.utf8.count))
    }
}
