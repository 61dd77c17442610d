import EmendCore
import EmendStore

/// One row on its way through the steps that `docs/architecture.md` lists; each call of ``advance`` makes one of them.
final class SimulatedDelivery {
    private enum Step {
        case read, start, write, verify, done
        case compare(String, Int64?, Timestamp)
        case confirm(String, Int64?, Timestamp)
    }

    let item: OutboxItem
    private var step = Step.read
    private var readAt: Timestamp?
    /// The user's edit that our call replaced without having judged it.
    private(set) var replacedEdit: Int?

    var state: String { "\(step)" }
    var isDone: Bool { if case .done = step { true } else { false } }

    init(_ item: OutboxItem) { self.item = item }

    func advance(
        _ bench: StoreBench, _ provider: inout SimulatedProvider, _ random: inout SeededGenerator
    ) throws {
        guard let change = item.change else { return try advanceRead(bench, &provider) }
        switch step {
        case .read:
            guard bench.isReadable, change.waiting.contains(.redact) else {
                step = .start
                return
            }
            let sentAt = bench.now
            step = .compare(provider.text, provider.shownStamp, sentAt)
        case .compare(let text, let stamp, let sentAt):
            try compare(text, stamp, sentAt, change, bench)
        case .start:
            step = try bench.start(item) ? .write : .done
        case .write:
            try write(change, bench, &provider, &random)
        case .verify:
            step = .confirm(provider.text, provider.shownStamp, bench.now)
        case .confirm(let text, let stamp, let sentAt):
            try confirm(text, stamp, sentAt, change, bench)
        case .done: break
        }
    }

    private func advanceRead(_ bench: StoreBench, _ provider: inout SimulatedProvider) throws {
        switch step {
        case .read:
            readAt = bench.now
            step = .start
        case .start:
            step = .compare(provider.text, provider.shownStamp, readAt ?? bench.now)
        case .compare(let text, let stamp, let sentAt):
            try bench.commit(read: text, stamp: stamp, id: bench.messageID, answering: item.id, sentAt: sentAt)
            step = .done
        default: step = .done
        }
    }

    private func compare(
        _ text: String, _ stamp: Int64?, _ sentAt: Timestamp, _ change: PendingChange, _ bench: StoreBench
    ) throws {
        let shown = bench.version(text, id: bench.messageID)
        if shown == change.judged {
            step = .start
        } else if shown == change.planned {
            let receipt: Receipt = change.startedAt == nil ? .dropped(.superseded) : .proved
            let served = ServedText(version: shown, stamp: stamp.map { Timestamp(seconds: $0) })
            try bench.settle(item, .receipts([EffectReceipt(.redact, receipt)], served: served))
            step = .done
        } else {
            let verdict = try bench.commit(
                read: text, stamp: stamp, id: bench.messageID, answering: nil, sentAt: sentAt)
            if verdict != .new { try bench.settle(item, .retry(at: bench.now + .seconds(1), isPostponement: true)) }
            step = .done
        }
    }

    private func write(
        _ change: PendingChange, _ bench: StoreBench, _ provider: inout SimulatedProvider,
        _ random: inout SeededGenerator
    ) throws {
        let luck = Int.random(in: 0..<10, using: &random)
        if luck > 0, let text = item.newText {
            if let edit = provider.standingEdit, bench.version(provider.text, id: bench.messageID) != change.judged {
                replacedEdit = edit
            }
            provider.update(text)
        }
        if luck < 2 {
            // No answer came; the call arrived or not.
            try bench.settle(item, .retry(at: bench.now + .seconds(1), isPostponement: false))
            step = .done
        } else if bench.isReadable {
            step = .verify
        } else {
            try bench.settle(item, .accepted)
            step = .done
        }
    }

    private func confirm(
        _ text: String, _ stamp: Int64?, _ sentAt: Timestamp, _ change: PendingChange, _ bench: StoreBench
    ) throws {
        let shown = bench.version(text, id: bench.messageID)
        let served = ServedText(version: shown, stamp: stamp.map { Timestamp(seconds: $0) })
        if shown == change.planned {
            try bench.settle(item, .receipts([EffectReceipt(.redact, .proved)], served: served))
        } else {
            // The call counts as taken, then what is served is judged.
            try bench.settle(item, .receipts([EffectReceipt(.redact, .accepted)], served: nil))
            try bench.commit(read: text, stamp: stamp, id: bench.messageID, answering: nil, sentAt: sentAt)
        }
        step = .done
    }
}
