import EmendCore
import EmendCrypto
import EmendHTTP

/// What the admin listener serves: metrics for whoever has the token, health for everyone who reaches it.
final class AdminRouter: HTTPHandler {
    private let token: SecretBytes
    private let health: ServiceHealth
    /// Runs on the listener's thread; takes its numbers without waiting for anyone's work.
    private let metricsText: @Sendable () -> String

    init(token: Secret, health: ServiceHealth, metricsText: @escaping @Sendable () -> String) {
        self.token = SecretBytes(token.bytes)
        (self.health, self.metricsText) = (health, metricsText)
    }

    func admit(_ head: RequestHead) -> Admission {
        let path = head.path
        guard path == "/metrics" || HealthAnswers.isHealthPath(path) else {
            return .reject(HTTPResponse(status: 404))
        }
        if path == "/metrics" {
            guard head.method == "GET" || head.method == "HEAD" else {
                return .reject(HTTPResponse(status: 405, headers: ["Allow": "GET, HEAD"]))
            }
            guard isAuthorized(head.headers["Authorization"]) else {
                return .reject(HTTPResponse(status: 401, headers: ["WWW-Authenticate": "Bearer"]))
            }
        }
        return HealthAnswers.admit(head)
    }

    func handle(_ request: HTTPRequest, exchange: Exchange) {
        guard request.path == "/metrics" else { return exchange.respond(health.answer(to: request)) }
        let body = request.method == "HEAD" ? [] : Array(metricsText().utf8)
        exchange.respond(
            HTTPResponse(
                status: 200, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"], body: body))
    }

    private func isAuthorized(_ header: String?) -> Bool {
        let scheme = "Bearer "
        guard let header, String(header.prefix(scheme.count)).equalsIgnoringASCIICase(scheme) else { return false }
        return constantTimeEqual(Array(header.utf8.dropFirst(scheme.utf8.count)), token)
    }
}
