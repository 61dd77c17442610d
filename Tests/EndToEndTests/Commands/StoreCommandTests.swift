import EmendCore
import EmendPlatform
import TestSupport
import Testing

struct StoreCommandTests {
    private func rows(_ ended: ProgramRun.Ended) throws -> [JSONValue] {
        try ended.output.split(separator: "\n").map { try JSONDocument(parsing: Array($0.utf8)).root }
    }

    @Test func `shows what became of each message, to people and to programs`() throws {
        let served = try ServedFolder()
        let sent = try served.play()
        #expect(sent.code == 0 && sent.errors.contains("webhooks accepted"))
        let waited = try served.emend("outbox", "list", "--wait", "30s")
        #expect(waited.code == 0 && waited.output == "")

        let hits = try rows(try served.emend("hits", "--format", "ndjson"))
        let card = try #require(hits.first { $0["rule"]?.string == "card-numbers" })
        #expect(card["receipt"]?.string == "proved" && card["verdict"]?.string == "matched")
        #expect(card["actions"]?[index: 0]?.string == "redact" && card["entities"]?["credit_card"]?.int64 == 1)
        #expect(card["spans"]?[index: 0]?["entity"]?.string == "credit_card")
        #expect(card["decided_at"]?.string.flatMap { Timestamp(rfc3339: $0) } != nil)
        #expect(
            card.members.map(\.key.string) == [
                "id", "decided_at", "account", "provider", "conversation_id", "message_id", "event", "rule", "ruleset",
                "mode",
                "verdict", "actions", "entities", "spans", "fingerprints", "receipt", "receipt_reason", "settled_at",
            ])
        #expect(hits.contains { $0["mode"]?.string == "shadow" && $0["receipt"]?.string == "none" })

        let shown = try served.emend("sandbox", "show", "--sandbox", served.sandboxAddress)
        #expect(shown.code == 0 && shown.output.contains("[credit_card]") && shown.output.contains("4111"))
    }

    @Test func `answers only what was asked`() throws {
        let served = try ServedFolder()
        _ = try served.play()
        _ = try served.emend("outbox", "list", "--wait", "30s")
        let all = try rows(try served.emend("hits")).count
        let shadow = try rows(try served.emend("hits", "--mode", "shadow")).count
        #expect(all == 3 && shadow == 2)
        let cases: [(words: [String], count: Int)] = [
            (["--rule", "card-numbers"], 1), (["--entity", "email"], 2), (["--receipt", "proved"], 1),
            (["--receipt", "refused"], 0), (["--provider", "gleap"], 0), (["--account", "chat"], 3),
            (["--since", "1h"], 3), (["--until", "1h"], 0), (["--since", "2026-01-01", "--limit", "2"], 2),
            (["--verdict", "unscanned"], 0), (["--conversation", "nowhere"], 0),
        ]
        for (words, count) in cases {
            let ended = try ProgramRun.run(
                ["hits"] + words, in: served.folder.path, environment: ["SANDBOX_URL": served.sandboxAddress])
            #expect(ended.code == 0)
            #expect(try rows(ended).count == count, "hits \(words)")
        }
        #expect(
            try served.emend("hits", "--count-by", "entity").output
                == #"{"entity":"email","count":2}"# + "\n" + #"{"entity":"credit_card","count":1}"# + "\n")
        let table = try served.emend("hits", "--count-by", "rule", "--format", "table").output
        #expect(table == "RULE             COUNT\nemail-addresses  2\ncard-numbers     1\n")
        #expect(try served.emend("hits", "--since", "yesterday").code == 2)
    }

    @Test func `keeps changes back while an account is paused, and sends them afterwards`() throws {
        let served = try ServedFolder()
        #expect(try served.emend("pause", "--account", "nobody").code == 2)
        #expect(try served.emend("pause").errors == "chat paused\n")
        #expect(try served.emend("health").output.contains("paused: chat (operator)\n"))
        _ = try served.play()
        let waiting = try served.emend("outbox", "list", "--wait", "0s")
        #expect(waiting.code == 1)
        let rows = try rows(waiting)
        #expect(rows.count == 1 && rows.first?["effects"]?[index: 0]?.string == "redact")
        #expect(try served.emend("outbox", "list", "--rule", "email-addresses").output == "")
        #expect(try served.emend("outbox", "list", "--format", "table").output.hasPrefix("ID  ACCOUNT  MESSAGE"))
        #expect(try served.emend("resume", "--account", "chat").errors == "chat resumed\n")
        #expect(try served.emend("outbox", "list", "--wait", "30s").code == 0)
        #expect(try served.emend("hits", "--receipt", "proved").output.contains("card-numbers"))
    }

    @Test func `discards what waits, also when no server runs`() throws {
        let served = try ServedFolder()
        _ = try served.emend("pause", "--quiet")
        _ = try served.play()
        served.server.signal(.terminate)
        _ = try served.server.end()
        #expect(try served.emend("outbox", "discard").code == 2)
        #expect(try served.emend("outbox", "discard", "--account", "nobody").errors == "0 rows discarded\n")
        #expect(try served.emend("outbox", "discard", "--all").errors == "1 row discarded\n")
        #expect(try served.emend("outbox", "list").output == "")
        #expect(try served.emend("hits", "--receipt", "dropped").output.contains(#""receipt_reason":"discarded""#))
        #expect(try served.emend("resume").errors == "chat resumed\n")
    }

    @Test(arguments: [["hits"], ["outbox", "list"], ["outbox", "retry", "1"], ["pause"], ["health"]])
    func `says that there is no store`(_ words: [String]) throws {
        let folder = try TemporaryDirectory()
        let configuration = """
            accounts: { chat: { provider: amity, webhook: { secret: s }, credentials: { token: "${NOT_SET}" } } }

            """
        try FileSystem.write(Array(configuration.utf8), to: folder.file("emend.yaml"))
        let ended = try ProgramRun.run(words, in: folder.path)
        #expect(ended.code == 3 && ended.output == "" && !ended.errors.isEmpty)
        #expect(!FileSystem.exists(folder.file("emend.db")))
    }
}
