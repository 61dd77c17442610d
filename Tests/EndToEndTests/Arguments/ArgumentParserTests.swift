import EmendCore
import Testing

@testable import emend

struct ArgumentParserTests {
    private static let name = Option<String>.text("--name", "TEXT", help: "")
    private static let tag = Option<String>.text("--tag", "TEXT", help: "", isRepeatable: true)
    private static let count = Option<Int>.int("--count", "N", in: 1...9, help: "")
    private static let loud = Flag("--loud", help: "")
    private static let manual = Manual(
        name: "try", summary: "", operands: .init(name: "PATH...", count: 0...2), about: "",
        options: [name, tag, count, loud])

    private func parse(_ words: String...) throws(UsageError) -> Arguments {
        try ArgumentParser(manual: Self.manual).parse(words)
    }

    @Test func `takes options in any order, with or without an equals sign`() throws {
        let arguments = try parse("a", "--count=3", "--loud", "--name", "x=y", "b")
        #expect(arguments[Self.count] == 3 && arguments[Self.name] == "x=y" && arguments[Self.loud])
        #expect(arguments.operands == ["a", "b"] && arguments[Self.tag] == nil)
        #expect(try parse("--tag", "1", "--tag=2").all(Self.tag) == ["1", "2"])
    }

    @Test func `takes everything behind two dashes, and a single one, as it is`() throws {
        #expect(try parse("--", "--loud", "-h").operands == ["--loud", "-h"])
        #expect(try parse("-").operands == ["-"])
        #expect(try parse("--name", "--loud")[Self.name] == "--loud")
    }

    static let wrong: [(words: [String], error: UsageError)] = [
        (["--lod"], .unknownOption("--lod", nearest: "--loud")),
        (["-x"], .unknownOption("-x", nearest: nil)),
        (["--name"], .missingValue("--name", "TEXT")),
        (["--loud=1"], .unexpectedValue("--loud")),
        (["--count", "10"], .invalidValue(option: "--count", wanted: "a whole number from 1 to 9", found: "10")),
        (["--count", "+1"], .invalidValue(option: "--count", wanted: "a whole number from 1 to 9", found: "+1")),
        (["--name=a", "--name=b"], .repeated("--name")),
        (["a", "b", "c"], .unexpectedOperand("c")),
        ([""], .emptyOperand("PATH...")), (["a", "--", ""], .emptyOperand("PATH...")),
        (["a", "-h"], .helpRequested),
    ]

    @Test(arguments: wrong)
    func `names what it does not understand`(_ row: (words: [String], error: UsageError)) {
        #expect(throws: row.error) { try ArgumentParser(manual: Self.manual).parse(row.words) }
    }

    @Test(
        arguments: [
            ("500ms", 500), ("30s", 30_000), ("7d", 604_800_000), ("0s", 0), ("1", nil), ("1w", nil), ("-1s", nil),
            ("1.5h", nil), ("", nil), ("9223372036854775807d", nil), ("36526d", nil),
        ] as [(String, Int64?)])
    func `reads durations`(_ text: String, _ milliseconds: Int64?) {
        #expect(Duration(commandLine: text)?.wholeMilliseconds == milliseconds)
    }

    @Test func `reads moments as times, days and so long ago`() {
        let now = Timestamp(seconds: 1_767_268_800)
        let cases: [(String, String?)] = [
            ("2026-03-01T10:00:00+01:00", "2026-03-01T09:00:00.000Z"), ("2026-03-01", "2026-03-01T00:00:00.000Z"),
            ("24h", "2025-12-31T12:00:00.000Z"), ("yesterday", nil), ("2026-02-30", nil),
        ]
        for (text, expected) in cases { #expect(Moment(text)?.timestamp(now: now).rfc3339 == expected) }
    }

    @Test func `knows every command by a name of its own and gives each option one meaning`() {
        let manuals = Program.commands.map { $0.manual }
        #expect(Set(manuals.map(\.name)).count == manuals.count)
        for manual in manuals {
            #expect(Set(manual.options.map(\.name)).count == manual.options.count, "\(manual.name)")
            #expect(
                manual.options.contains { $0.name == "--color" } && manual.options.contains { $0.name == "--quiet" })
        }
    }
}
