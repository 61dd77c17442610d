import EmendCore
import EmendProviders
import TestSupport
import Testing

struct RocketChatCallsTests {
    static let key = MessageKey(realm: RocketChatDecodeTests.realm, id: "a/b?c")

    static func target(token: String? = "vt&=", room: ValidUTF8? = "r 1") -> ChangeTarget {
        ChangeTarget(
            key: key, conversation: nil, address: MessageAddress(room: room, credential: token.map { Secret($0) }))
    }

    /// A message as a read shows it; `members` follow the id.
    static func read(_ members: String, _ adapter: RocketChatAdapter) throws -> Message {
        let body = Array(#"{"message":{"_id":"a/b?c","rid":"r 1",\#(members)},"success":true}"#.utf8)
        let answer = adapter.decodeRead(
            HTTPResponse(status: 200, body: body), of: .message(key, MessageAddress(room: "r 1")), page: .first)
        guard case .found(let event, false) = answer else { throw Failure() }
        return try #require(event.messages.first)
    }

    struct Failure: Error {}

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let change: Change
        /// Nil: not read.
        var read: String?
        var isVisitors = true
        var options: [String: String] = [:]
        var hasBot = true
        var room: ValidUTF8? = "r 1"
        /// `PUT` or `POST` and the body.
        var calls: [String] = []
        var impossible: [EffectKey: ImpossibleReason] = [:]
        var satisfied: [EffectKey] = []
        var testDescription: String { name }
    }

    static let plain = #""msg":"card 4111""#
    static let described = #""msg":"card 4111","attachments":[{"description":"NIF 1"},{"description":"NIF 2"}]"#
    static let redaction = AmityCallsTests.change([(.text, "card [x]")])
    static let first = PartKey(.attachment, 0)
    static let description = AmityCallsTests.change([(first, "NIF [x]")])
    static let both = AmityCallsTests.change([(.text, "card [x]"), (first, "NIF [x]")])
    static let english = Translation(language: "pt", target: "en")
    static let annotating = ["custom_fields": "true"]

