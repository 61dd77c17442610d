import EmendPlatform
import TestSupport
import Testing

struct HelpTests {
    static let wrong: [(words: [String], sentence: String)] = [
        ([], "emend: no command is named"),
        (["chek"], "emend: there is no command `chek`; did you mean `check`?"),
        (["replay", "x"], "emend: `replay` is not in this version"),
        (["check", "--strickt"], "emend check: there is no option `--strickt`; did you mean `--strict`?"),
        (["check", "--format", "xml"], "emend check: `--format` wants one of text, json, found `xml`"),
        (["check", "--config"], "emend check: `--config` wants a value: --config FILE"),
        (["check", "--strict=yes"], "emend check: `--strict` takes no value"),
        (["check", "--config", "a", "--config=b"], "emend check: `--config` is given twice"),
        (["version", "now"], "emend version: `now` is one argument too many"),
        (["outbox"], "emend: `outbox` wants one of list, retry, discard"),
        (["outbox", "lst"], "emend: there is no command `outbox lst`; did you mean `outbox list`?"),
        (["sandbox", "shw"], "emend: there is no command `sandbox shw`; did you mean `sandbox show`?"),
        (["help", "nothing"], "emend: there is no command `nothing`"),
    ]

    @Test(arguments: wrong)
    func `says what is wrong with a command line and exits with 2`(_ row: (words: [String], sentence: String)) throws {
        let ended = try ProgramRun.run(row.words)
        #expect(ended.code == 2 && ended.output == "")
        #expect(ended.errors.split(separator: "\n").first.map(String.init) == row.sentence)
    }

    @Test func `lists its commands, and tells of each what it does and how it ends`() throws {
        let overview = try ProgramRun.run(["--help"])
        #expect(overview.code == 0 && overview.errors == "")
        #expect(try ProgramRun.run(["help"]).output == overview.output)
        let commands = overview.output.split(separator: "\n").drop { $0 != "commands:" }.dropFirst()
            .prefix { $0.hasPrefix("  ") }
            .map { line in
                line.dropFirst(2).prefix(upTo: line.dropFirst(2).firstRange(of: "  ")?.lowerBound ?? line.endIndex)
            }
        #expect(commands.contains("check") && commands.contains("version"))
        for command in commands {
            let page = try ProgramRun.run(command.split(separator: " ").map(String.init) + ["--help"])
            #expect(page.code == 0 && page.errors == "")
            for part in ["usage: emend \(command)", "options:", "examples:", "exit codes:"] {
                #expect(page.output.contains(part), "`emend \(command) --help` lacks \(part)")
            }
            #expect(!page.output.split(separator: "\n").contains { $0.count > 120 })
        }
    }

    @Test func `names its libraries with their versions`() throws {
        let ended = try ProgramRun.run(["version"])
        #expect(ended.code == 0)
        for name in ["emend 0.", "pcre2 ", "cld2 ", "sqlite 3.", "libmicrohttpd ", "libcurl/"] {
            #expect(ended.output.split(separator: "\n").contains { $0.hasPrefix(name) })
        }
    }
}
