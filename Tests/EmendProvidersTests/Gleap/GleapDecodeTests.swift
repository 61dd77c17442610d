import EmendCore
import EmendProviders
import TestSupport
import Testing

struct GleapDecodeTests {
    static let project = "65f0c0000000000000000001"
    static let ticket: ValidUTF8 = "65f0c2b3c4d5e6f708192a3b"

    static func adapter(
        agents: Set<ValidUTF8> = [], bots: Set<ValidUTF8> = [], options: [String: String] = ["header": "X-Emend"],
        values: [Secret] = [Secret("s3cret")], unsigned: Bool = false
    ) throws -> GleapAdapter {
        var account = AccountSettings(
            name: "tickets", provider: .gleap, url: try URLOrigin("https://api.gleap.io"),
            realm: "https://api.gleap.io \(project)", rate: Rate(1000, per: .seconds(60)))
        account.webhookSecrets = ["value": values]
        account.credentials = ["api_key": Secret("k3y"), "project": Secret(project)]
        (account.agents, account.bots, account.options) = (agents, bots, options)
        account.acceptsUnsigned = unsigned
        return GleapAdapter(account: account)
    }

    struct Header: Sendable, CustomTestStringConvertible {
        let name: String
        var headers: HTTPHeaders
        var options = ["header": "X-Emend"]
        var values = [Secret("s3cret")]
        var unsigned = false
        let expected: Authentication
        var testDescription: String { name }
    }

    @Test(arguments: [
        Header(name: "right", headers: ["x-emend": "s3cret"], expected: .valid),
        Header(
            name: "second of two", headers: ["X-EMEND": "old"], values: [Secret("s3cret"), Secret("old")],
            expected: .valid),
        Header(name: "wrong", headers: ["x-emend": "s3creT"], expected: .invalid),
        Header(name: "longer", headers: ["x-emend": "s3crets"], expected: .invalid),
        Header(name: "empty", headers: ["x-emend": ""], expected: .invalid),
        Header(name: "missing", headers: ["authorization": "s3cret"], expected: .invalid),
        Header(name: "no header configured", headers: ["x-emend": "s3cret"], options: [:], expected: .invalid),
        Header(name: "no value configured", headers: ["x-emend": ""], values: [], expected: .invalid),
        Header(name: "unsigned", headers: [:], options: [:], values: [], unsigned: true, expected: .valid),
        Header(name: "unsigned with a secret", headers: ["x-emend": "x"], unsigned: true, expected: .invalid),
    ])
    func `the header of the webhook is its password`(_ c: Header) throws {
        let adapter = try Self.adapter(options: c.options, values: c.values, unsigned: c.unsigned)
        let request = HTTPRequest(method: "POST", target: "/hooks/tickets", headers: c.headers)
        #expect(adapter.authenticate(request, now: Timestamp(milliseconds: 0)) == c.expected)
        #expect(adapter.acknowledgement(of: Event()) == HTTPResponse(status: 200))
    }

    @Test(arguments: ["ticket.created", "ticket.updated", "ticket.created.flat"])
    func `a ticket event asks for its messages`(_ file: String) throws {
        let event = try Self.adapter().decode(jsonFixture("providers/gleap/\(file).json"))
        #expect(event.reads == [.conversation(Self.ticket, loose: TextView(text: "Cannot pay"))])
        #expect(event.skipped.isEmpty && event.deleted.isEmpty)
        #expect(event.messages.count == (file == "ticket.updated" ? 1 : 0))
    }

