import EmendCore
import EmendProviders
import TestSupport
import Testing

struct GleapCallsTests {
    static let target = ChangeTarget(
        key: GleapReadTests.key("m/1"), conversation: "t1", address: MessageAddress(room: "t1"))
    static let ticketTarget = ChangeTarget(
        key: GleapReadTests.key("t1"), conversation: "t1", address: MessageAddress(room: "t1"))

    static func read(_ body: String) throws -> Message {
        let answer = try GleapDecodeTests.adapter().decodeRead(
            HTTPResponse(status: 200, body: Array("[\(body)]".utf8)), of: .conversation("t1", loose: nil), page: .first)
        guard case .found(let event, _) = answer else { throw AmityCallsTests.Failure() }
        return try #require(event.messages.first)
    }

    /// What is found in the part, and what takes its place.
    struct Edit: Sendable {
        let part: PartKey
        let find: String
        let with: String

        init(_ part: PartKey, _ find: String, _ with: String) { (self.part, self.find, self.with) = (part, find, with) }
    }

    static func change(_ edits: [Edit], on message: Message?, tags: [String] = [], to language: String? = nil) -> Change
    {
        var change = Change()
        for edit in edits {
            let text = message?.text[edit.part] ?? ValidUTF8(edit.find)
            let list = RichTextTests.replacements([(edit.find, edit.with)], in: text.bytes)
            change.text.append(PartEdit(part: edit.part, replacements: list, newText: text.replacing(list)))
        }
        change.tags = tags
        change.translation = language.map { Translation(language: "es", target: $0) }
        return change
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// The message as read; nil: not read.
        var message: String?
        var edits: [Edit] = []
        var tags: [String] = []
        var language: String?
        var isTicket = false
        /// The ticket's record; nil: not read.
        var record: String?
        /// Path and body of each call.
        var calls: [[String]] = []
        var impossible: [EffectKey: ImpossibleReason] = [:]
        var satisfied: [EffectKey] = []
        var testDescription: String { name }
    }

    static let paragraph = RichTextTests.node("paragraph", RichTextTests.text("card 41"), RichTextTests.text("11"))
    static let put = "/v3/messages/m%2F1"

