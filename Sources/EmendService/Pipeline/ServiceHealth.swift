import EmendCore
import EmendHTTP
import EmendPlatform
import Synchronization

/// Whether the service takes webhooks; any thread may ask.
package final class ServiceHealth: Sendable {
    private let isStoreWorking = Atomic(true)
    /// Uptime in nanoseconds.
    private let failedAt = Atomic<UInt64>(0)
    private let isStarted = Atomic(false)
    private let isStopping = Atomic(false)
    private let isStoreGone = Atomic(false)

    package init() {}

    package var isReady: Bool {
        isStarted.load(ordering: .relaxed) && !isStopping.load(ordering: .relaxed) && isStoreWorthATry
    }

    /// After a failure readiness comes back by itself, since only another webhook can show that the store works again.
    private var isStoreWorthATry: Bool {
        if isStoreGone.load(ordering: .relaxed) { return false }
        return isStoreWorking.load(ordering: .relaxed)
            || SystemClock.uptimeNanoseconds() &- failedAt.load(ordering: .relaxed) > 5_000_000_000
    }

    func didStart() { isStarted.store(true, ordering: .relaxed) }
    /// The file was removed or replaced: nothing but a new start helps.
    func loseStore() { isStoreGone.store(true, ordering: .relaxed) }
    func willStop() { isStopping.store(true, ordering: .relaxed) }

    /// What the last verb that writes told.
    ///
    /// - Returns: Whether that is news.
    func store(works: Bool) -> Bool {
        if !works { failedAt.store(SystemClock.uptimeNanoseconds(), ordering: .relaxed) }
        // The common case writes nothing, so that threads do not fight over the line.
        if isStoreWorking.load(ordering: .relaxed) == works { return false }
        return isStoreWorking.exchange(works, ordering: .relaxed) != works
    }

    /// The reason why the service is not ready, as a word.
    package var word: String {
        if isStopping.load(ordering: .relaxed) { return "stopping" }
        if !isStarted.load(ordering: .relaxed) { return "starting" }
        return isStoreWorthATry ? "ready" : "store_failed"
    }

    func answer(to request: HTTPRequest) -> HTTPResponse {
        let isLive = request.path == "/health/live"
        let status = isLive || isReady ? 200 : 503
        let body = JSONWriter.object { $0.member("status", string: isLive ? "live" : word) }
        return HTTPResponse(
            status: status, headers: ["Content-Type": "application/json"],
            body: request.method == "HEAD" ? [] : body)
    }
}

/// The health addresses, which both listeners serve.
enum HealthAnswers {
    static func isHealthPath(_ path: Substring) -> Bool { path == "/health/live" || path == "/health/ready" }

    static func admit(_ head: RequestHead) -> Admission {
        guard head.method == "GET" || head.method == "HEAD" else {
            return .reject(HTTPResponse(status: 405, headers: ["Allow": "GET, HEAD"]))
        }
        return .accept(bodyLimit: 0)
    }
}
