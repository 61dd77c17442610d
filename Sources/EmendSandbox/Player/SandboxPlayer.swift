package import EmendCore
import EmendHTTP

/// Plays captured conversations: puts their messages into a sandbox and posts their webhooks, signed as the provider would.
///
/// Blocks the calling thread; requests go one after the other, in the order of the lines.
package final class SandboxPlayer: Sendable {
    /// What became of one `webhook` line.
    package struct Outcome: Equatable, Sendable {
        /// `file:line`
        package let source: String
        package let account: String
        /// Messages of the line that the sandbox holds now.
        package var messageIDs: [String] = []
        /// The answer of the receiver; nil when there was none.
        package var status: Int?
        /// Why the line was not posted or not answered.
        package var failure: String?

        package var isAccepted: Bool { status.map { (200...299).contains($0) } ?? false }
    }

    private let accounts: [SandboxAccount]
    private let target: URLOrigin
    private let sandbox: URLOrigin?
    private let client: HTTPClient

    /// - Parameters:
    ///   - target: Base address of the receiver; `/hooks/ACCOUNT` is added.
    ///   - sandbox: Base address of a running sandbox; nil posts the webhooks only.
    /// - Throws: ``SandboxError`` for an address that is none; `SystemError` when the client cannot start.
    package init(accounts: [SandboxAccount], to target: String, sandbox: String? = nil) throws {
        self.accounts = accounts
        self.target = try Self.origin(target)
        self.sandbox = try sandbox.map(Self.origin)
        client = try HTTPClient()
    }

    private static func origin(_ text: String) throws -> URLOrigin {
        do throws(URLOrigin.ParseError) {
            return try URLOrigin(text)
        } catch {
            throw SandboxError(reason: "the address '\(text)' \(error.reason)")
        }
    }

    /// Plays `webhook` lines; each takes the `read` lines behind it along, whose messages are there before it is posted.
    ///
    /// - Parameter report: Called after each webhook.
    @discardableResult
    package func play(_ lines: [CaptureLine], report: (Outcome) -> Void = { _ in }) -> [Outcome] {
        var outcomes: [Outcome] = []
        for (place, line) in lines.enumerated() where line.kind == .webhook {
            let reads = lines[(place + 1)...].prefix { $0.kind != .webhook }
                .filter { $0.kind == .read && $0.account == line.account }
            var outcome = Outcome(source: line.source, account: line.account)
            do throws(SandboxError) {
                try play(line, reads: reads, &outcome)
            } catch {
                outcome.failure = error.reason
            }
            report(outcome)
            outcomes.append(outcome)
        }
        return outcomes
    }

    private func play(_ line: CaptureLine, reads: [CaptureLine], _ outcome: inout Outcome) throws(SandboxError) {
        guard let account = accounts.first(where: { $0.name == line.account }) else {
            throw SandboxError(reason: "no account '\(line.account)' is configured")
        }
        guard let standIn = StandIns.of(account.provider) else {
            throw SandboxError(reason: "the sandbox does not stand in for \(account.provider.rawValue)")
        }
        var body = line.body
        if let sandbox {
            let score = standIn.score(of: line, reads: reads)
            var stored: [JSONTree] = []
            for order in score.orders { stored += try perform(order, account: account, in: sandbox) }
            outcome.messageIDs = stored.compactMap { $0["id"]?.string }
            body = score.body(line.body, stored.compactMap { $0["message"] })
        }
        var request = standIn.signed(body, account: account)
        request.target = "/hooks/" + PercentEncoding.encode(account.name)
        outcome.status = try send(request, to: target).status
    }

    /// The sandbox's reports of the messages that the order changed.
    private func perform(
        _ order: PlayerOrder, account: SandboxAccount, in sandbox: URLOrigin
    ) throws(SandboxError) -> [JSONTree] {
        let response = try send(order.request(account: account.name), to: sandbox)
        var answer = JSONTree.null
        if let document = try? JSONDocument(parsing: response.body) { answer = JSONTree(document.root) }
        // A message that was never there need not be deleted.
        if order.method == "DELETE" { return response.status == 200 ? [answer] : [] }
        guard (200...299).contains(response.status) else {
            throw SandboxError(reason: "the sandbox refused (\(answer["error"]?.string ?? String(response.status)))")
        }
        return answer["messages"]?.elements ?? []
    }

    private func send(_ request: HTTPRequest, to origin: URLOrigin) throws(SandboxError) -> HTTPResponse {
        do throws(TransportFailure) {
            return try client.sendAndWait(OutgoingRequest(origin: origin, request: request))
        } catch {
            throw SandboxError(reason: "\(origin.text): \(error)")
        }
    }
}