    static func put(_ text: String) -> String { #"PUT {"token":"vt&=","rid":"r 1","msg":"\#(text)"}"# }
    static func post(_ text: String, _ more: String = "") -> String {
        #"POST {"roomId":"r 1","msgId":"a/b?c","text":"\#(text)"\#(more)}"#
    }

    static let texts = [
        Case(name: "the visitor's own, not read", change: redaction, calls: [put("card [x]")]),
        Case(name: "the visitor's own, without a bot", change: redaction, hasBot: false, calls: [put("card [x]")]),
        Case(name: "the visitor's own, over a read", change: redaction, read: plain, calls: [put("card [x]")]),
        Case(name: "the visitor's own, with a file", change: redaction, read: described, calls: [put("card [x]")]),
        Case(
            name: "the visitor's own, as the bot", change: redaction, read: plain, options: ["edit_with": "bot"],
            calls: [post("card [x]")]),
        Case(
            name: "as the bot, with a file", change: redaction, read: described, options: ["edit_with": "bot"],
            calls: [put("card [x]")]),
        Case(
            name: "as the bot, but there is none", change: redaction, read: plain, options: ["edit_with": "bot"],
            hasBot: false, impossible: [.redact: .missingCredential]),
        Case(name: "an agent's", change: redaction, read: plain, isVisitors: false, calls: [post("card [x]")]),
        Case(
            name: "an agent's, not read", change: redaction, isVisitors: false, impossible: [.redact: .unreadable]),
        Case(
            name: "an agent's, without a bot", change: redaction, read: plain, isVisitors: false, hasBot: false,
            impossible: [.redact: .missingCredential]),
        Case(
            name: "an agent's, with a described file", change: redaction, read: described, isVisitors: false,
            impossible: [.redact: .contentType]),
        Case(
            name: "an agent's, with an empty description", change: redaction,
            read: #""msg":"card 4111","attachments":[{"description":""}]"#, isVisitors: false,
            impossible: [.redact: .contentType]),
        Case(
            name: "an agent's, with a file that has none", change: redaction,
            read: #""msg":"card 4111","attachments":[{"title":"x"}]"#, isVisitors: false, calls: [post("card [x]")]),
        Case(name: "a description", change: description, read: described, calls: [post("NIF [x]")]),
        Case(name: "a description, not read", change: description, impossible: [.redact: .unreadable]),
        Case(
            name: "a description, without a bot", change: description, read: described, hasBot: false,
            impossible: [.redact: .missingCredential]),
        Case(
            name: "a description that is gone", change: description, read: plain, impossible: [.redact: .contentType]),
        Case(
            name: "the second description", change: AmityCallsTests.change([(PartKey(.attachment, 1), "NIF [x]")]),
            read: described, impossible: [.redact: .contentType]),
        Case(
            name: "text and description", change: both, read: described, calls: [post("NIF [x]"), put("card [x]")]),
        Case(
            name: "text and description, without a bot", change: both, read: described, hasBot: false,
            calls: [put("card [x]")], impossible: [.redact: .missingCredential]),
        Case(
            name: "text and description of an agent's", change: both, read: described, isVisitors: false,
            calls: [post("NIF [x]")], impossible: [.redact: .contentType]),
        Case(
            name: "blocks", change: redaction, read: #""msg":"","blocks":[{"text":"card 4111"}]"#,
            impossible: [.redact: .contentType]),
        Case(name: "no room", change: redaction, room: nil, impossible: [.redact: .missingAddress]),
        Case(
            name: "marks", change: AmityCallsTests.change(marks: [Mark(.read), Mark(.delivered)]), read: plain,
            impossible: [.mark(.read): .unsupportedAction, .mark(.delivered): .unsupportedAction]),
    ]

    static let fields = [
        Case(
            name: "tags without custom_fields", change: AmityCallsTests.change(tags: ["vip"]), read: plain,
            impossible: [.tag("vip"): .unsupportedAction]),
        Case(
            name: "tags, not read", change: AmityCallsTests.change(tags: ["vip"]), options: annotating,
            impossible: [.tag("vip"): .unreadable]),
        Case(
            name: "tags without a bot", change: AmityCallsTests.change(tags: ["vip"]), read: plain,
            options: annotating, hasBot: false, impossible: [.tag("vip"): .missingCredential]),
        Case(
            name: "tags leave the text", change: AmityCallsTests.change(tags: ["vip"]), read: plain,
            options: annotating,
            calls: [post("card 4111", #","customFields":{"emend":{"tags":["vip"]}}"#)]),
        Case(
            name: "tags leave the description", change: AmityCallsTests.change(tags: ["vip"]), read: described,
            options: annotating, calls: [post("NIF 1", #","customFields":{"emend":{"tags":["vip"]}}"#)]),
        Case(
            name: "a redaction goes first and alone",
            change: AmityCallsTests.change([(.text, "card [x]")], tags: ["vip"]), read: plain, options: annotating,
            calls: [put("card [x]"), post("card [x]", #","customFields":{"emend":{"tags":["vip"]}}"#)]),
        Case(
            name: "all of it over what is there",
            change: AmityCallsTests.change(
                tags: ["a", "b"],
                metadata: [MetadataEntry(key: "k", value: "v"), MetadataEntry(key: "language", value: "x")],
                translation: english),
            read: plain + #","customFields":{"p": 1e2,"emend":{"language":"fr","tags":["a"],"z":[ ]}}"#,
            options: annotating,
            calls: [
                post(
                    "card 4111",
                    #","customFields":{"p":1e2,"emend":{"z":[ ],"language":"pt","translate_to":"en","k":"v","tags":["a","b"]}}"#
                )
            ], satisfied: [.tag("a")]),
        Case(
            name: "what is there already", change: AmityCallsTests.change(tags: ["a"], translation: english),
            read: plain + #","customFields":{"emend":{"language":"pt","translate_to":"en","tags":["a"]}}"#,
            options: annotating, satisfied: [.tag("a"), .translate]),
        Case(
            name: "custom fields of another form", change: AmityCallsTests.change(tags: ["a"]),
            read: plain + #","customFields":{"emend":"mine"}"#, options: annotating,
            impossible: [.tag("a"): .unreadable]),
    ]

    @Test(arguments: texts + fields)
    func `a change becomes the calls that can make it`(_ c: Case) throws {
        let adapter = try RocketChatDecodeTests.adapter(options: c.options, hasBot: c.hasBot)
        let target = Self.target(token: c.isVisitors ? "vt&=" : nil, room: c.room)
        let plan = try adapter.calls(for: c.change, on: target, read: c.read.map { try Self.read($0, adapter) })
        let calls = plan.calls.map { $0.request.method + " " + String(decoding: $0.request.body, as: UTF8.self) }
        #expect(calls == c.calls)
        #expect(Dictionary(plan.impossible.map { ($0.effect, $0.reason) }) { $1 } == c.impossible)
        #expect(plan.satisfied == c.satisfied)
        let settled = plan.calls.flatMap(\.effects) + plan.impossible.map(\.effect) + plan.satisfied
        #expect(Set(settled) == Set(c.change.effects))
        // Of two calls for one text only the last can prove it.
        let redactions = plan.calls.filter { $0.effects == [.redact] }
        #expect(redactions.dropLast().allSatisfy(\.isFollowed) && redactions.last?.isFollowed != true)
    }

    @Test
    func `a hostile id stays one segment, and only the bot's calls carry its token`() throws {
        let adapter = try RocketChatDecodeTests.adapter()
        let put = try #require(adapter.calls(for: Self.redaction, on: Self.target(), read: nil).calls.first?.request)
        #expect(put.target == "/api/v1/livechat/message/a%2Fb%3Fc" && put.headers["x-auth-token"] == nil)
        #expect(put.headers["content-type"] == "application/json")
        let agents = Self.target(token: nil)
        let message = try Self.read(Self.plain, adapter)
        let post = try #require(adapter.calls(for: Self.redaction, on: agents, read: message).calls.first?.request)
        #expect(post.target == "/api/v1/chat.update" && post.headers["x-auth-token"] == "pat")
        #expect(post.headers["x-user-id"] == "emendBot")
    }

    @Test
    func `a request is shown without its secrets`() throws {
        let adapter = try RocketChatDecodeTests.adapter()
        let put = try #require(adapter.calls(for: Self.redaction, on: Self.target(), read: nil).calls.first?.request)
        #expect(String(decoding: put.masked.body, as: UTF8.self) == #"{"token":"***","rid":"r 1","msg":"card [x]"}"#)
        let read = adapter.read(.message(Self.key, Self.target().address), page: .first).request
        #expect(read.masked.target == "/api/v1/livechat/message/a%2Fb%3Fc?token=***&rid=r%201")
        let other = adapter.read(.message(Self.key, Self.target(token: nil).address), page: .first).request.masked
        #expect(other.headers == ["X-Auth-Token": "***", "X-User-Id": "***"])
        #expect(other.target == "/api/v1/chat.getMessage?msgId=a%2Fb%3Fc" && other.method == "GET")
    }

    @Test
    func `what the account can do depends on its options and credentials`() throws {
        func isImpossible(_ options: [String: String], hasBot: Bool) throws -> Bool {
            let adapter = try RocketChatDecodeTests.adapter(options: options, hasBot: hasBot)
            guard case .no = adapter.support(for: .tag("")) else { return false }
            return true
        }
        #expect(try isImpossible([:], hasBot: true))
        #expect(try isImpossible(Self.annotating, hasBot: false))
        #expect(try !isImpossible(Self.annotating, hasBot: true))
    }
}
