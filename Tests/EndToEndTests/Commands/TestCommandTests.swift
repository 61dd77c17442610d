import EmendPlatform
import TestSupport
import Testing

struct TestCommandTests {
    private static let rules = """
        version: 1
        rules:
          - id: cards
            when: { text: { detect: [credit_card] } }
            then: [redact: { with: "[{entity}]" }]
            tests:
              - text: "4111 1111 1111 1111"
                becomes: "[card]"
              - text: "4111 1111 1111 1112"
                clean: true

        """

    private func test(_ arguments: [String], _ rules: String) throws -> ProgramRun.Ended {
        let folder = try TemporaryDirectory()
        try FileSystem.write(Array(rules.utf8), to: folder.file("rules.yaml"))
        return try ProgramRun.run(["test"] + arguments, in: folder.path)
    }

    @Test func `shows what a failing test expected and what it got`() throws {
        let ended = try test(["rules.yaml"], Self.rules)
        #expect(ended.code == 1 && ended.errors == "2 tests, 1 failed\n")
        let lines = ended.output.split(separator: "\n")
        #expect(lines.count == 1 && lines.first?.hasPrefix("rules.yaml:7:") == true)
        for part in ["failed: ", "\"[card]\"", "\"[credit_card]\"", "[rule cards]"] {
            #expect(ended.output.contains(part))
        }
    }

    @Test func `gives programs a line for each test`() throws {
        let ended = try test(["--rules", ".", "--format", "ndjson", "--quiet"], Self.rules)
        let lines = ended.output.split(separator: "\n")
        #expect(ended.code == 1 && ended.errors == "" && lines.count == 2)
        #expect(lines.first?.contains(#""passed":false"#) == true && lines.last?.contains(#""passed":true"#) == true)
    }

    @Test func `is content when all tests pass, and refuses rules that do not compile`() throws {
        let passing = Self.rules.replacing("[card]", with: "[credit_card]")
        let passed = try test(["."], passing)
        #expect(passed.code == 0 && passed.output == "" && passed.errors == "2 tests, all passed\n")
        let broken = try test(["rules.yaml"], "rules: []\n")
        #expect(broken.code == 2 && broken.errors.contains("rules.yaml:1:1: error[E006]"))
    }

    private static let calls = """
        version: 1
        rules:
          - id: cards
            when: { text: { detect: [credit_card] } }
            then: [{ redact: { with: "[{entity}]" } }, { tag: [pii] }]
            tests:
              - text: "4111 1111 1111 1111"
                calls:
                  - method: PUT
                    url: https://apix.us.amity.co/api/v3/messages/test
                    headers: { authorization: "Bearer ***" }
                    body: { data: { text: "[credit_card]" }, tags: [pii] }
              - text: "4111 1111 1111 1111"
                provider: gleap
                calls:
                  - path: /v3/messages/test
                    headers: { authorization: "Bearer ***", project: "***" }
                    body:
                      data:
                        content:
                          type: doc
                          content: [{ type: paragraph, content: [{ type: text, text: "[credit_card]" }] }]
                  - path: /v3/tickets/ticket-of-test
                    body: { tags: [pii] }
              - capture: captures/chat.ndjson:2
                becomes: "my card is [credit_card]"
                calls:
                  - path: /api/v3/messages/m1
                    body: { data: { text: "my card is [credit_card]" }, tags: [vip, pii] }
              - capture: captures/chat.ndjson:3
                provider: gleap
                becomes: "[credit_card]"
                calls:
                  - path: /v3/messages/g2
                    body: { data: { content: "[credit_card]" } }
                  - path: /v3/tickets/t1
                    body: { tags: [billing, pii] }

        """
    /// A blank line, an Amity message with a tag, and a Gleap hint with the reads that follow from it.
    private static let capture = #"""

