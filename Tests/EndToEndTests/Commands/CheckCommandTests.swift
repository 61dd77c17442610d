import EmendPlatform
import TestSupport
import Testing

struct CheckCommandTests {
    private static let good = """
        version: 1
        rules:
          - id: cards
            when: { text: { detect: [credit_card] } }
            then: [redact: { with: "[{entity}]" }]
            tests:
              - text: "4111 1111 1111 1111"
                becomes: "[credit_card]"

        """
    private static let bad = """
        version: 1
        rules:
          - id: cards
            when: { text: { regex: "(a" } }
            then: [flag]

        """

    @Test func `checks rule files without a configuration`() throws {
        let folder = try TemporaryDirectory()
        try FileSystem.write(Array(Self.good.utf8), to: folder.file("good.yaml"))
        let good = try ProgramRun.run(["check", "good.yaml"], in: folder.path)
        #expect(good.code == 0 && good.output == "" && good.errors == "no problems\n")
        try FileSystem.write(Array(Self.bad.utf8), to: folder.file("bad.yaml"))
        let bad = try ProgramRun.run(["check", "bad.yaml"], in: folder.path)
        #expect(bad.code == 1)
        #expect(bad.output.hasPrefix("bad.yaml:4:") && bad.output.contains("error[E102]"))
    }

    @Test func `shows paths below the working folder from there whatever its name`() throws {
        let folder = try TemporaryDirectory()
        let working = folder.file("jürgen")
        try FileSystem.createDirectory(working)
        try FileSystem.createDirectory(working + "/rules")
        try FileSystem.write(Array(Self.bad.utf8), to: working + "/rules/bad.yaml")
        for path in [working + "/rules", working + "/rules/bad.yaml", working] {
            let ended = try ProgramRun.run(["check", path], in: working)
            #expect(ended.output.hasPrefix("rules/bad.yaml:4:"), "\(ended.output)")
        }
    }

    @Test func `nothing in a file forges a line`() throws {
        let folder = try TemporaryDirectory()
        let rule = #"{ id: "x]\nfine.yaml:1:1: ok\e[2K", when: { text: { regexp: "\e[31m" } }, then: [flag] }"#
        try FileSystem.write(Array("version: 1\nrules: [\(rule)]\n".utf8), to: folder.file("a\u{1B}.yaml"))
        let ended = try ProgramRun.run(["check", "a\u{1B}.yaml", "--quiet"], in: folder.path)
        #expect(ended.code == 1 && !ended.output.contains("\u{1B}"))
        #expect(ended.output.split(separator: "\n").allSatisfy { $0.hasPrefix(#"a\u{1B}.yaml:2:"#) }, "\(ended.output)")
    }

    @Test func `an empty path is no folder`() throws {
        let folder = try TemporaryDirectory()
        let ended = try ProgramRun.run(["check", ""], in: folder.path)
        #expect(ended.code == 2 && ended.errors.hasPrefix("emend check: PATH... is empty"))
    }

    @Test func `tells problems as JSON for programs`() throws {
        let folder = try TemporaryDirectory()
        try FileSystem.write(Array(Self.bad.utf8), to: folder.file("bad.yaml"))
        let ended = try ProgramRun.run(["check", "bad.yaml", "--format", "json", "--quiet"], in: folder.path)
        #expect(ended.code == 1 && ended.errors == "")
        #expect(ended.output.hasPrefix(#"{"errors":1,"#))
        #expect(ended.output.contains(#""id":"E102","severity":"error","file":"bad.yaml","line":4,"#))
    }

    @Test func `checks the configuration in the folder together with its rules`() throws {
        let folder = try TemporaryDirectory()
        try FileSystem.write(Array(Self.bad.utf8), to: folder.file("bad.yaml"))
        let configuration = """
            rules: [bad.yaml]
            accounts:
              chat: { provider: amity, credentials: { token: "${TOKEN}" } }

            """
        try FileSystem.write(Array(configuration.utf8), to: folder.file("emend.yaml"))
        let ended = try ProgramRun.run(["check"], in: folder.path, environment: ["TOKEN": "t"])
        #expect(ended.code == 1)
        #expect(ended.output.contains("emend.yaml:3:") && ended.output.contains("error[E202]"))
        #expect(ended.output.contains("bad.yaml:4:") && ended.output.contains("error[E102]"))
    }

    @Test func `asks for something to check`() throws {
        let folder = try TemporaryDirectory()
        let nothing = try ProgramRun.run(["check"], in: folder.path)
        #expect(nothing.code == 2 && nothing.errors.contains("--config"))
        let absent = try ProgramRun.run(["check", "absent.yaml"], in: folder.path)
        #expect(absent.code == 1 && absent.output.contains("absent.yaml:1:1: error[E001]"))
    }
}
