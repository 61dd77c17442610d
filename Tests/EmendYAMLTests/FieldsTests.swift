import EmendCore
import EmendYAML
import Testing

struct FieldsTests {
    enum Event: String, CaseIterable { case created, edited }

    struct Rule: Equatable {
        var id: String
        var events: [Event]
        var limits: [Int]?
        var metadata: [String]
    }

    static var rule: ValueReader<Rule> { .mapping(rule(in:)) }

    static func rule(in fields: Fields) -> Rule? {
        let id = fields.required("id", .nonEmptyText)
        let events = fields.optional("events", .oneOrMore(of: .word(Event.self)))
        let limits = fields.optional(
            "limits",
            .mapping { inner -> [Int]? in
                guard let body = inner.required("body", .byteSize()) else { return nil }
                return [body, inner.optional("count", .int(1...9)) ?? 1]
            })
        let metadata = fields.optional("metadata", .entries(of: .text)) ?? []
        fields.requireOne(of: ["with", "mask", "token"], isRequired: false)
        guard let id else { return nil }
        return Rule(
            id: id, events: events ?? [.created], limits: limits,
            metadata: metadata.map { "\($0.key.text)=\($0.value)" })
    }

    private func read(_ text: String) -> (rules: [Rule]?, log: String) {
        let log = DiagnosticLog()
        let reader = ValueReader<[Rule]>.mapping { $0.required("rules", .list(of: Self.rule)) }
        return (YAMLDocument.read(Array(text.utf8), file: "f", as: reader, log), log.description)
    }

    @Test
    func `reads what is there and leaves the rest to the caller`() {
        let text = """
            rules:
              - id: 010
                events: edited
                limits: { body: 2KiB, count: 3 }
                metadata: { b: no, a: 1.0 }
              - id: "b"
                events: [created, edited]
            """
        let (rules, log) = read(text)
        #expect(log == "")
        #expect(
            rules == [
                Rule(id: "010", events: [.edited], limits: [2048, 3], metadata: ["b=no", "a=1.0"]),
                Rule(id: "b", events: [.created, .edited], limits: nil, metadata: []),
            ])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let text: String
        let found: [String]
        init(_ text: String, _ found: String...) { (self.text, self.found) = (text, found) }
        var testDescription: String { text }
    }

    static let bad = [
        Bad("", "f:1:1: error[E006]: the file is empty"),
        Bad("- a", "f:1:1: error[E005]: the file wants a mapping, found a list"),
        Bad("text", "f:1:1: error[E005]: the file wants a mapping, found `text`"),
        Bad(
            "ruels: []", "f:1:1: error[E006]: the file lacks the key `rules`, which wants a list",
            "f:1:1: error[E003]: the file has no key `ruels`; did you mean `rules`?"),
        Bad("rules:", "f:1:7: error[E005]: `rules` wants a list, found nothing"),
        Bad("rules: a", "f:1:8: error[E005]: `rules` wants a list, found `a`; begin each item with `- `"),
        Bad("rules: [x]", "f:1:9: error[E005]: an item of `rules` wants a mapping, found `x`"),
        Bad(
            "rules: [{}]",
            "f:1:9: error[E006]: an item of `rules` lacks the key `id`, which wants text that is not empty"),
        Bad(
            "rules: [{id: a, evnets: [created]}]",
            "f:1:17: error[E003]: an item of `rules` has no key `evnets`; did you mean `events`?"),
        Bad(
            "rules: [{id: a, zzz: 1, events: created, metadata: {}, limits: {body: 1}, mask: x, with: y}]",
            "f:1:84: error[E008]: `with` can't stand beside `mask`; use one of `with`, `mask`, `token`",
            "f:1:17: error[E003]: an item of `rules` has no key `zzz`; possible here: token"),
        Bad(
            "rules: [{id: a, events: [craeted]}]",
            "f:1:26: error[E008]: an item of `events` wants one of created, edited, found `craeted`; did you mean `created`?"
        ),
        Bad(
            "rules: [{id: a, events: []}]",
            "f:1:25: error[E008]: `events` wants at least one item, found a list"),
        Bad(
            "rules: [{id: {entity}}]",
            "f:1:14: error[E005]: `id` wants text, found a mapping; put quotes around it if it is text"),
        Bad("rules: [{id: ''}]", "f:1:14: error[E008]: `id` wants text that is not empty, found ``"),
        Bad(
            "rules: [{id: null}]",
            "f:1:14: error[E005]: `id` wants text that is not empty, found nothing; put quotes around it if it is text"),
        Bad(
            "rules: [{id: a, metadata: {k: [1]}}]",
            "f:1:31: error[E005]: `k` wants text, found a list; put quotes around it if it is text"),
        Bad(
            "rules:\n- id: a\n  limits: {count: 10}\n",
            "f:3:11: error[E006]: `limits` lacks the key `body`, which wants a size such as 512B, 256KiB or 1MiB"),
        Bad(
            "rules:\n- id: *a\n- id: [b\n",
            "f:2:7: error[E007]: aliases such as `*a` are not supported; write the value out, or put quotes around it if it is text",
            "f:4:1: error[E002]: did not find expected ',' or ']' while parsing a flow sequence that begins at 3:7"),
        Bad(
            "rules:\n- id: *a\n- id: []\n",
            "f:2:7: error[E007]: aliases such as `*a` are not supported; write the value out, or put quotes around it if it is text",
            "f:3:7: error[E005]: `id` wants text, found a list; put quotes around it if it is text"),
    ]

    @Test(arguments: bad)
    func `reports every problem at its place`(_ c: Bad) {
        #expect(read(c.text).log.split(separator: "\n").map(String.init) == c.found)
    }

    @Test
    func `good rules are read beside bad ones`() {
        #expect(read("rules: [{id: a}, {}, {id: c}]").rules?.map(\.id) == ["a", "c"])
    }

    @Test
    func `findings carry the rule that is being read`() {
        let log = DiagnosticLog()
        log.rule = "cards"
        log.report(.invalidPattern, at: SourceLocation(file: "f", line: 1, column: 2), "x")
        log.rule = nil
        log.report(.slowPattern, at: SourceLocation(file: "f", line: 1, column: 2), "y")
        #expect(log.diagnostics.map(\.rule) == ["cards", nil])
        #expect(log.hasErrors)
    }
}
