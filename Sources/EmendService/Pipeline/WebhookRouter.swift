import EmendCore
import EmendHTTP
import EmendPlatform
import EmendProviders

/// What the public listener serves: the webhook addresses and the health of the process.
///
/// Runs on the listener's thread: it looks at the head of a request and hands complete ones to the judging threads.
final class WebhookRouter: HTTPHandler {
    private let routes: Replaceable<[Substring: AccountRuntime]>
    private let queue: BlockingQueue<JudgingJob>
    private let health: ServiceHealth
    private let limits: ServiceLimits
    private let metrics: Metrics

    init(
        routes: Replaceable<[Substring: AccountRuntime]>, queue: BlockingQueue<JudgingJob>, health: ServiceHealth,
        limits: ServiceLimits, metrics: Metrics
    ) {
        (self.routes, self.queue, self.health) = (routes, queue, health)
        (self.limits, self.metrics) = (limits, metrics)
    }

    /// The address of each account's webhook, with the account.
    static func routes(for accounts: [AccountRuntime]) -> [Substring: AccountRuntime] {
        Dictionary(accounts.map { (Substring("/hooks/" + $0.settings.name), $0) }) { first, _ in first }
    }

    func admit(_ head: RequestHead) -> Admission {
        let path = head.path
        if let account = routes.value[path] {
            if let reason = refusal(of: head, to: account) {
                account.counters[reason].add()
                return .reject(HTTPResponse(reason))
            }
            return .accept(bodyLimit: limits.bodyBytes)
        }
        if HealthAnswers.isHealthPath(path) { return HealthAnswers.admit(head) }
        metrics.unknownAddresses.add()
        return .reject(HTTPResponse(.unknownAddress))
    }

    /// In the order of the contract: 405, 413 by the declared length, 415, 401 where the headers tell.
    private func refusal(of head: RequestHead, to account: AccountRuntime) -> RequestReason? {
        guard head.method == "POST" else { return .wrongMethod }
        if let length = head.declaredLength, length > limits.bodyBytes { return .tooLarge }
        guard ContentType.isJSON(head.headers["Content-Type"]) else { return .wrongType }
        return account.adapter.admits(head.headers) ? nil : .unauthenticated
    }

    func refused(_ refusal: HTTPRefusal) { metrics.httpRefusals.add(refusal.rawValue) }

    func tooLarge(_ head: RequestHead) -> HTTPResponse {
        routes.value[head.path]?.counters[.tooLarge].add()
        return HTTPResponse(.tooLarge)
    }

    func tooBusy(_ head: RequestHead) -> HTTPResponse {
        routes.value[head.path]?.counters[.queueFull].add()
        return HTTPResponse(.queueFull)
    }

    func handle(_ request: HTTPRequest, exchange: Exchange) {
        handle([ReceivedRequest(request: request, exchange: exchange)])
    }

    func handle(_ received: [ReceivedRequest]) {
        let (routes, now) = (routes.value, SystemClock.now())
        var jobs: [WebhookJob] = []
        jobs.reserveCapacity(received.count)
        for entry in received {
            if let account = routes[entry.request.path] {
                jobs.append(
                    WebhookJob(
                        request: entry.request, exchange: entry.exchange, account: account, receivedAt: now))
            } else {
                entry.exchange.respond(health.answer(to: entry.request))
            }
        }
        let kept = queue.tryPush(contentsOf: jobs.map { .webhook($0) })
        guard kept < jobs.count else { return }
        let reason: RequestReason = queue.isClosed ? .stopping : .queueFull
        for job in jobs[kept...] {
            job.account.counters[reason].add()
            job.exchange.respond(HTTPResponse(reason))
        }
    }
}

/// One authenticated-to-be webhook on its way to a judging thread.
struct WebhookJob: Sendable {
    let request: HTTPRequest
    let exchange: Exchange
    let account: AccountRuntime
    let receivedAt: Timestamp
    /// How often it is judged, this time included: again when another ruleset became active meanwhile.
    var attempt = 1
}

extension HTTPResponse {
    /// The answer to a request that is not taken.
    init(_ reason: RequestReason) {
        switch reason {
        case .wrongMethod: self.init(status: reason.status, headers: ["Allow": "POST"])
        case .queueFull: self.init(status: reason.status, headers: ["Retry-After": "1"])
        case .storeFailed, .stopping: self.init(status: reason.status, headers: ["Retry-After": "5"])
        default: self.init(status: reason.status)
        }
    }
}

enum ContentType {
    /// `application/json`, with any parameters; a `charset`, where there is one, is UTF-8.
    static func isJSON(_ value: String?) -> Bool {
        guard let value else { return false }
        if value == "application/json" { return true }
        let fields = value.split(separator: ";", omittingEmptySubsequences: false)
        guard let type = fields.first, isWord(type, "application/json") else { return false }
        return fields.dropFirst().allSatisfy { field in
            let sides = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, isWord(sides[0], "charset") else { return true }
            return isWord(sides[1], "utf-8") || isWord(sides[1], "\"utf-8\"") || isWord(sides[1], "utf8")
        }
    }

    private static func isWord(_ text: Substring, _ word: String) -> Bool {
        var text = text
        while let first = text.utf8.first, first == 32 || first == 9 { text = text.dropFirst() }
        while let last = text.utf8.last, last == 32 || last == 9 { text = text.dropLast() }
        return String(text).equalsIgnoringASCIICase(word)
    }
}
