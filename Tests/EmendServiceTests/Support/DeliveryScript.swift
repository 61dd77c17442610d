import EmendCore
import EmendProviders
import EmendService
import EmendStore

/// Plays events to a delivery and writes down, as words, the steps it asked for.
struct DeliveryScript {
    private var machine: DeliveryMachine
    private var context: DeliveryContext
    private(set) var steps: [String] = []
    private(set) var notes: [DeliveryNote] = []

    init(
        _ work: OutboxItem.Work, verify: AccountSettings.Verify = .both, readability: Readability = .readable,
        clean: Bool = true, isHint: Bool = false, adapter: (any ProviderAdapter)? = nil
    ) throws {
        var item = Samples.item(work)
        item.isHint = isHint
        machine = DeliveryMachine(item)
        let account = try Samples.account(verify)
        context = DeliveryContext(
            account: account, adapter: adapter ?? AmityAdapter(account: account), readability: readability,
            version: { Samples.keys.version($0.key, $0.text) }, isClean: { _ in clean })
    }

    mutating func play(_ events: [DeliveryEvent]) {
        for event in events {
            let step = machine.next(event, in: context, notes: &notes)
            steps.append(Self.word(for: step))
        }
    }

    private static func word(for step: DeliveryStep) -> String {
        switch step {
        case .read(_, let page): page == .first ? "read" : "read \(page.limit) from \(page.skip)"
        case .readRecord: "read record"
        case .start: "start"
        case .send(let call): "send " + words(call.effects)
        case .commit(let event, _):
            "commit " + event.messages.map { $0.text[.text]?.string ?? "" }.joined(separator: "|")
        case .settle(.receipts(let receipts, let served)):
            "settle " + receipts.map { "\($0.effect.word)=\(word(for: $0.receipt))" }.joined(separator: ",")
                + (served == nil ? "" : " served")
        case .settle(let settlement): "settle \(settlement)"
        case .retry(let advice, let isUnsent):
            (advice.isLate ? "retry late" : "retry") + (isUnsent ? " unsent" : "")
        case .putBack(let isUnsent): isUnsent ? "put back unsent" : "put back"
        case .release: "release"
        }
    }

    private static func words(_ effects: [EffectKey]) -> String { effects.map(\.word).joined(separator: ",") }

    private static func word(for receipt: Receipt) -> String {
        receipt.word + (receipt.reason.map { "(\($0))" } ?? "")
    }
}

extension DeliveryEvent {
    static let begin = DeliveryEvent.begin(now: Timestamp(seconds: 20), mustRead: false)
    static let beginAndLook = DeliveryEvent.begin(now: Timestamp(seconds: 20), mustRead: true)
    static let beginTooLate = DeliveryEvent.begin(now: Timestamp(seconds: 200_000), mustRead: false)
    static let done = DeliveryEvent.answered(.done(served: nil), sentAt: Timestamp(seconds: 21))
    static let busy = answer(.retry(RetryAdvice()))
    static let busyRead = read(.retry(RetryAdvice()))
    static let settled = DeliveryEvent.settled(.settled)

    static func shows(_ text: ValidUTF8) -> DeliveryEvent {
        var event = Event()
        event.messages = [Samples.message(text)]
        return .read(.found(event, more: false), sentAt: Timestamp(seconds: 20))
    }

    static func read(_ answer: ReadAnswer) -> DeliveryEvent { .read(answer, sentAt: Timestamp(seconds: 20)) }

    static func answer(_ outcome: CallOutcome) -> DeliveryEvent { .answered(outcome, sentAt: Timestamp(seconds: 21)) }

    static func serves(_ text: ValidUTF8) -> DeliveryEvent { answer(.done(served: Samples.message(text))) }
}
