import EmendPlatform
import TestSupport
import Testing

/// `Examples/run.sh`, which `make run` runs.
struct ExampleRunTests {
    /// What visitors wrote in the captures, and no one may find on the disk. The card number alone would be found: the
    /// store keeps the rule files, whose tests have the same one.
    private static let privateTexts = [
        "paid with 4111", "card is 4111", "jane@example.com", "ana@example.es", "card 5555", "ana.silva@example.com",
        "example-visitor-token",
    ]

    @Test func `shows the main job and keeps no text`() throws {
        let folder = try TemporaryDirectory()
        let script = FilePath.directory(of: testsDirectory) + "/Examples/run.sh"
        let data = folder.file("data")
        let ended = try ProgramRun.run(
            [script, try ProgramRun.path(), data], environment: ["TMPDIR": folder.path], program: "/bin/bash")
        #expect(ended.code == 0, "\(ended.errors)")
        let parts = ended.output.split(separator: "\n\n").map(String.init)
        let messages = try #require(parts.first { $0.contains("before and after") })
        for word in ["[credit_card]", "amity", "gleap", "rocketchat"] { #expect(messages.contains(word)) }
        let hits = try #require(parts.first { $0.contains("no message text is stored") })
        for account in ["chat", "tickets", "helpdesk"] {
            let row = hits.split(separator: "\n").first { $0.hasPrefix(account) && $0.contains("card-numbers") }
            #expect(row?.contains("proved") == true)
        }
        for account in ["chat", "tickets", "helpdesk"] {
            let calls = ended.output.split(separator: "\n").filter { $0.contains(" call account=\(account) ") }
            #expect(calls.contains { $0.contains("effects=redact") && $0.contains("status=200") })
        }
        let files = try FileSystem.filesRecursively(in: data)
        #expect(files.contains("emend.db") && files.contains("serve.log"))
        for file in files where !file.hasSuffix(".out") {
            let bytes = try FileSystem.read(FilePath.join(data, file))
            for text in Self.privateTexts {
                #expect(bytes.firstRange(of: Array(text.utf8)) == nil, "\(file) holds `\(text)`")
            }
        }
    }
}
