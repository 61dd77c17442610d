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
}
