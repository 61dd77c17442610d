import EmendCore
import EmendRules
import TestSupport
import Testing

struct ShippedRulesTests {
    static let names = ["contact", "credentials", "delivery", "payment", "translation"]

    static func load(
        _ edit: (String) -> String = { $0 }
    ) throws -> (ruleset: Ruleset, diagnostics: [Diagnostic]) {
        let files = try names.map { name in
            let text = String(decoding: try fixture("../../rules/\(name).yaml"), as: UTF8.self)
            return SourceFile(path: "rules/\(name).yaml", bytes: Array(edit(text).utf8))
        }
        let (ruleset, diagnostics) = Ruleset.compile(files: files)
        return (try #require(ruleset, "\(diagnostics)"), diagnostics)
    }

    @Test func `no shipped rule has a problem`() throws {
        let (ruleset, diagnostics) = try Self.load()
        #expect(diagnostics == [])
        let found = ruleset.check(CompileEnvironment(), scratch: JudgingScratch())
        #expect(found == [], "\(found.map(\.description))")
    }

    @Test func `every test beside a shipped rule passes`() throws {
        let (ruleset, _) = try Self.load()
        let results = RuleTester(ruleset, TestEnvironment { _, _ in "kqzvmwpa" }).run()
        #expect(results.count >= 30)
        let failed = results.filter { !$0.passed }
        #expect(failed == [], "\(failed.map { "\($0.rule): \($0.failures)" })")
    }

    /// Pieces that rules look for, and pieces that touch them in awkward ways.
    static let pieces = [
        "4111 1111 1111 1111", "4111-1111-1111-1111", "378282246310005", "DE89 3704 0044 0532 0130 00",
        "ann@example.org", "+1 415 555 2671", "536-90-4399", "password: ", "hunter2", "cvv 123", "CVV: ", " ", "\n",
        "x", "７", "[", "]", "[credit_card]", "AKIAEXAMPLEEXAMPLE22", "e\u{301}", "\u{200B}", ".", ",",
        "https://a.example/",
        "-----BEGIN PRIVATE KEY-----", "ключ", "1", "-",
    ]

    @Test(arguments: 0..<8)
    func `judging a redacted text again changes nothing`(_ seed: Int) throws {
        let live = try Self.load { $0.replacing("mode: shadow", with: "mode: live") }.ruleset
        let scratch = JudgingScratch()
        let context = JudgingContext(now: .noon) { _, _ in "kqzvmwpa" }
        var random = SeededGenerator(seed: UInt64(seed))
        var changed = 0
        for _ in 0..<250 {
            let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                Self.pieces.randomElement(using: &random) ?? ""
            }.joined()
            let once = live.judge(message(text), context, scratch: scratch)
            guard let first = once.change?.text.first?.newText else { continue }
            changed += 1
            let again = live.judge(message(first.string), context, scratch: scratch)
            #expect(again.change?.text.first?.newText.string == nil, "\(text) -> \(first.string)")
        }
        #expect(changed > 50)
    }

    private func message(_ text: String) -> Message {
        Message(
            account: "a", provider: .amity, key: MessageKey(realm: "a", id: "1"),
            text: TextView(text: ValidUTF8(text)), sender: Sender(.visitor, isCertain: true), arrival: .webhook)
    }
}

extension String {
    /// Every occurrence.
    fileprivate func replacing(_ word: String, with other: String) -> String {
        var rest = self[...]
        var result = ""
        while let start = rest.indices.first(where: { rest[$0...].hasPrefix(word) }) {
            result += rest[..<start] + other
            rest = rest[rest.index(start, offsetBy: word.count)...]
        }
        return result + rest
    }
}