    static let cases = [
        Case(
            name: "split marks, spliced",
            message: #"{"_id":"m/1","data":{ "k":1e2, "content":{"type":"doc","content":[\#(paragraph)]} }}"#,
            edits: [Edit(.text, "4111", "[x]")],
            calls: [
                [
                    put,
                    #"{"data":{ "k":1e2, "content":{"type":"doc","content":[\#(RichTextTests.node("paragraph", RichTextTests.text("card [x]")))]} }}"#,
                ]
            ]),
        Case(
            name: "every place that changed, and no other",
            message:
                #"{"_id":"m/1","type":"TEXT","user":"u","data":{"content":"a 41"},"comment":"a 41","translatedData":{"en":"b"}}"#,
            edits: [Edit(.text, "41", "*"), Edit(PartKey(.copy, 1), "41", "*")],
            calls: [[put, #"{"data":{"content":"a *"},"comment":"a *"}"#]]),
        Case(
            name: "a translation", message: #"{"_id":"m/1","comment":"a","translatedData":{"en": "b 41","x":[]}}"#,
            edits: [Edit(PartKey(.translation, 0), "41", "*")],
            calls: [[put, #"{"translatedData":{"en": "b *","x":[]}}"#]]),
        Case(
            name: "a link target",
            message:
                #"{"_id":"m/1","comment":\#(RichTextTests.node("paragraph", RichTextTests.link("mail", "mailto:j@x.example")))}"#,
            edits: [Edit(PartKey(.link, 0), "j@x.example", "[email]")],
            calls: [
                [
                    put,
                    #"{"comment":\#(RichTextTests.node("paragraph", RichTextTests.link("mail", "mailto:[email]")))}"#,
                ]
            ]),
        Case(
            name: "a link target with escapes",
            message: #"{"_id":"m/1","comment":\#(RichTextTests.link("mail", "u:%6a%40x?%20"))}"#,
            edits: [Edit(PartKey(.link, 0), "j@x", "[5%]")],
            calls: [[put, #"{"comment":\#(RichTextTests.link("mail", "u:[5%25]?%20"))}"#]]),
        Case(
            name: "the place without an update is left out", message: #"{"_id":"m/1","comment":"41","text":"41"}"#,
            edits: [Edit(.text, "41", "*"), Edit(PartKey(.copy, 2), "41", "*")], calls: [[put, #"{"comment":"*"}"#]]),
        Case(
            name: "only a place without an update", message: #"{"_id":"m/1","text":"41"}"#,
            edits: [Edit(.text, "41", "*")], impossible: [.redact: .contentType]),
        Case(
            name: "the name of a file", message: #"{"_id":"m/1","comment":"a","attachments":[{"name":"41.png"}]}"#,
            edits: [Edit(PartKey(.attachment, 0), "41", "*")], impossible: [.redact: .contentType]),
        Case(
            name: "a key twice", message: #"{"_id":"m/1","data":{"content":"41","content":"41"}}"#,
            edits: [Edit(.text, "41", "*")], impossible: [.redact: .contentType]),
        Case(
            name: "a link beside a key twice",
            message:
                #"{"_id":"m/1","data":{"x":1,"x":2,"content":\#(RichTextTests.node("paragraph", RichTextTests.link("a", "u:41")))}}"#,
            edits: [Edit(PartKey(.link, 0), "41", "*")], impossible: [.redact: .contentType]),
        Case(name: "not read", edits: [Edit(.text, "41", "*")], impossible: [.redact: .unreadable]),
        Case(
            name: "text on the ticket", edits: [Edit(.text, "41", "*")], tags: ["vip"], isTicket: true,
            record: #"{"_id":"t1","tags":["a"]}"#, calls: [["/v3/tickets/t1", #"{"tags":["a","vip"]}"#]],
            impossible: [.redact: .ticketText]),
        Case(
            name: "text before tags", message: #"{"_id":"m/1","comment":"41"}"#, edits: [Edit(.text, "41", "*")],
            tags: ["vip", "a"], language: "en", record: #"{"_id":"t1","tags":["a"]}"#,
            calls: [[put, #"{"comment":"*"}"#], ["/v3/tickets/t1", #"{"tags":["a","vip","translate:en"]}"#]],
            satisfied: [.tag("a")]),
        Case(
            name: "one of two is there", message: #"{"_id":"m/1","comment":"41"}"#, tags: ["a"], language: "en",
            record: #"{"_id":"t1","tags":["a"]}"#, calls: [["/v3/tickets/t1", #"{"tags":["a","translate:en"]}"#]],
            satisfied: [.tag("a")]),
        Case(
            name: "no tags on the ticket", tags: ["a"], record: #"{"_id":"t1"}"#,
            calls: [["/v3/tickets/t1", #"{"tags":["a"]}"#]]),
        Case(
            name: "the ticket was not read", tags: ["a"], language: "en",
            impossible: [.tag("a"): .unreadable, .translate: .unreadable]),
        Case(
            name: "tags of another form", tags: ["a"], record: #"{"_id":"t1","tags":[{}]}"#,
            impossible: [.tag("a"): .unreadable]),
    ]

    @Test(arguments: cases)
    func `a change becomes updates over what was read`(_ c: Case) throws {
        let adapter = try GleapDecodeTests.adapter()
        let message = try c.message.map(Self.read)
        let change = Self.change(c.edits, on: message, tags: c.tags, to: c.language)
        let target = c.isTicket ? Self.ticketTarget : Self.target
        let record = try c.record.map { try JSONDocument(parsing: Array($0.utf8)).root }
        let plan = adapter.calls(for: change, on: target, read: message, record: record)
        #expect(plan.calls.map { [$0.request.target, String(decoding: $0.request.body, as: UTF8.self)] } == c.calls)
        #expect(Dictionary(plan.impossible.map { ($0.effect, $0.reason) }) { $1 } == c.impossible)
        #expect(plan.satisfied == c.satisfied)
        let settled = plan.calls.flatMap(\.effects) + plan.impossible.map(\.effect) + plan.satisfied
        #expect(settled.count == change.effects.count && Set(settled) == Set(change.effects))
        for call in plan.calls {
            #expect(call.request.method == "PUT" && call.request.headers["content-type"] == "application/json")
            #expect(call.request.headers["Project"] == GleapDecodeTests.project)
        }
    }

    @Test
    func `the sample with split marks keeps all but what was found`() throws {
        let source = String(decoding: try fixture("providers/gleap/rest.message.split-marks.json"), as: UTF8.self)
        let message = try Self.read(source)
        let edits = [
            Edit(.text, "4111 1111 1111 1111", "[card]"), Edit(PartKey(.link, 0), "jane@example.com", "[email]"),
        ]
        let plan = try GleapDecodeTests.adapter().calls(
            for: Self.change(edits, on: message), on: Self.target, read: message)
        let sent = try JSONDocument(parsing: try #require(plan.calls.first?.request.body)).root
        let nodes = sent["data"]?["content"]?["content"]?[index: 0]?["content"]
        #expect(nodes?.elements.map { $0["text"]?.string } == ["card [card]", nil, "mail"])
        #expect(nodes?[index: 2]?["marks"]?[index: 0]?["attrs"]?["href"]?.string == "mailto:[email]")
        // The layout of the sample is still there around them.
        #expect(source.contains(String(decoding: nodes?[index: 1]?.rawBytes ?? [], as: UTF8.self)))
    }

    @Test
    func `metadata and marks have no call`() throws {
        var change = Change()
        change.metadata = [MetadataEntry(key: "k", value: "v")]
        change.marks = [Mark(.read), Mark(.delivered)]
        let plan = try GleapDecodeTests.adapter().calls(for: change, on: Self.target, read: nil)
        #expect(plan.calls.isEmpty && plan.impossible.allSatisfy { $0.reason == .unsupportedAction })
        #expect(plan.impossible.map(\.effect) == change.effects)
    }

    @Test
    func `the ticket is read where tags are written`() throws {
        let adapter = try GleapDecodeTests.adapter()
        let tagging = Self.change([], on: nil, tags: ["a"])
        #expect(adapter.recordRead(for: tagging, on: Self.target)?.request.target == "/v3/tickets/t1")
        #expect(adapter.recordRead(for: Self.change([Edit(.text, "a", "b")], on: nil), on: Self.target) == nil)
        let bodies = [#"{"_id":"t1","tags":["x"]}"#, #"{"ticket":{"id":"t1","tags":["x"]}}"#]
        for body in bodies {
            let response = HTTPResponse(status: 200, body: Array(body.utf8))
            guard case .found(let record) = adapter.decodeRecord(response) else {
                return #expect(Bool(false), "no record")
            }
            #expect(record["tags"]?.count == 1)
        }
    }

    struct Outcome: Sendable, CustomTestStringConvertible {
        let status: Int
        /// A member of `errors.json`, or a body.
        let error: String
        let expected: String
        var headers: HTTPHeaders = [:]
        var testDescription: String { "\(status) \(error)" }
    }

    @Test(arguments: [
        Outcome(status: 401, error: "401", expected: "pause"),
        Outcome(status: 400, error: "400_validation", expected: "refused validation"),
        Outcome(status: 409, error: "409_backend_timeout_retryable", expected: "retry"),
        Outcome(status: 409, error: "{}", expected: "refused rejected"),
        Outcome(status: 400, error: "400_missing_project_header", expected: "pause"),
        Outcome(status: 400, error: "no good", expected: "refused validation"),
        Outcome(status: 403, error: "{}", expected: "refused permission"),
        Outcome(status: 404, error: "{}", expected: "not found"),
        Outcome(status: 429, error: "", expected: "retry 3s", headers: ["Retry-After": "3"]),
        Outcome(status: 503, error: "<html>", expected: "retry"),
        Outcome(status: 301, error: "", expected: "refused unexpected_answer"),
        Outcome(status: 200, error: #"{"_id":"m/1","comment":"as it was before"}"#, expected: "done"),
    ])
    func `every observed answer has its meaning`(_ c: Outcome) throws {
        let errors = try jsonFixture("providers/gleap/errors.json").root
        let body = errors[c.error]?["body"].map { $0.string.map { Array($0.utf8) } ?? Array($0.rawBytes) }
        let response = HTTPResponse(status: c.status, headers: c.headers, body: body ?? Array(c.error.utf8))
        let call = Call(HTTPRequest(method: "PUT", target: Self.put), effects: [.redact])
        #expect(describe(try GleapDecodeTests.adapter().outcome(of: response, to: call)) == c.expected)
    }
}
