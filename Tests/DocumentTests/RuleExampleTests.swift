import EmendPlatform
import TestSupport
import Testing

/// The rules that `docs/rules.md` shows: each is checked and its tests are run, by the real program.
struct RuleExampleTests {
    /// A block that is a whole file, or a list of rules that becomes one.
    static let files: [(line: Int, text: String)] = {
        let blocks = (try? Page("docs/rules.md"))?.blocks.filter { $0.language == "yaml" } ?? []
        // Those in a folder `broken` are there to be wrong, those in `captured` need a capture; the console shows both.
        let apart = ["broken/", "captured/"]
        return blocks.filter { block in !apart.contains { block.fileName?.hasPrefix($0) == true } }.compactMap {
            block in
            if block.lines.contains("version: 1") { return (block.line, block.text) }
            guard block.lines.first?.hasPrefix("- id: ") == true else { return nil }
            let rules = block.lines.map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
            return (block.line, "version: 1\nrules:\n" + rules + "\n")
        }
    }()

    @Test(arguments: files)
    func `is right in every example`(_ file: (line: Int, text: String)) throws {
        let folder = try TemporaryDirectory()
        try FileSystem.write(Array(file.text.utf8), to: folder.file("example.yaml"))
        let check = try ProgramRun.run(["check", "--strict", "example.yaml"], in: folder.path)
        #expect(check.code == 0, "docs/rules.md:\(file.line): \(check.output)")
        let test = try ProgramRun.run(["test", "example.yaml"], in: folder.path)
        #expect(test.code == 0, "docs/rules.md:\(file.line): \(test.output)\(test.errors)")
    }

    @Test func `shows every condition, action and placeholder`() throws {
        let text = Self.files.map(\.text).joined()
        let keys = [
            "all", "any", "not", "text", "regex", "keywords", "detect", "equals", "longer_than", "except", "confidence",
            "raw", "language", "provider", "account", "conversation", "sender", "sender_name", "channel", "reply",
            "attachments", "field", "time", "between", "days", "zone", "path", "in", "exists", "redact", "with", "mask",
            "keep_first", "keep_last", "token", "of", "group", "translate", "tag", "metadata", "mark", "events", "from",
            "mode", "on_unscanned", "limits", "owner", "notes", "summary", "becomes", "clean", "hits", "after", "at",
            "event", "ruleset", "calls", "method", "url", "headers", "body",
        ]
        for key in keys { #expect(text.contains(" \(key):"), "docs/rules.md shows no `\(key)`") }
        for action in ["- flag", "- stop"] { #expect(text.contains(action)) }
        for name in ["entity", "language", "rule", "account", "provider", "date"] {
            #expect(text.contains("{\(name)}"))
        }
    }
}
