import EmendPlatform
import TestSupport
import Testing

struct SandboxCommandTests {
    static let rows: [(words: [String], errors: String)] = [
        (["sandbox", "--echo", "nonsense"], "the url must begin with http:// or https://"),
        (["sandbox", "--listen", "nonsense"], "--listen"),
        (["sandbox", "send", "--to", "nonsense", "good.ndjson"], "the address 'nonsense' must begin with"),
        (["sandbox", "send", "--to", "http://127.0.0.1:1", "bad.ndjson"], "bad.ndjson:2: 'body' is missing"),
        (["sandbox", "send", "--to", "http://127.0.0.1:1", "absent.ndjson"], "absent.ndjson: cannot be read"),
        (["sandbox", "send", "good.ndjson"], "--to URL"),
        (["sandbox", "show", "--sandbox", "nonsense"], "the address of `--sandbox` must begin with"),
    ]

    @Test(arguments: rows)
    func `refuses what it cannot use as wrong usage`(_ row: (words: [String], errors: String)) throws {
        let folder = try TemporaryDirectory()
        let line = #"{"account":"chat","body":"{}"}"# + "\n"
        let files = [
            "good.ndjson": line, "bad.ndjson": line + #"{"account":"chat"}"#,
            "emend.yaml":
                "accounts: { chat: { provider: amity, webhook: { secret: s }, credentials: { token: t } } }\n",
        ]
        for (name, text) in files { try FileSystem.write(Array(text.utf8), to: folder.file(name)) }
        let ended = try ProgramRun.run(row.words, in: folder.path)
        #expect(ended.code == 2 && ended.errors.contains(row.errors), "\(ended)")
    }
}
