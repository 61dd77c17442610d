import EmendCore
import EmendRules
import TestSupport
import Testing

struct InvalidRulesTests {
    /// Each file shows one kind of mistake; beside it stands exactly what is said about it.
    static let names = [
        "aliases", "broken-yaml", "detectors", "duplicate-ids", "empty", "groups", "language-under-not", "leaves",
        "no-rules", "not-supported-yet", "patterns", "redact-without-match", "tests", "texts", "time",
        "never-works", "unknown-actions",
        "unknown-keys", "wrong-types",
    ]

    @Test(arguments: names)
    func `every problem of a file is named with its place`(_ name: String) throws {
        let file = SourceFile(path: name + ".yaml", bytes: try fixture("rules/invalid/\(name).yaml"))
        let (ruleset, diagnostics) = Ruleset.compile(files: [file])
        #expect(ruleset == nil)
        let found = diagnostics.map { "\($0)\n" }.joined()
        let expected = try fixture("rules/invalid/\(name).expected")
        #expect(found == String(decoding: expected, as: UTF8.self), "\(name):\n\(found)")
    }

    @Test func `ids are unique over all files and accounts are known`() throws {
        let files = ["a", "b"].map { name in
            SourceFile(
                path: name, bytes: Array("version: 1\nrules: [{ id: x, when: { account: shop }, then: [flag] }]".utf8))
        }
        let url = try URLOrigin("https://example.org")
        let account = AccountSettings(
            name: "chop", provider: .amity, url: url, realm: "chop", rate: Rate(1, per: .seconds(1)))
        let (_, diagnostics) = Ruleset.compile(files: files, CompileEnvironment(accounts: [account]))
        #expect(
            diagnostics.map(\.description) == [
                "a:2:35: error[E110]: there is no account `shop`; did you mean `chop`?",
                "b:2:15: error[E101]: the rule id `x` is taken; the first is at a:2:15",
                "b:2:35: error[E110]: there is no account `shop`; did you mean `chop`?",
            ])
    }
}
