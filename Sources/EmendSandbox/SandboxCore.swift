import EmendCore
import EmendHTTP
import EmendPlatform
import Synchronization

/// The sandbox behind its socket: takes requests to the APIs and to `/_sandbox`.
final class SandboxCore: HTTPHandler {
    static let bodyLimitBytes = 16 << 20

    /// A request or an answer that waits for `release`.
    enum Held {
        case answer(HTTPResponse, Exchange)
        case request(SandboxRequest, any StandIn.Type, HTTPResponse?, Exchange)
    }
    struct Waiter {
        let condition: SandboxCondition
        let done: @Sendable () -> Void
    }
    /// What is behind the lock.
    struct Shared {
        var state: SandboxState
        var echo: EchoTarget?
        var held: [Held] = []
        var waiters: [Waiter] = []
    }

    let accounts: [SandboxAccount]
    private let keepsRateLimits: Bool
    private let clock: @Sendable () -> Timestamp
    private let shared: Locked<Shared>
    private let sender: EchoSender

    init(_ configuration: SandboxConfiguration) throws {
        accounts = configuration.effectiveAccounts
        keepsRateLimits = configuration.keepsRateLimits
        clock = configuration.clock
        let echo = try Self.target(configuration.echo, accounts: accounts)
        let state = SandboxState(now: configuration.clock(), sendsLatestComment: configuration.sendsLatestComment)
        shared = Locked(Shared(state: state, echo: echo))
        let reports = ReportBox()
        sender = try EchoSender { reports.core?.record($0) }
        reports.set(self)
    }

    func close() {
        sender.close()
        shared.withLock { $0.held = [] }
    }

    func setEcho(_ url: String?) throws(SandboxError) {
        let target = try Self.target(url, accounts: accounts)
        shared.withLock { $0.echo = target }
    }

    private static func target(_ url: String?, accounts: [SandboxAccount]) throws(SandboxError) -> EchoTarget? {
        guard let url else { return nil }
        do throws(FormError) { return try EchoTarget(url, accounts: accounts) } catch {
            throw SandboxError(reason: error.reason)
        }
    }

    // MARK: Requests

    func admit(_ head: RequestHead) -> Admission { .accept(bodyLimit: Self.bodyLimitBytes) }

    func handle(_ request: HTTPRequest, exchange: Exchange) {
        let request = SandboxRequest(request)
        let first = request.raw.path.dropFirst().prefix { $0 != "/" }
        if first == "_sandbox" {
            if request.segments == ["_sandbox", "wait"] { return awaitCondition(request, exchange) }
            exchange.respond(control(request))
        } else if let standIn = StandIns.all.first(where: { $0.claims(request.segments ?? [String(first)]) }) {
            call(request, of: standIn, exchange)
        } else {
            exchange.respond(
                HTTPResponse(status: 404, text: "No provider that the sandbox stands in for has this path.\n"))
        }
    }

    /// Changes the state at the present time, sends the webhooks that follow from it and wakes who waits for it.
    func change<Result: Sendable>(_ body: (inout Shared) -> Result) -> Result {
        let (result, done) = shared.withLock { shared in
            shared.state.now = max(clock(), shared.state.now)
            let result = body(&shared)
            shared.state.heldCount = shared.held.count
            announce(&shared)
            return (result, Self.takeMet(&shared))
        }
        for waiter in done { waiter.done() }
        return result
    }

    private static func takeMet(_ shared: inout Shared) -> [Waiter] {
        guard !shared.waiters.isEmpty else { return [] }
        let met = shared.waiters.filter { $0.condition.isMet(by: shared.state) }
        shared.waiters.removeAll { $0.condition.isMet(by: shared.state) }
        return met
    }

    private func announce(_ shared: inout Shared) {
        let changes = shared.state.takeChanges()
        guard let echo = shared.echo else { return }
        for change in changes {
            guard let account = accounts.first(where: { $0.name == change.account }),
                let path = echo.path(for: account.name), let standIn = StandIns.of(account.provider),
                var request = standIn.webhook(for: change, account: account, state: shared.state)
            else { continue }
            request.target = path
            let root = (try? JSONDocument(parsing: request.body))?.root
            let event = (root?["event"] ?? root?["type"])?.string ?? ""
            sender.send(.init(account: account.name, event: event, origin: echo.origin, request: request))
        }
    }

