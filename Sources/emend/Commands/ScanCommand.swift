import EmendCore
import EmendMatching
import EmendPlatform
import EmendRules
import EmendStore

/// Text lines on standard input; redacted text, or spans.
enum ScanCommand: Command {
    enum Format: String, CaseIterable, Sendable { case text, ndjson }
    enum Input: String, CaseIterable, Sendable { case text, ndjson }

    private static let detect = Option<String>.text(
        "--detect", "NAMES", help: "detectors instead of rules, separated by commas: credit_card,email",
        isRepeatable: true)
    private static let format = Option<Format>.word(
        "--format", help: "text is each line redacted; ndjson gives its spans, language and redacted text")
    private static let input = Option<Input>.word(
        "--input", help: "ndjson reads the `text` of one JSON object per line")
    private static let provider = Option<Provider>.word("--provider", help: "judge as if the lines came from there")
    private static let from = Option<SenderKind>.word("--from", help: "judge as if such a sender had written them")
    private static let at = Option<Timestamp>.time("--at", help: "judge as if they had been written then")

    static let manual = Manual(
        name: "scan", summary: "judge lines of text: redacted text, or what was found and where",
        about: """
            Reads lines from standard input and judges each by the rules, or by detectors alone with --detect, which needs no
            configuration. Lines end with LF or CRLF; the last needs no end. Bytes that are not UTF-8 count as U+FFFD, and a
            remark says so. Offsets count Unicode scalars of the line, the end exclusive.

            What the input does not say (sender, provider, time) counts in favour of a match, unless --provider, --from or --at
            say it. A line that a rule could not judge is named on standard error and ends the command with exit code 1.
            """,
        options: [
            detect, SharedOptions.rules, SharedOptions.config, format, input, provider, from, at,
        ] + SharedOptions.everywhere,
        examples: [
            .init("emend scan --detect credit_card,email < chat.txt", "hide card numbers and addresses in a file"),
            .init("emend scan --rules rules --format ndjson < chat.txt", "what these rules find, for a program"),
        ],
        exitCodes: [
            (.fine, "all lines were judged"), (.findings, "a line could not be judged"),
            (.unusable, "wrong usage, or input or rules that cannot be used"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let output = ScanOutput(
            scanner: try scanner(arguments), format: arguments[format] ?? .text, input: arguments[input] ?? .text,
            console: console)
        return try output.run()
    }

    private static func scanner(_ arguments: Arguments) throws -> TextScanner {
        let now = SystemClock.now()
        let names = arguments.all(detect).flatMap { $0.split(separator: ",").map(String.init) }
        if !names.isEmpty || arguments.has(detect) {
            guard !arguments.has(SharedOptions.rules) else {
                throw UsageError.contradiction("`--detect` uses no rules: give it or `--rules`")
            }
            return TextScanner(detectors: try detectors(names), now: now)
        }
        let ruleset = try Inputs.rules(arguments, paths: [])
        // Everybody knows these keys, so a value gives the same token everywhere.
        let keys = try KeyRing.published()
        let origin = TextScanner.Origin(
            provider: arguments[provider], from: arguments[from], at: arguments[at])
        return TextScanner(ruleset, origin: origin, now: now) { keys.token(entity: $0, value: $1) }
    }

    private static func detectors(_ names: [String]) throws(UsageError) -> [Detector] {
        let known = Detectors.all.map(\.name)
        var detectors: [Detector] = []
        for name in names {
            guard let detector = Detectors.named(name) else {
                let near = suggestion(for: name, among: known).map { "did you mean `\($0)`?" }
                throw .contradiction(
                    "there is no detector `\(name)`; " + (near ?? "there are " + known.joined(separator: ", ")))
            }
            if !detectors.contains(where: { $0.name == name }) { detectors.append(detector) }
        }
        guard !detectors.isEmpty else { throw .contradiction("`--detect` names no detector") }
        return detectors
    }
}