        {"account": "chat", "body": "{\"event\":\"message.didCreate\",\"data\":{\"messages\":[{\"messageId\":\"m1\",\"type\":\"text\",\"tags\":[\"vip\"],\"data\":{\"text\":\"my card is 4111 1111 1111 1111\"}}]}}"}
        {"account": "tickets", "body": "{\"event\":\"ticket.created\",\"projectId\":\"p1\",\"data\":{\"_id\":\"t1\",\"title\":\"pay\"}}"}
        {"kind": "read", "account": "tickets", "path": "/v3/messages?ticket=t1", "status": 200, "body": "[{\"_id\":\"g1\",\"ticket\":\"t1\",\"createdAt\":\"2026-01-01T10:00:00Z\",\"data\":{\"content\":\"hello\"}},{\"_id\":\"g2\",\"ticket\":\"t1\",\"createdAt\":\"2026-01-01T11:00:00Z\",\"data\":{\"content\":\"4111 1111 1111 1111\"}}]"}
        {"kind": "read", "account": "tickets", "path": "/v3/tickets/t1", "status": 200, "body": "{\"_id\":\"t1\",\"tags\":[\"billing\"]}"}

        """#

    private func testWithCapture(
        _ rules: String, _ arguments: [String] = ["rules"], configuration: String? = nil
    ) throws -> ProgramRun.Ended {
        let folder = try TemporaryDirectory()
        try FileSystem.createDirectory(folder.file("rules"))
        try FileSystem.createDirectory(folder.file("rules/captures"))
        try FileSystem.write(Array(rules.utf8), to: folder.file("rules/rules.yaml"))
        try FileSystem.write(Array(Self.capture.utf8), to: folder.file("rules/captures/chat.ndjson"))
        if let configuration {
            try FileSystem.write(Array(configuration.utf8), to: folder.file("emend.yaml"))
        }
        return try ProgramRun.run(["test"] + arguments, in: folder.path)
    }

    @Test func `knows the calls of texts and of captured events`() throws {
        let ended = try testWithCapture(Self.calls)
        #expect(ended.code == 0 && ended.output == "", "\(ended.output)\(ended.errors)")
    }

    @Test func `takes the account that a capture or a test names from the configuration`() throws {
        let configuration = """
            accounts:
              chat: { provider: amity, url: "https://chat.example", webhook: { secret: s }, credentials: { token: hidden } }

            """
        let rules = Self.calls.replacing(
            "- path: /api/v3/messages/m1", with: "- url: https://chat.example/api/v3/messages/m1")
        let ended = try testWithCapture(rules, configuration: configuration)
        #expect(ended.code == 1 && ended.output.contains("expects url https://chat.example/"))
        let known = try testWithCapture(rules, ["rules", "--config", "emend.yaml"], configuration: configuration)
        #expect(known.code == 0, "\(known.output)\(known.errors)")
    }

    static let failures: [(test: String, failure: String)] = [
        ("{ capture: 'nowhere.ndjson:1', clean: true }", "the capture `nowhere.ndjson` cannot be read (No such file"),
        ("{ capture: 'rules.yaml:1', clean: true }", "not a capture line"),
        ("{ capture: 'captures/chat.ndjson:1', clean: true }", "there is nothing in line 1 of the capture"),
        ("{ capture: 'captures/chat.ndjson:9', clean: true }", "there is nothing in line 9 of the capture"),
        ("{ capture: 'captures/chat.ndjson:4', clean: true }", "is no webhook (kind read)"),
        ("{ capture: 'captures/chat.ndjson:3', clean: true }", "holds no message (ignored: unknown_event)"),
        (
            "{ capture: 'captures/chat.ndjson:2', provider: quickblox, clean: true }",
            "provider quickblox is not supported"
        ),
        ("{ text: '4111 1111 1111 1111', calls: [] }", "`calls` expects 0, found 1: PUT /api/v3/messages/test"),
    ]

    @Test(arguments: failures)
    func `says what keeps a test from being run`(_ row: (test: String, failure: String)) throws {
        let rules = """
            version: 1
            rules:
              - id: cards
                when: { text: { detect: [credit_card] } }
                then: [{ redact: {} }]
                tests: [\(row.test)]

            """
        let ended = try testWithCapture(rules)
        #expect(ended.code == 1 && ended.output.contains(row.failure), "\(ended.output)\(ended.errors)")
    }
}
