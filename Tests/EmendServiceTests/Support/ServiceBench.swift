import EmendCore
import EmendCrypto
import EmendHTTP
import EmendPlatform
import EmendRules
import EmendService
import EmendStore
import Glibc
import Testing

/// A running service with a store of its own and a stand-in provider, both on real sockets.
final class ServiceBench {
    let provider = FakeAmity()
    let folder: TemporaryDirectory
    private(set) var service: Service
    private let providerListener: HTTPListener
    private let client: HTTPClient
    private let limits: ServiceLimits
    private let change: (inout AccountSettings) -> Void

    static let rules = """
        version: 1
        rules:
          - id: cards
            when: { text: { detect: [credit_card] } }
            then: [{ redact: { with: "[{entity}]" } }]
        """
    static let card = "card 4111 1111 1111 1111"
    static let redacted = "card [credit_card]"

    init(
        rules: String = rules, limits: ServiceLimits = ServiceLimits(),
        _ change: @escaping (inout AccountSettings) -> Void = { _ in }
    ) throws {
        folder = try TemporaryDirectory()
        (self.limits, self.change) = (limits, change)
        providerListener = try HTTPListener(configuration: .init(), handler: provider)
        client = try HTTPClient()
        service = try Self.start(in: folder.path, providerListener.port, rules, limits, change)
    }

    deinit {
        provider.release()
        service.stop(grace: .seconds(5))
        client.stop()
        providerListener.stop(grace: .zero)
    }

    /// Every line that the services of this bench have logged.
    func logLines() throws -> [String] {
        let text = String(decoding: try FileSystem.read(folder.file("log")), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    private static func start(
        in folder: String, _ port: Int, _ rules: String, _ limits: ServiceLimits,
        _ change: (inout AccountSettings) -> Void
    ) throws -> Service {
        let configuration = try configuration(in: folder, port, limits, change)
        var options = ServiceOptions()
        options.logOutput = OutputStream(descriptor: try logDescriptor(folder + "/log"), isImmediate: true)
        (options.dispatcher.retry.first, options.dispatcher.retry.longest) = (.milliseconds(5), .milliseconds(20))
        (options.dispatcher.retry.firstLate, options.dispatcher.retry.longestLate) = (
            .milliseconds(5), .milliseconds(20)
        )
        return try Service(configuration, ruleset: try ruleset(rules), options: options)
    }

    private static func configuration(
        in folder: String, _ port: Int, _ limits: ServiceLimits, _ change: (inout AccountSettings) -> Void
    ) throws -> ServiceConfiguration {
        var configuration = ServiceConfiguration(
            listen: ListenAddress(host: "127.0.0.1", port: 0), store: StoreSettings(path: folder + "/emend.db"),
            keysDirectory: folder + "/keys", accounts: [try account(port, change)])
        configuration.admin = AdminSettings(listen: ListenAddress(host: "127.0.0.1", port: 0), token: Secret("admin"))
        configuration.limits = limits
        configuration.breaker.firstPause = .milliseconds(10)
        return configuration
    }

    /// What the service was started with.
    func configuration() throws -> ServiceConfiguration {
        try Self.configuration(in: folder.path, providerListener.port, limits, change)
    }

    private static func account(
        _ port: Int, _ change: (inout AccountSettings) -> Void
    ) throws -> AccountSettings {
        var account = AccountSettings(
            name: "chat", provider: .amity, url: try URLOrigin("http://127.0.0.1:\(port)"), realm: "chat",
            rate: Rate(100, per: .seconds(5)))
        account.credentials = ["token": Secret("t")]
        account.webhookSecrets = ["secret": [Secret("s")]]
        change(&account)
        return account
    }

    func account() throws -> AccountSettings { try Self.account(providerListener.port, change) }

    static func ruleset(_ text: String) throws -> Ruleset {
        let (ruleset, diagnostics) = Ruleset.compile(files: [SourceFile(path: "rules.yaml", bytes: Array(text.utf8))])
        return try #require(ruleset, "\(diagnostics)")
    }

    /// Stops the service and starts another on the same files.
    func restart(grace: Duration = .seconds(5)) throws {
        service.stop(grace: grace)
        service = try Self.start(in: folder.path, providerListener.port, Self.rules, limits, change)
    }

    // MARK: Requests

    /// A user writes a message, and the provider's webhook of it is posted.
    @discardableResult func post(_ id: String, _ text: String, event: String = "message.didCreate") throws -> Int {
        let edit = provider.write(id, text)
        return try deliver(FakeAmity.envelope(event, id, text, edit: edit))
    }

    /// Posts a webhook body, signed.
    func deliver(_ body: [UInt8]) throws -> Int {
        try send(Self.webhook(body)).status
    }

    /// Posts all at once and gives the statuses of the answers.
    func deliverTogether(_ bodies: [[UInt8]]) throws -> [Int] {
        let answers = BlockingQueue<Int>()
        let origin = try URLOrigin("http://127.0.0.1:\(service.port)")
        for body in bodies {
            client.send(OutgoingRequest(origin: origin, request: Self.webhook(body))) { result in
                answers.push((try? result.get())?.status ?? 0)
            }
        }
        var statuses: [Int] = []
        while statuses.count < bodies.count {
            statuses += try #require(answers.popAll(waitingUntil: SystemClock.uptime() + .seconds(20)))
            try #require(!statuses.isEmpty)
        }
        return statuses
    }

    private static func webhook(_ body: [UInt8]) -> HTTPRequest {
        let signature = hmacSHA256(key: SecretBytes("s"), body).base64
        return HTTPRequest(
            method: "POST", target: "/hooks/chat",
            headers: ["Content-Type": "application/json", "x-amity-signature": signature], body: body)
    }

    /// A second server on the same files.
    func startAnother() throws -> Service {
        try Self.start(in: folder.path, providerListener.port, Self.rules, limits, change)
    }

    func send(_ request: HTTPRequest, toAdmin: Bool = false) throws -> HTTPResponse {
        let port = toAdmin ? try #require(service.adminPort) : service.port
        return try client.sendAndWait(
            OutgoingRequest(origin: try URLOrigin("http://127.0.0.1:\(port)"), request: request))
    }

    func control(_ request: ControlRequest) throws -> ControlAnswer {
        let lines = try ControlClient.send(request.line, to: folder.file("emend.db.sock"))
        return try #require(ControlAnswer(lines: lines))
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

    func resume() throws -> ControlAnswer {
        var request = ControlRequest(.resume)
        request.account = "chat"
        return try control(request)
    }

    /// `rule receipt(reason)` of each hit, oldest first.
    func hits() throws -> [String] {
        try reader().hits(HitQuery()).reversed().map { hit in
            (hit.rule ?? "-") + " " + hit.receipt + (hit.receiptReason.map { "(\($0))" } ?? "")
        }
    }

    func reader() throws -> StoreReader { try StoreReader(folder.file("emend.db")) }
}

/// Opened for appending; closed with the process, since the service's log may outlive the test that made it.
func logDescriptor(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    return descriptor
}
