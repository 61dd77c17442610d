package import EmendCore
import EmendHTTP
import EmendPlatform

/// Strict stand-ins of provider APIs on one loopback port, with the webhooks that a change sends.
///
/// Written from the providers' documentation and independent of the adapters. Holds everything in memory.
package final class Sandbox: Sendable {
    private let core: SandboxCore
    private let listener: HTTPListener
    private let host: String

    /// Serves at once.
    ///
    /// - Throws: ``SandboxError`` for an echo address that is none; else what the listener and the client throw.
    package init(_ configuration: SandboxConfiguration = SandboxConfiguration()) throws {
        core = try SandboxCore(configuration)
        host = configuration.host
        let settings = HTTPListener.Configuration(
            host: configuration.host, port: configuration.port, bodyLimitBytes: SandboxCore.bodyLimitBytes)
        listener = try HTTPListener(configuration: settings, handler: core)
    }

    deinit { stop() }

    package var port: Int { listener.port }
    /// `http://127.0.0.1:PORT`, what an account's `url` is set to.
    package var url: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// What `GET /_sandbox/state` answers.
    package var state: JSONTree { core.stateReport() }

    /// Sets or (nil) ends the echo.
    ///
    /// - Throws: ``SandboxError``.
    package func setEcho(_ url: String?) throws(SandboxError) { try core.setEcho(url) }

    /// Puts a message in, edits, releases and so on without a socket: the same as the request to `/_sandbox/…`.
    @discardableResult
    package func control(_ method: String, _ target: String, _ body: JSONTree? = nil) -> HTTPResponse {
        let request = HTTPRequest(method: method, target: "/_sandbox/" + target, body: body?.encoded() ?? [])
        return core.control(SandboxRequest(request))
    }

    /// Waits until the condition holds; false once the time has passed.
    package func wait(for condition: SandboxCondition, timeout: Duration = .seconds(20)) -> Bool {
        let met = BlockingQueue<Bool>()
        core.await(condition) { met.push(true) }
        return met.popAll(waitingUntil: SystemClock.uptime() + timeout) == [true]
    }

    /// Ends at once; kept requests get 503. May be called twice.
    package func stop() {
        core.close()
        listener.stop(grace: .zero)
    }
}

/// Why a sandbox cannot be as it was asked for: a sentence.
package struct SandboxError: Error, Equatable, Sendable, CustomStringConvertible {
    package let reason: String

    package init(reason: String) { self.reason = reason }

    package var description: String { reason }
}
