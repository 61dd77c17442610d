import EmendCore
import EmendPlatform
import EmendSandbox
import TestSupport
import Testing

/// The first promise: nothing acknowledged is lost, whatever happens to the process.
@Suite(.serialized) struct CrashTests {
    private static let redacted = "card [credit_card]"

    @Test func `kill -9 under load loses nothing that was acknowledged and updates nothing twice`() throws {
        let load = try LoadedServer()
        var all: Set<String> = []
        for (round, count) in [1, 60, 150].enumerated() {
            let webhooks = try load.write(200, as: "r\(round)")
            all.formUnion(webhooks.map(\.id))
            // Some updates reach the provider and never get their answer.
            load.sandbox.control("POST", "faults", ["method": "PUT", "hold": true, "count": 3])
            let answers = try load.post(
                webhooks,
                then: (
                    after: count,
                    body: {
                        #expect(load.sandbox.wait(for: SandboxCondition(held: 3)))
                        load.server.killAtOnce()
                    }
                ))
            #expect(try load.server.end().code == 128 + 9)
            load.sandbox.control("POST", "release")
            try load.restart()
            // What got no answer comes again, as every provider does it.
            let again = try load.post(webhooks.filter { answers[$0.id]?.status != 200 })
            #expect(answers.acknowledged.union(again.acknowledged).count == webhooks.count)
        }
        try load.drain()
        let messages = load.messages
        #expect(messages.count == all.count)
        // A call may be under way when the process dies; it is looked for before it is made again.
        #expect(messages.values.allSatisfy { $0.text == Self.redacted && (1...2).contains($0.updates) })
        #expect(messages.values.count { $0.updates == 2 } <= 3)
        let receipts = try load.receipts()
        #expect(receipts.count == all.count)
        #expect(receipts.values.allSatisfy { $0 == ["proved"] })
    }

    @Test func `what was acknowledged before kill -9 is redacted without being sent again`() throws {
        let load = try LoadedServer()
        let webhooks = try load.write(100, as: "m")
        // No call gets through: as many as are made at a time for one realm wait, so all changes are left to the next start.
        load.sandbox.control("POST", "faults", ["hold": "request", "count": 16])
        let answers = try load.post(webhooks, then: (after: 100, body: { load.server.killAtOnce() }))
        #expect(answers.acknowledged.count == 100)
        _ = try load.server.end()
        load.sandbox.control("POST", "release")
        #expect(load.messages.values.allSatisfy { $0.updates == 0 })
        try load.restart()
        try load.drain()
        #expect(load.messages.values.allSatisfy { $0.text == Self.redacted && $0.updates == 1 })
    }

    @Test func `SIGTERM under load ends in order, and what was acknowledged is on disk`() throws {
        let load = try LoadedServer()
        let webhooks = try load.write(300, as: "m")
        let answers = try load.post(webhooks, then: (after: 20, body: { load.server.signal(.terminate) }))
        let ended = try load.server.end()
        #expect(ended.code == 0)
        let acknowledged = answers.acknowledged
        #expect(acknowledged.count >= 20)
        // Who is turned away is told so, or finds the door closed.
        #expect(answers.values.allSatisfy { $0.status == 200 || $0.status == 503 })
        let receipts = try load.receipts()
        #expect(acknowledged.isSubset(of: receipts.keys))
        try load.restart()
        try load.drain()
        let messages = load.messages
        #expect(acknowledged.allSatisfy { messages[$0]?.text == Self.redacted && messages[$0]?.updates == 1 })
    }
}
