import EmendCore
import EmendHTTP
import EmendPlatform

/// What the public listener serves: the webhook addresses and the health of the process.
///
/// Runs on the listener's thread: it looks at the head of a request and hands complete ones to the judging threads.
final class WebhookRouter: HTTPHandler {
    private let routes: Replaceable<[Substring: AccountRuntime]>
    private let queue: BlockingQueue<WebhookJob>
    private let health: ServiceHealth
    private let limits: ServiceLimits
    private let metrics: Metrics

    init(
        routes: Replaceable<[Substring: AccountRuntime]>, queue: BlockingQueue<WebhookJob>, health: ServiceHealth,
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
            if let reason = refusal(of: head) {
                account.counters[reason].add()
                return .reject(HTTPResponse(reason))
            }
            return .accept(bodyLimit: limits.bodyBytes)
        }
        if HealthAnswers.isHealthPath(path) { return HealthAnswers.admit(head) }
        metrics.unknownAddresses.add()
        return .reject(HTTPResponse(.unknownAddress))
    }

    /// In the order of the contract: 405, 413 by the declared length, 415.
    private func refusal(of head: RequestHead) -> RequestReason? {
        guard head.method == "POST" else { return .wrongMethod }
        if let length = head.declaredLength, length > limits.bodyBytes { return .tooLarge }
        return ContentType.isJSON(head.headers["Content-Type"]) ? nil : .wrongType
    }

    func tooLarge(_ head: RequestHead) -> HTTPResponse {
        routes.value[head.path]?.counters[.tooLarge].add()
        return HTTPResponse(.tooLarge)
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
        for job in jobs[queue.tryPush(contentsOf: jobs)...] {
            job.account.counters[.queueFull].add()
            job.exchange.respond(HTTPResponse(.queueFull))
        }
    }
}

/// One authenticated-to-be webhook on its way to a judging thread.
struct WebhookJob: Sendable {
    let request: HTTPRequest
    let exchange: Exchange
    let account: AccountRuntime
    let receivedAt: Timestamp
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
