import EmendCore
import EmendPlatform
import TestSupport
import Testing

struct ScanCommandTests {
    private static let rules = """
        version: 1
        rules:
          - id: cards
            when: { text: { detect: [credit_card] } }
            then: [redact: { mask: "*", keep_last: 4 }]
          - id: for-amity
            when: { all: [ { text: { keywords: [secret] } }, { provider: amity } ] }
            then: [redact: { with: "[x]" }]

        """

    private func scan(
        _ arguments: [String], _ input: String, rules: String? = nil
    ) throws -> ProgramRun.Ended {
        try scan(arguments, Array(input.utf8), rules: rules)
    }

    private func scan(_ arguments: [String], _ input: [UInt8], rules: String? = nil) throws -> ProgramRun.Ended {
        let folder = try TemporaryDirectory()
        if let rules { try FileSystem.write(Array(rules.utf8), to: folder.file("rules.yaml")) }
        let words = ["scan"] + (rules == nil ? [] : ["--rules", "rules.yaml"]) + arguments
        return try ProgramRun.run(words, input: input, in: folder.path)
    }

    @Test func `redacts each line, whatever ends it`() throws {
        let ended = try scan(["--detect", "credit_card"], "a 4111 1111 1111 1111\r\n\nlast 4111111111111111")
        #expect(ended.output == "a [credit_card]\n\nlast [credit_card]\n")
        #expect(ended.code == 0 && ended.errors == "")
        #expect(try scan([], "4111 1111 1111 1111\n", rules: Self.rules).output == "**** **** **** 1111\n")
    }

    @Test func `counts offsets in scalars of the line as it was written`() throws {
        let ended = try scan(["--detect", "credit_card", "--format", "ndjson"], "né\u{301}e 👍🏽 4111 1111 1111 1111\n")
        let line = try #require(ended.output.split(separator: "\n").first)
        let root = try JSONDocument(parsing: Array(line.utf8)).root
        let span = try #require(root["spans"]?[index: 0])
        #expect(span["start"]?.int64 == 8 && span["end"]?.int64 == 27)
        #expect(span["entity"]?.string == "credit_card" && span["rule"]?.isNull == true)
        #expect(root["text"]?.string == "né\u{301}e 👍🏽 [credit_card]")
        #expect(root["language"]?["code"]?.string == "und")
    }

    @Test func `takes rules from a pipe`() throws {
        let folder = try TemporaryDirectory()
        try FileSystem.write(Array(Self.rules.utf8), to: folder.file("rules.yaml"))
        let script = "exec \"$0\" scan --rules <(cat rules.yaml)"
        let ended = try ProgramRun.run(
            ["-c", script, try ProgramRun.path()], input: Array("4111 1111 1111 1111\n".utf8), in: folder.path,
            program: "/bin/bash")
        #expect(ended.code == 0 && ended.output == "**** **** **** 1111\n", "\(ended.errors)")
    }

    @Test func `names the rule of each span`() throws {
        let ended = try scan(["--format", "ndjson"], "4111 1111 1111 1111\n", rules: Self.rules)
        #expect(ended.output.contains(#"{"start":0,"end":19,"entity":"credit_card","rule":"cards"}"#))
    }

    @Test func `presumes a match where the input says nothing, and obeys what is said`() throws {
        #expect(try scan([], "secret\n", rules: Self.rules).output == "[x]\n")
        #expect(try scan(["--provider", "amity"], "secret\n", rules: Self.rules).output == "[x]\n")
        #expect(try scan(["--provider", "gleap"], "secret\n", rules: Self.rules).output == "secret\n")
        #expect(try scan(["--from", "system"], "secret\n", rules: Self.rules).output == "secret\n")
    }

    @Test func `replaces bytes that are not UTF-8 and says so`() throws {
        let ended = try scan(["--detect", "email"], [0xFF, 0x20] + Array("a@b.com\n".utf8))
        #expect(ended.output == "\u{FFFD} [email]\n" && ended.code == 0)
        #expect(ended.errors == "1 of 1 lines were not valid UTF-8; U+FFFD stands for what was not\n")
    }

    @Test func `reads the text of JSON lines, and stops at a line that has none`() throws {
        let arguments = ["--detect", "email", "--input", "ndjson"]
        #expect(try scan(arguments, #"{"id": 1, "text": "a@b.com\nx"}"# + "\n").output == "[email]\nx\n")
        for line in ["{}", "[1]", "{", #"{"text": 5}"#] {
            let ended = try scan(arguments, #"{"text": "fine"}"# + "\n" + line + "\n")
            #expect(ended.code == 2 && ended.output == "fine\n")
            #expect(ended.errors.hasPrefix("emend: line 2 of standard input "))
        }
    }

    @Test func `answers each line before the next one comes`() throws {
        let run = try ProgramRun(["scan", "--detect", "email"])
        for name in ["one", "two"] {
            run.write("\(name) a@b.com\n")
            #expect(try run.waitForLine(containing: name) == "\(name) [email]")
        }
        #expect(try run.end().code == 0)
    }

    @Test func `says which line is too large to be judged, and shows nothing of it`() throws {
        let ended = try scan(["--detect", "email"], String(repeating: "a", count: 17 << 20) + "\nb@c.com\n")
        #expect(ended.code == 1 && ended.output == "[unscanned]\n[email]\n")
        #expect(ended.errors == "line 1: emend could not judge it (too_large)\n")
    }

    @Test func `ends quietly when nobody reads on`() throws {
        let run = try ProgramRun(["scan", "--detect", "email"])
        run.write(String(repeating: "x\n", count: 200_000))
        _ = try run.waitForLine(containing: "x")
        run.closeOutput()
        let ended = try run.end()
        #expect(ended.code == 0 && ended.errors == "")
    }

    @Test func `refuses what it cannot judge by`() throws {
        let near = try scan(["--detect", "credit_card,emial"], "")
        #expect(near.code == 2 && near.errors.contains("there is no detector `emial`; did you mean `email`?"))
        #expect(try scan(["--detect", "email"], "", rules: Self.rules).code == 2)
        #expect(try scan(["--detect", ","], "").code == 2)
        #expect(try scan([], "").errors.contains("there is no emend.yaml in this folder"))
        let broken = try scan([], "", rules: "version: 1\nrules: [{}]\n")
        #expect(broken.code == 2 && broken.errors.contains("rules.yaml:2:"))
    }
}
