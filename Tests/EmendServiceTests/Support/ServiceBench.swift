import EmendCore
import EmendCrypto
import EmendHTTP
import EmendPlatform
import EmendRules
import EmendService
import EmendStore
import Testing

/// A running service with a store of its own and a stand-in provider, both on real sockets.
final class ServiceBench {
    let provider = FakeAmity()
    let folder: TemporaryDirectory
    private(set) var service: Service
    private let providerListener: HTTPListener
    private let client: HTTPClient
    private let change: (inout AccountSettings) -> Void
    private var edits = 0

    static let rules = """
        version: 1
        rules:
          - id: cards
            when: { text: { detect: [credit_card] } }
            then: [{ redact: { with: "[{entity}]" } }]
        """
    static let card = "card 4111 1111 1111 1111"
    static let redacted = "card [credit_card]"

    init(rules: String = rules, _ change: @escaping (inout AccountSettings) -> Void = { _ in }) throws {
        folder = try TemporaryDirectory()
        self.change = change
        providerListener = try HTTPListener(configuration: .init(), handler: provider)
        client = try HTTPClient()
        service = try Self.start(in: folder.path, providerListener.port, rules, change)
    }

    deinit {
        provider.release()
        service.stop(grace: .seconds(5))
        client.stop()
        providerListener.stop(grace: .zero)
    }

    private static func start(
        in folder: String, _ port: Int, _ rules: String, _ change: (inout AccountSettings) -> Void
    ) throws -> Service {
        var account = AccountSettings(
            name: "chat", provider: .amity, url: try URLOrigin("http://127.0.0.1:\(port)"), realm: "chat",
            rate: Rate(100, per: .seconds(5)))
        account.credentials = ["token": Secret("t")]
        account.webhookSecrets = ["secret": [Secret("s")]]
        change(&account)
        var configuration = ServiceConfiguration(
            listen: ListenAddress(host: "127.0.0.1", port: 0), store: StoreSettings(path: folder + "/emend.db"),
            keysDirectory: folder + "/keys", accounts: [account])
        configuration.admin = AdminSettings(listen: ListenAddress(host: "127.0.0.1", port: 0), token: Secret("admin"))
        configuration.log.level = .error
        var options = ServiceOptions()
        (options.dispatcher.retry.first, options.dispatcher.retry.longest) = (.milliseconds(5), .milliseconds(20))
        return try Service(configuration, ruleset: try ruleset(rules), options: options)
    }

    static func ruleset(_ text: String) throws -> Ruleset {
        let (ruleset, diagnostics) = Ruleset.compile(files: [SourceFile(path: "rules.yaml", bytes: Array(text.utf8))])
        return try #require(ruleset, "\(diagnostics)")
    }

    /// Stops the service and starts another on the same files.
    func restart(grace: Duration = .seconds(5)) throws {
        service.stop(grace: grace)
        service = try Self.start(in: folder.path, providerListener.port, Self.rules, change)
    }

    // MARK: Requests

    /// A user writes a message, and the provider's webhook of it is posted.
    @discardableResult func post(_ id: String, _ text: String, event: String = "message.didCreate") throws -> Int {
        let edit = provider.write(id, text)
        return try deliver(FakeAmity.envelope(event, id, text, edit: edit))
    }

    /// Posts a webhook body, signed.
    func deliver(_ body: [UInt8]) throws -> Int {
        let signature = hmacSHA256(key: SecretBytes("s"), body).base64
        return try send(
            HTTPRequest(
                method: "POST", target: "/hooks/chat",
                headers: ["Content-Type": "application/json", "x-amity-signature": signature], body: body)
        ).status
    }

    func send(_ request: HTTPRequest, toAdmin: Bool = false) throws -> HTTPResponse {
        let port = toAdmin ? try #require(service.adminPort) : service.port
        return try client.sendAndWait(
            OutgoingRequest(origin: try URLOrigin("http://127.0.0.1:\(port)"), request: request))
    }

    func metrics() throws -> [String] {
        let request = HTTPRequest(method: "GET", target: "/metrics", headers: ["Authorization": "Bearer admin"])
        let text = String(decoding: try send(request, toAdmin: true).body, as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    // MARK: What came of it

    func waitUntilIdle() { #expect(service.waitUntilIdle(timeout: .seconds(20))) }

    /// Waits for a condition that the dispatcher's work brings about.
    func wait(_ condition: @escaping @Sendable () -> Bool) {
        #expect(service.wait(timeout: .seconds(20)) { _ in condition() })
    }

    /// `rule receipt(reason)` of each hit, oldest first.
    func hits() throws -> [String] {
        try reader().hits(HitQuery()).reversed().map { hit in
            (hit.rule ?? "-") + " " + hit.receipt + (hit.receiptReason.map { "(\($0))" } ?? "")
        }
    }

    func reader() throws -> StoreReader { try StoreReader(folder.file("emend.db")) }
}
