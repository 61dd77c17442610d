import EmendCore
import EmendHTTP
import EmendPlatform

/// Posts webhooks in the order of the changes, from a thread of its own.
final class EchoSender: Sendable {
    struct Webhook: Sendable {
        let account: String
        let event: String
        let origin: URLOrigin
        let request: HTTPRequest
    }

    private static let mostAttempts = 5
    private static let firstPause = Duration.milliseconds(100)

    private let client: HTTPClient
    private let queue = BlockingQueue<Webhook>()
    /// Nothing is ever pushed: closing it ends a pause between two attempts.
    private let end = BlockingQueue<Bool>()
    private let thread: OwnedThread

    /// - Parameter report: Called on the sender's thread, once for each webhook.
    init(report: @escaping @Sendable (DeliveryRecord) -> Void) throws {
        let client = try HTTPClient()
        self.client = client
        thread = try OwnedThread(name: "emend-echo") { [queue, end] in
            while let webhooks = queue.popAll() {
                for webhook in webhooks { report(Self.deliver(webhook, by: client, end: end)) }
            }
        }
    }

    deinit { close() }

    func send(_ webhook: Webhook) { queue.push(webhook) }

    /// Ends soon: a pause is cut short, what waits is tried once.
    func close() {
        queue.close()
        end.close()
    }

    private static func deliver(_ webhook: Webhook, by client: HTTPClient, end: BlockingQueue<Bool>) -> DeliveryRecord {
        let order = OutgoingRequest(origin: webhook.origin, request: webhook.request, timeout: .seconds(10))
        var (attempt, pause) = (1, firstPause)
        while true {
            var (status, failure): (Int?, String?) = (nil, nil)
            do throws(TransportFailure) {
                status = try client.sendAndWait(order).status
            } catch {
                failure = error.description
            }
            let isFinal = status.map { $0 < 500 && $0 != 429 } ?? false
            let isEnding =
                !isFinal && attempt < mostAttempts && end.popAll(waitingUntil: SystemClock.uptime() + pause) == nil
            if isFinal || attempt == mostAttempts || isEnding {
                return DeliveryRecord(
                    account: webhook.account, event: webhook.event, url: webhook.origin.text + webhook.request.target,
                    status: status, failure: failure, attempts: attempt, at: SystemClock.now())
            }
            (attempt, pause) = (attempt + 1, pause * 2)
        }
    }
}