    private func record(_ delivery: DeliveryRecord) { change { $0.state.record(delivery) } }

    func snapshot() -> (SandboxState, echo: String?, held: Int) {
        shared.withLock { ($0.state, $0.echo?.text, $0.held.count) }
    }

    // MARK: Waiting

    func await(_ condition: SandboxCondition, done: @escaping @Sendable () -> Void) {
        change { $0.waiters.append(Waiter(condition: condition, done: done)) }
    }

    private func awaitCondition(_ request: SandboxRequest, _ exchange: Exchange) {
        guard let condition = SandboxCondition(request.query) else {
            let known = "calls, held, updates, messages and deliveries, each with a number"
            exchange.respond(Self.refusal(400, "unknown condition; known are \(known)"))
            return
        }
        self.await(condition) { [weak self] in
            exchange.respond(HTTPResponse(status: 200, json: self?.stateReport() ?? nil))
        }
    }
}

/// Lets the sender's thread find the core without keeping it alive.
private final class ReportBox: Sendable {
    private struct Weak: Sendable { weak var core: SandboxCore? }
    private let box = Mutex(Weak())

    var core: SandboxCore? { box.withLock { $0.core } }
    func set(_ core: SandboxCore) { box.withLock { $0.core = core } }
}

/// Calls of the APIs.
extension SandboxCore {
    private func call(_ request: SandboxRequest, of standIn: any StandIn.Type, _ exchange: Exchange) {
        let response: HTTPResponse? = change { shared in
            let place = shared.state.faults.firstIndex { $0.concerns(request.method, of: standIn.provider) }
            guard let place else { return perform(request, of: standIn, &shared.state) }
            var fault = shared.state.faults[place]
            fault.remaining -= 1
            if fault.remaining > 0 { shared.state.faults[place] = fault } else { shared.state.faults.remove(at: place) }
            if fault.hold == .request {
                shared.held.append(.request(request, standIn, fault.response, exchange))
                return nil
            }
            let response = perform(
                request, of: standIn, &shared.state, instead: fault.response, applies: fault.appliesCall,
                isHeld: fault.hold == .answer)
            guard fault.hold == .answer else { return response }
            shared.held.append(.answer(response, exchange))
            return nil
        }
        if let response { exchange.respond(response) }
    }

    /// Answers one call and writes it down.
    ///
    /// - Parameters:
    ///   - instead: A fault's answer.
    ///   - applies: Whether the call has its effect although a fault answers.
    private func perform(
        _ request: SandboxRequest, of standIn: any StandIn.Type, _ state: inout SandboxState,
        instead: HTTPResponse? = nil, applies: Bool = false, isHeld: Bool = false
    ) -> HTTPResponse {
        let own = accounts.filter { $0.provider == standIn.provider }
        var name: String?
        var answer: StandInAnswer
        switch standIn.account(for: request, among: own) {
        case .refused(let refusal): answer = StandInAnswer(refusal)
        case .found(let account):
            name = account.name
            if instead != nil && !applies {
                answer = StandInAnswer(HTTPResponse(status: 0))
            } else if keepsRateLimits
                && !state.windows[account.name + standIn.rateBucket(of: request), default: RateWindow()].admits(
                    at: state.now, standIn.rate)
            {
                answer = StandInAnswer(standIn.rateRefusal)
            } else {
                answer = standIn.answer(request, account: account, state: &state)
            }
        }
        if let instead { answer.response = instead }
        state.record(
            CallRecord(
                provider: standIn.provider, account: name, method: request.method, target: request.raw.target,
                headers: request.raw.headers, body: request.raw.body, status: answer.response.status, at: state.now,
                routingKeys: answer.routingKeys, isFault: instead != nil, isHeld: isHeld))
        return answer.response
    }

    /// Lets go of what is held, in the order it came.
    func release(_ count: Int) -> Int {
        let answers: [(Exchange, HTTPResponse)] = change { shared in
            let released = shared.held.prefix(count)
            shared.held.removeFirst(released.count)
            return released.map { held in
                switch held {
                case .answer(let response, let exchange): (exchange, response)
                case .request(let request, let standIn, let response, let exchange):
                    (exchange, perform(request, of: standIn, &shared.state, instead: response, isHeld: true))
                }
            }
        }
        HTTPListener.respond(answers)
        return answers.count
    }
}
