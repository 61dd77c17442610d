import EmendCore
import EmendHTTP
import EmendPlatform
import EmendProviders
import EmendStore

/// What was handed to the network, and when.
struct SentCall: Sendable {
    enum Kind: Sendable {
        case read(ReadTarget, page: ReadPage)
        case record
        case write(Call)
    }

    var kind: Kind
    /// Wall time.
    var at: Timestamp
    /// Uptime, for measuring.
    var started: Duration

    var label: Metrics.CallLabels.Kind {
        if case .write = kind { .write } else { .read }
    }

    var effects: [String] {
        if case .write(let call) = kind { call.effects.words } else { ["read"] }
    }
}

/// What an answer means to the delivery that waits for it, and to the realm.
struct UnderstoodAnswer: Sendable {
    let event: DeliveryEvent
    let outcome: Metrics.CallLabels.Outcome
    var advice: RetryAdvice?
}

extension SentCall {
    func understand(_ response: HTTPResponse, _ adapter: any ProviderAdapter) -> UnderstoodAnswer {
        var response = response
        response.receivedAt = SystemClock.now()
        switch kind {
        case .read(let target, let page):
            let answer = adapter.decodeRead(response, of: target, page: page)
            let event = DeliveryEvent.read(answer, sentAt: at)
            switch answer {
            case .found: return UnderstoodAnswer(event: event, outcome: .done)
            case .gone: return UnderstoodAnswer(event: event, outcome: .gone)
            case .refused(status: 401): return UnderstoodAnswer(event: event, outcome: .unauthorized)
            case .refused: return UnderstoodAnswer(event: event, outcome: .refused)
            case .retry(let advice): return UnderstoodAnswer(event: event, outcome: .retry, advice: advice)
            case .unusable, .tooLarge: return UnderstoodAnswer(event: event, outcome: .unusable)
            }
        case .record:
            let answer = adapter.decodeRecord(response)
            switch answer {
            case .found: return UnderstoodAnswer(event: .record(answer), outcome: .done)
            case .retry(let advice): return UnderstoodAnswer(event: .record(answer), outcome: .retry, advice: advice)
            case .unreadable: return UnderstoodAnswer(event: .record(answer), outcome: .refused)
            }
        case .write(let call):
            let answer = adapter.outcome(of: response, to: call)
            let event = DeliveryEvent.answered(answer, sentAt: at)
            switch answer {
            case .done: return UnderstoodAnswer(event: event, outcome: .done)
            case .retry(let advice): return UnderstoodAnswer(event: event, outcome: .retry, advice: advice)
            case .pauseAccount: return UnderstoodAnswer(event: event, outcome: .unauthorized)
            case .gone, .notFound: return UnderstoodAnswer(event: event, outcome: .gone)
            case .refused: return UnderstoodAnswer(event: event, outcome: .refused)
            }
        }
    }

    /// What it means that there is no answer, or one that is too large to be taken.
    func failed(_ reason: TransportFailure.Reason) -> UnderstoodAnswer {
        guard reason == .tooLarge else { return UnderstoodAnswer(event: .unreachable, outcome: .unreachable) }
        switch kind {
        case .read: return UnderstoodAnswer(event: .read(.tooLarge, sentAt: at), outcome: .unusable)
        case .record: return UnderstoodAnswer(event: .record(.unreadable), outcome: .unusable)
        // It has perhaps done what it was asked for; the next attempt looks.
        case .write: return UnderstoodAnswer(event: .unreachable, outcome: .unusable)
        }
    }
}