    @Test
    func `a readable latest comment is a hint`() throws {
        let event = try Self.adapter().decode(jsonFixture("providers/gleap/ticket.updated.json"))
        let message = try #require(event.messages.first)
        #expect(message.arrival == .hint && message.event == nil && message.conversation == Self.ticket)
        #expect(
            message.key == MessageKey(realm: "https://api.gleap.io \(Self.project)", id: "65f0c2b3c4d5e6f708192a3c"))
        #expect(message.text == TextView(text: "Mi correo es jane@example.com"))
        #expect(message.stamp == Timestamp(rfc3339: "2026-03-02T10:18:00.000Z"))
        #expect(message.address == MessageAddress(room: Self.ticket) && message.eventPayload != nil)
    }

    struct Odd: Sendable, CustomTestStringConvertible {
        let body: String
        var verdict: SkipVerdict?
        var loose: TextView?
        var testDescription: String { body }
    }

    @Test(arguments: [
        Odd(body: "{}", verdict: .rejected(.missingField)),
        Odd(body: #"{"event":4}"#, verdict: .rejected(.wrongType)),
        Odd(body: #"{"event":"message.created","data":{"id":"a"}}"#, verdict: .ignored(.unknownEvent)),
        Odd(body: #"{"event":"ticket.deleted","data":{"id":"a"}}"#, verdict: .ignored(.deleted)),
        Odd(body: #"{"event":"ticket.message.added","data":{"id":"a"}}"#),
        Odd(body: #"{"event":"ticket.created","data":{"id":"a\ud800"}}"#, verdict: .rejected(.badID)),
        Odd(body: #"{"event":"ticket.created","data":{}}"#, verdict: .rejected(.missingField)),
        Odd(body: #"{"event":"ticket.created","data":{"id":7}}"#, verdict: .rejected(.wrongType)),
        Odd(body: #"{"event":"ticket.created","data":{"id":".."}}"#, verdict: .rejected(.badID)),
        Odd(
            body: #"{"event":"ticket.created","projectId":"other","data":{"id":"a"}}"#,
            verdict: .ignored(.unsupportedEvent)),
        Odd(body: #"{"event":"ticket.created","id":"a","latestComment":"65f0"}"#),
        Odd(
            body:
                #"{"event":"ticket.created","data":{"id":"a","latestComment":{"_id":"n","isNote":true,"comment":"x"}}}"#
        ),
        Odd(body: #"{"integrationAction":"CREATE","data":{"id":"a","title":"t"}}"#, loose: TextView(text: "t")),
        Odd(
            body:
                #"{"event":"ticket.created","data":{"id":"a","title":"t","plainContent":"p","formData":{"x":["p","q"]}}}"#,
            loose: TextView([
                TextPart(.text, "p"), TextPart(PartKey(.copy, 0), "t"), TextPart(PartKey(.copy, 1), "q"),
            ])),
    ])
    func `what is no ticket event is named`(_ c: Odd) throws {
        let event = try Self.adapter().decode(JSONDocument(parsing: Array(c.body.utf8)))
        #expect(event.skipped.map(\.verdict) == (c.verdict.map { [$0] } ?? []))
        #expect(event.reads == (c.verdict == nil ? [.conversation("a", loose: c.loose)] : []))
        #expect(event.messages.isEmpty)
    }

    struct Kind: Sendable, CustomTestStringConvertible {
        let members: String
        let expected: SenderKind
        var isCertain = true
        var testDescription: String { members }
    }

    @Test(arguments: [
        Kind(members: "", expected: .visitor, isCertain: false),
        Kind(members: #""session":{"_id":"s"}"#, expected: .visitor),
        Kind(members: #""user":{"_id":"u"},"session":{"_id":"s"}"#, expected: .agent),
        Kind(members: #""user":"u""#, expected: .agent),
        Kind(members: #""type":"USER_TEXT","user":{"_id":"u"}"#, expected: .visitor),
        Kind(members: #""senderType":"user","bot":true"#, expected: .visitor),
        Kind(members: #""senderType":"agent""#, expected: .agent),
        Kind(members: #""type":"BOT_REPLY""#, expected: .bot),
        Kind(members: #""bot":true,"session":{"_id":"s"}"#, expected: .bot),
        Kind(members: #""type":"SHARED_COMMENT","user":{"_id":"u"}"#, expected: .visitor),
        Kind(members: #""user":{"_id":"u","email":"bot@x"}"#, expected: .bot),
        Kind(members: #""session":{"_id":"listed"}"#, expected: .agent),
        Kind(members: #""session":{"_id":"s","email":"bot@x","name":"listed"}"#, expected: .visitor),
    ])
    func `marks of the message and lists of the account say who writes`(_ c: Kind) throws {
        let members = c.members.isEmpty ? "" : "," + c.members
        let body = #"{"event":"ticket.updated","data":{"id":"a","latestComment":{"_id":"m","comment":"x"\#(members)}}}"#
        let adapter = try Self.adapter(agents: ["listed"], bots: ["bot@x"])
        let sender = try #require(adapter.decode(JSONDocument(parsing: Array(body.utf8))).messages.first?.sender)
        #expect(sender.kind == c.expected && sender.isCertain == c.isCertain)
    }

    struct Content: Sendable, CustomTestStringConvertible {
        let name: String
        let members: String
        let parts: [TextPart]
        var testDescription: String { name }
    }

    /// A text in so many lists inside each other.
    static func nested(_ levels: Int) -> String {
        let open = #"{"type":"bulletList","content":[{"type":"listItem","content":["#
        let text = #"{"type":"paragraph","content":[{"type":"text","text":"deep"}]}"#
        return String(repeating: open, count: levels) + text + String(repeating: "]}]}", count: levels)
    }

    static let link0 = PartKey(.link, 0)

    @Test(arguments: [
        Content(name: "data, a string", members: #""data":{"content":"a"}"#, parts: [TextPart(.text, "a")]),
        Content(
            name: "comment, a bare block",
            members: #""comment":{"type":"paragraph","content":[{"type":"text","text":"a"}]}"#,
            parts: [TextPart(.text, "a")]),
        Content(
            name: "all places", members: #""text":"c","comment":"b","data":{"content":"a"}"#,
            parts: [TextPart(.text, "a"), TextPart(PartKey(.copy, 1), "b"), TextPart(PartKey(.copy, 2), "c")]),
        Content(
            name: "an empty place counts for nothing", members: #""data":{"content":""},"comment":"b""#,
            parts: [TextPart(.text, "b")]),
        Content(
            name: "translations",
            members:
                #""comment":"a","translatedData":{"en":{"content":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"b"}]}]}},"language":"en","list":["c"]}"#,
            parts: [
                TextPart(.text, "a"), TextPart(PartKey(.translation, 0), "b"), TextPart(PartKey(.translation, 1), "c"),
            ]),
        Content(
            name: "links by their order",
            members:
                #""comment":\#(RichTextTests.node("paragraph", RichTextTests.link("a", "a"), "{\"type\":\"hardBreak\"}", RichTextTests.link("b", "mailto:b")))"#,
            parts: [TextPart(.text, "a\nb"), TextPart(PartKey(.link, 1), "mailto:b")]),
        Content(
            name: "a link in two nodes",
            members:
                #""comment":\#(RichTextTests.node("paragraph", RichTextTests.link("a", "u:ab"), RichTextTests.link("b", "u:ab")))"#,
            parts: [TextPart(.text, "ab"), TextPart(link0, "u:ab")]),
        Content(
            name: "pictures and files",
            members:
                #""comment":{"type":"doc","content":[{"type":"image","attrs":{"alt":"card","src":"x"}}]},"attachments":[{"name":"f.png","url":"u"}]"#,
            parts: [
                TextPart(.text, ""), TextPart(PartKey(.attachment, 0), "card"),
                TextPart(PartKey(.attachment, 1), "f.png", isFixed: true),
            ]),
        Content(
            name: "a link with escapes", members: #""comment":\#(RichTextTests.link("x", "u:a%40b%zz%"))"#,
            parts: [TextPart(.text, "x"), TextPart(link0, "u:a@b%zz%")]),
        Content(
            name: "a link whose escapes are no text", members: #""comment":\#(RichTextTests.link("x", "u:%ff%41"))"#,
            parts: [TextPart(.text, "x"), TextPart(link0, "u:%ff%41")]),
        Content(name: "text alone", members: #""text":"a""#, parts: [TextPart(.text, "a", isFixed: true)]),
        Content(
            name: "a key twice", members: #""data":{"x":1,"x":2,"content":"a"}"#,
            parts: [TextPart(.text, "a", unreadable: .duplicateKey)]),
        Content(
            name: "lists in lists", members: #""data":{"content":\#(nested(20))}"#, parts: [TextPart(.text, "deep")]),
        Content(
            name: "a number", members: #""data":{"content":7}"#,
            parts: [TextPart(.text, "", unreadable: .unreadableContent)]),
    ])
    func `text is found in every place that holds it`(_ c: Content) throws {
        let body = #"{"event":"ticket.updated","data":{"id":"a","latestComment":{"_id":"m",\#(c.members)}}}"#
        let event = try Self.adapter().decode(JSONDocument(parsing: Array(body.utf8)))
        #expect(event.messages.first?.text.parts == c.parts)
    }
}
