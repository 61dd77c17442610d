import EmendCore
import EmendStore
import Testing

/// A provider that edits, repeats and reorders at random, against the real store.
struct ModelTests {
    struct World: CustomTestStringConvertible, Sendable {
        var isReadable: Bool
        var isStamped: Bool
        var testDescription: String { "\(isReadable ? "read" : "not read"), \(isStamped ? "stamped" : "not stamped")" }
    }

    static let runs = 80

    static let worlds = [
        World(isReadable: true, isStamped: true), World(isReadable: true, isStamped: false),
        World(isReadable: false, isStamped: true), World(isReadable: false, isStamped: false),
    ]
    /// Two of them become the same text when redacted.
    static let texts = ["call 0171", "call 0172", "or 44", "hello", "bye"]

    @Test(arguments: worlds) func `what was delivered to us never stays unredacted, and updates end`(
        _ world: World
    ) throws {
        let bench = try StoreBench()
        bench.isReadable = world.isReadable
        for seed in 1...Self.runs {
            var run = Run(bench: bench, world: world, seed: UInt64(seed))
            try run.play()
            try run.settle()
            let summary = "seed \(seed): \(run.log.joined(separator: " "))"
            if world.isReadable || world.isStamped {
                #expect(!run.provider.showsDigits, "\(summary)")
            }
            #expect(run.provider.updates <= 3 * (run.provider.edits + 2), "\(summary)")
            let known = try bench.reader().outbox()
            #expect(known.isEmpty, "\(summary)")
            // Without reads and without times, which of two texts came last cannot be told.
            if let edit = run.silentlyReplaced, world.isReadable || world.isStamped {
                let receipts = try bench.receipts(of: bench.messageID)
                #expect(
                    receipts.contains("overwrote") || receipts.contains("overwrote(unread)"), "edit \(edit), \(summary)"
                )
            }
            bench.messageID = ValidUTF8("m\(seed + 1)")
        }
    }

    private struct Run {
        let bench: StoreBench
        let world: World
        var random: SeededGenerator
        var provider: SimulatedProvider
        var deliveries: [SimulatedDelivery] = []
        var log: [String] = []
        /// The last edit, when our call replaced it although it had come in while the call was in flight.
        var silentlyReplaced: Int? { replaced.last { $0 == provider.edits } }
        private var replaced: [Int] = []
        private var seenEdits: Set<Int> = []

        init(bench: StoreBench, world: World, seed: UInt64) {
            (self.bench, self.world) = (bench, world)
            random = SeededGenerator(seed: seed)
            provider = SimulatedProvider(isStamped: world.isStamped, text: "call 0171")
        }

        mutating func play() throws {
            for _ in 0..<Int.random(in: 5...40, using: &random) {
                bench.now = bench.now + .milliseconds(Int.random(in: 1...400, using: &random))
                switch Int.random(in: 0..<10, using: &random) {
                case 0 where provider.edits < 4:
                    provider.edit(ModelTests.texts.randomElement(using: &random) ?? "")
                    log.append("edit(\(provider.text))")
                case 0...3: try deliverWebhook(repeating: true)
                default: try deliver()
                }
            }
        }

        /// Nobody edits any more; everything comes to its end.
        mutating func settle() throws {
            for _ in 0..<400 {
                bench.now = bench.now + .seconds(5)
                if !provider.webhooks.isEmpty {
                    try deliverWebhook(repeating: false)
                } else {
                    try deliver()
                }
                if try provider.webhooks.isEmpty && deliveries.isEmpty && bench.reader().outbox().isEmpty { return }
            }
        }

        private mutating func deliverWebhook(repeating: Bool) throws {
            guard let index = provider.webhooks.indices.randomElement(using: &random) else { return }
            let webhook = provider.webhooks[index]
            if !repeating || Int.random(in: 0..<4, using: &random) > 0 { provider.webhooks.remove(at: index) }
            if let edit = webhook.edit { seenEdits.insert(edit) }
            let verdict = try bench.commit(
                bench.message(webhook.text, id: bench.messageID, event: webhook.event, stamp: webhook.stamp)
            )[0]
            log.append("\(webhook.event)(\(webhook.text),\(webhook.stamp ?? 0))=\(verdict)")
        }

        private mutating func deliver() throws {
            if deliveries.isEmpty || Int.random(in: 0..<3, using: &random) == 0 {
                let held = Set(deliveries.map(\.item.id))
                deliveries += try bench.claim(limit: 2, held: held).map { SimulatedDelivery($0) }
            }
            guard let delivery = deliveries.randomElement(using: &random) else { return }
            try delivery.advance(bench, &provider, &random)
            log.append("\(delivery.item.isRead ? "read" : "change")\(delivery.item.id.value):\(delivery.state)")
            if delivery.isDone, let edit = delivery.replacedEdit, seenEdits.contains(edit) { replaced.append(edit) }
            if delivery.isDone { deliveries.removeAll { $0 === delivery } }
        }
    }
}
