import EmendCore
import EmendPlatform
import EmendStore

/// Durable commits per second without HTTP: so many threads hand in one message each and wait for the commit.
@main struct StoreBenchmark {
    static func main() throws {
        for (name, kind) in [("clean", Kind.clean), ("matched, observed", .observed), ("redacted", .redacted)] {
            for batch in [1, 16, 64, 256] {
                let perSecond = try run(kind, batch: batch, total: kind == .redacted ? 20_000 : 60_000)
                print("\(name), \(batch) at a time: \(Int(perSecond)) messages/s")
            }
        }
    }

    enum Kind { case clean, observed, redacted }

    private static func run(_ kind: Kind, batch: Int, total: Int) throws -> Double {
        let folder = try TemporaryDirectory()
        let store = try SQLiteStore(StoreOptions(path: folder.file("emend.db"), keysDirectory: folder.file("keys")))
        defer { store.close() }
        let now = SystemClock.now()
        let generation = try store.wait {
            store.activate(digest: "d", source: [], disabled: [], at: now, completion: $0)
        }
        let count = batch == 1 ? total / 8 : total
        let events = (0..<count).map { event(kind, number: $0, store.keys, generation, now) }
        let answers = BlockingQueue<Bool>()
        let start = SystemClock.uptime()
        var next = 0
        var done = 0
        while done < count {
            while next < count, next - done < batch {
                store.commit(events[next]) { answers.push((try? $0.get()) != nil) }
                next += 1
            }
            done += answers.popAll()?.count ?? 0
        }
        let seconds = SystemClock.uptime() - start
        return Double(count) / (Double(seconds.components.attoseconds) / 1e18 + Double(seconds.components.seconds))
    }

    private static func event(
        _ kind: Kind, number: Int, _ keys: KeyRing, _ generation: RulesetGeneration, _ now: Timestamp
    ) -> EventCommit {
        let key = MessageKey(realm: "realm", id: ValidUTF8("65f0c0ffee\(number &* 7919 % 1_000_003)"))
        let text = TextView(text: "my card is 4111 1111 1111 1111, thank you")
        var change = Change()
        if kind != .clean {
            change.text = [PartEdit(part: .text, replacements: [], newText: "my card is [credit_card], thank you")]
        }
        let outcomes =
            kind == .clean
            ? []
            : [
                RuleOutcome(
                    rule: "card-numbers", mode: .live, result: .matched, actions: ["redact"],
                    spans: [TextSpan(11..<30, "credit_card")], effects: [.redact])
            ]
        var message = JudgedMessage(
            key: key, arrival: .webhook, version: keys.version(key, text), planned: keys.version(key, planned: change),
            decision: Decision(
                outcomes.isEmpty ? .clean : .matched, outcomes: outcomes, change: change.isEmpty ? nil : change),
            isReadable: true, isLive: kind == .redacted, expiresAt: now + .seconds(86_400))
        message.event = .created
        message.address = MessageAddress(room: "room-1")
        var event = EventCommit(
            account: "helpdesk", provider: .rocketchat, realm: "realm", generation: generation, at: now)
        event.messages = [message]
        return event
    }
}
