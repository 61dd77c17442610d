import EmendCore
import EmendProviders
import TestSupport
import Testing

struct AmityCallsTests {
    static let key = MessageKey(realm: "chat", id: "a/b?c")
    static let target = ChangeTarget(key: key, conversation: nil, address: MessageAddress())

    /// A message as a read shows it; `members` follow the id.
    static func read(_ members: String) throws -> Message {
        let body = Array(#"{"messages":[{"messageId":"a/b?c",\#(members)}],"users":[],"files":[]}"#.utf8)
        let answer = try AmityDecodeTests.adapter().decodeRead(
            HTTPResponse(status: 200, body: body), of: .message(key, MessageAddress()), page: .first)
        guard case .found(let event, false) = answer else { throw Failure() }
        return try #require(event.messages.first)
    }

    struct Failure: Error {}

    static func change(
        _ text: [(PartKey, ValidUTF8)] = [], tags: [String] = [], metadata: [MetadataEntry] = [],
        translation: Translation? = nil, marks: [Mark] = []
    ) -> Change {
        var change = Change()
        change.text = text.map { PartEdit(part: $0.0, replacements: [], newText: $0.1) }
        (change.tags, change.metadata, change.translation, change.marks) = (tags, metadata, translation, marks)
        return change
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let change: Change
        /// Nil: not read.
        var read: String?
        /// Nil: no call.
        var body: String?
        var impossible: [EffectKey: ImpossibleReason] = [:]
        var satisfied: [EffectKey] = []
        var testDescription: String { name }
    }

    static let plain = #""type":"text","data":{"text":"card 4111"},"tags":[],"metadata":{}"#
    static let redaction = change([(.text, "card [x]")])
    static let long = String(repeating: "x", count: 31)
    static let english = Translation(language: "es", target: "en")
    static let caption = PartKey(.attachment, 0)
    static let nine = (1...9).map { "\"t\($0)\"" }.joined(separator: ",")

    static let cases = [
        Case(name: "text, not read", change: redaction, body: #"{"data":{"text":"card [x]"}}"#),
        Case(name: "text over a read", change: redaction, read: plain, body: #"{"data":{"text":"card [x]"}}"#),
        Case(
            name: "mentions go along as read", change: redaction,
            read: plain + #","mentionees":[ {"type":"user", "userIds":["u1"]} ]"#,
            body: #"{"data":{"text":"card [x]"},"mentionees":[ {"type":"user", "userIds":["u1"]} ]}"#),
        Case(
            name: "mentions of another form stay away", change: redaction, read: plain + #","mentionees":["u1"]"#,
            body: #"{"data":{"text":"card [x]"}}"#),
        Case(
            name: "a text that has grown beyond what the server takes",
            change: change([(.text, ValidUTF8(String(repeating: "x", count: 20_001)))], tags: ["vip"]), read: plain,
            body: #"{"tags":["vip"]}"#, impossible: [.redact: .tooLong]),
        Case(
            name: "tags, not read", change: change(tags: ["vip"]), impossible: [.tag("vip"): .unreadable]),
        Case(
            name: "text and tags, not read", change: change([(.text, "x")], tags: ["vip"]),
            body: #"{"data":{"text":"x"}}"#, impossible: [.tag("vip"): .unreadable]),
        Case(
            name: "translation and metadata, not read",
            change: change(metadata: [MetadataEntry(key: "k", value: "v")], translation: english),
            impossible: [.translate: .unreadable, .metadata: .unreadable]),
        Case(
            name: "tags are merged", change: change(tags: ["vip", "old"]),
            read: #""type":"text","data":{"text":"x"},"tags":["old","\#(String(repeating: "y", count: 40))"]"#,
            body: #"{"tags":["old","\#(String(repeating: "y", count: 40))","vip"]}"#, satisfied: [.tag("old")]),
        Case(
            name: "a tag that is there", change: change(tags: ["old"]),
            read: #""type":"text","data":{"text":"x"},"tags":["old"]"#, satisfied: [.tag("old")]),
        Case(
            name: "the tenth tag", change: change(tags: ["ten"]),
            read: #""type":"text","data":{"text":"x"},"tags":[\#(nine)]"#, body: #"{"tags":[\#(nine),"ten"]}"#),
        Case(
            name: "the eleventh tag", change: change(tags: ["ten"], translation: english),
            read: #""type":"text","data":{"text":"x"},"tags":[\#(nine)],"metadata":{}"#,
            body: #"{"tags":[\#(nine),"ten"]}"#, impossible: [.translate: .noRoom]),
        Case(
            name: "a tag of 31 characters takes no other along", change: change(tags: ["vip", long]), read: plain,
            body: #"{"tags":["vip"]}"#, impossible: [.tag(long): .tooLong]),
        Case(
            name: "metadata beside a stranger's under our key",
            change: change(metadata: [MetadataEntry(key: "k", value: "v")]),
            read: #""type":"text","data":{"text":"x"},"metadata":{"emend":"mine"}"#,
            impossible: [.metadata: .unreadable]),
        Case(
            name: "two tags of which one has room", change: change(tags: ["ten", "eleven"]),
            read: #""type":"text","data":{"text":"x"},"tags":[\#(nine)]"#, body: #"{"tags":[\#(nine),"ten"]}"#,
            impossible: [.tag("eleven"): .noRoom]),
        Case(
            name: "tags of an unknown form", change: change(tags: ["vip"]),
            read: #""type":"text","data":{"text":"x"},"tags":["a",7]"#, impossible: [.tag("vip"): .unreadable]),
        Case(
            name: "translation", change: change(translation: english),
            read:
                #""type":"text","data":{"text":"x"},"tags":["a"],"metadata":{"app": {"n":1e2},"emend":{"k":1,"language":"fr"}}"#,
            body:
                #"{"metadata":{"app":{"n":1e2},"emend":{"k":1,"language":"es","translate_to":"en"}},"tags":["a","translate:en"]}"#
        ),
        Case(
            name: "a translation that is there", change: change(translation: english),
            read:
                #""type":"text","data":{"text":"x"},"tags":["translate:en"],"metadata":{"emend":{"language":"es","translate_to":"en"}}"#,
            satisfied: [.translate]),
        Case(
            name: "metadata beside a translation",
            change: change(
                metadata: [MetadataEntry(key: "language", value: "xx"), MetadataEntry(key: "k", value: "v")],
                translation: english),
            read: plain,
            body: #"{"metadata":{"emend":{"language":"es","translate_to":"en","k":"v"}},"tags":["translate:en"]}"#),
        Case(
            name: "metadata that is no object", change: change(metadata: [MetadataEntry(key: "k", value: "v")]),
            read: #""type":"text","data":{"text":"x"},"metadata":"m""#, impossible: [.metadata: .unreadable]),
        Case(
            name: "marks", change: change(marks: [Mark(.read), Mark(.delivered)]), read: plain,
            impossible: [.mark(.read): .unsupportedAction, .mark(.delivered): .unsupportedAction]),
        Case(
            name: "a caption in flat data", change: change([(caption, "[x]")]),
            read: #""type":"image","data":{"fileId": "f", "caption":"card"}"#,
            body: #"{"data":{"fileId": "f", "caption":"[x]"}}"#),
        Case(
            name: "a caption beside an expanded file", change: change([(caption, "[x]")]),
            read: #""type":"image","data":{"file":{"id":1},"caption":"card"}"#, impossible: [.redact: .contentType]),
        Case(
            name: "a caption, not read", change: change([(caption, "[x]")]), impossible: [.redact: .unreadable]),
        Case(
            name: "custom data", change: change([(PartKey(.attachment, 1), "[x]")]),
            read: #""type":"custom","data":{"text":"card"}"#, impossible: [.redact: .contentType]),
        Case(
            name: "text that became custom", change: redaction, read: #""type":"custom","data":{"text":"card 4111"}"#,
            impossible: [.redact: .contentType]),
    ]

    @Test(arguments: cases)
    func `a change becomes one update over what was read`(_ c: Case) throws {
        let adapter = try AmityDecodeTests.adapter()
        let plan = try adapter.calls(for: c.change, on: Self.target, read: c.read.map(Self.read))
        let request = plan.calls.first?.request
        #expect(plan.calls.count == (c.body == nil ? 0 : 1))
        #expect(request.map { String(decoding: $0.body, as: UTF8.self) } == c.body)
        #expect(Dictionary(plan.impossible.map { ($0.effect, $0.reason) }) { $1 } == c.impossible)
        #expect(plan.satisfied == c.satisfied)
        let settled = plan.calls.flatMap(\.effects) + plan.impossible.map(\.effect) + plan.satisfied
        #expect(settled.count == c.change.effects.count && Set(settled) == Set(c.change.effects))
    }

    @Test
    func `a hostile id stays one segment of the address`() throws {
        let plan = try AmityDecodeTests.adapter().calls(for: Self.redaction, on: Self.target, read: nil)
        let request = try #require(plan.calls.first?.request)
        #expect(request.method == "PUT" && request.target == "/api/v3/messages/a%2Fb%3Fc")
        #expect(request.headers["authorization"] == "Bearer t0ken")
        #expect(request.headers["content-type"] == "application/json")
        let other = try AmityDecodeTests.adapter(options: ["token_header": "x-admin-token"])
        let read = other.read(.message(Self.key, MessageAddress()), page: .first).request
        #expect(read.method == "GET" && read.target == "/api/v3/messages/a%2Fb%3Fc" && read.body.isEmpty)
        #expect(read.headers["x-admin-token"] == "t0ken" && read.headers["authorization"] == nil)
    }

    struct Read: Sendable {
        let status: Int
        let body: String
        let expected: String
    }

    @Test(arguments: [
        Read(status: 200, body: #"{"messageId":"a/b?c","type":"text","data":{"text":"x"}}"#, expected: "found"),
        Read(
            status: 200, body: #"{"data":{"messages":[{"messageId":"a/b?c","type":"text","data":{"text":"x"}}]}}"#,
            expected: "found"),
        Read(
            status: 200, body: #"{"messages":[{"messageId":"other","type":"text","data":{"text":"x"}}]}"#,
            expected: "unusable"),
        Read(status: 200, body: #"{"messages":[{"messageId":"a/b?c","isDeleted":true}]}"#, expected: "gone"),
        Read(
            status: 200, body: #"{"messages":[{"messageId":"a/b?c","type":"custom","data":{}}]}"#,
            expected: "found no_text"),
        Read(
            status: 200, body: #"{"messages":[{"messageId":"a/b?c","type":"text","data":{}}]}"#,
            expected: "found no_text"),
        Read(status: 200, body: #"{"messages":[{"messageId":"a/b?c"}]}"#, expected: "found no_text"),
        Read(
            status: 200, body: #"{"messages":[{"messageId":"a/b?c","type":"text","data":{"text":7}}]}"#,
            expected: "found"),
        Read(status: 200, body: "<html>", expected: "unusable"),
        Read(status: 404, body: "{}", expected: "refused 404"),
        Read(status: 401, body: "{}", expected: "refused 401"),
        Read(status: 503, body: "", expected: "retry"),
        Read(status: 302, body: "", expected: "unusable"),
    ])
    func `an answer to a read is understood in any of its forms`(_ c: Read) throws {
        let answer = try AmityDecodeTests.adapter().decodeRead(
            HTTPResponse(status: c.status, body: Array(c.body.utf8)), of: .message(Self.key, MessageAddress()),
            page: .first)
        let word =
            switch answer {
            case .found(let event, more: false) where event.messages.first?.arrival == .read: "found"
            case .found(let event, more: false) where event.messages.isEmpty && event.skipped.count == 1:
                switch event.skipped[0].verdict {
                case .rejected(let reason): "found " + reason.rawValue
                case .ignored(let reason): "found " + reason.rawValue
                }
            case .found: "something else"
            case .gone: "gone"
            case .refused(let status): "refused \(status)"
            case .retry: "retry"
            case .unusable, .tooLarge: "unusable"
            }
        #expect(word == c.expected)
    }
}
