import EmendCore
import EmendProviders
import TestSupport
import Testing

struct AmityDecodeTests {
    static func adapter(
        agents: Set<ValidUTF8> = [], bots: Set<ValidUTF8> = [], options: [String: String] = [:],
        secrets: [Secret] = [Secret("emend-test-secret")], unsigned: Bool = false
    ) throws -> AmityAdapter {
        var account = AccountSettings(
            name: "chat", provider: .amity, url: try URLOrigin("https://apix.us.amity.co"), realm: "chat",
            rate: Rate(100, per: .seconds(5)))
        account.webhookSecrets = ["secret": secrets]
        account.credentials = ["token": Secret("t0ken")]
        (account.agents, account.bots, account.options) = (agents, bots, options)
        account.acceptsUnsigned = unsigned
        return AmityAdapter(account: account)
    }

    struct Sample: Sendable, CustomTestStringConvertible {
        let file: String
        var event: EventKind? = .created
        var text: ValidUTF8 = "Hola, mi correo es jane@example.com y mi tarjeta 4111 1111 1111 1111"
        var conversation: ValidUTF8 = "support-42"
        var stamp = "2026-03-02T10:15:30.123Z"
        var testDescription: String { file }
    }

    static let samples = [
        Sample(file: "message.didCreate"),
        Sample(
            file: "message.didUpdate", event: .edited, text: "Hola, mi correo es [email] y mi tarjeta [card]",
            stamp: "2026-03-02T10:15:31.480Z"),
        Sample(
            file: "message.didUpdate.reaction", event: .edited,
            text: "Hola, mi correo es [email] y mi tarjeta [card]", stamp: "2026-03-02T10:15:31.480Z"),
        Sample(file: "v5.message.didCreate", text: "Hola, mi correo es jane@example.com"),
    ]

    @Test(arguments: samples)
    func `the samples decode to messages`(_ c: Sample) throws {
        let event = try Self.adapter().decode(jsonFixture("providers/amity/\(c.file).json"))
        let message = try #require(event.messages.first)
        #expect(event.messages.count == 1 && event.skipped.isEmpty && event.deleted.isEmpty && event.reads.isEmpty)
        #expect(message.text == TextView(text: c.text))
        #expect(message.event == c.event && message.arrival == .webhook && message.conversation == c.conversation)
        #expect(message.stamp == Timestamp(rfc3339: c.stamp))
        #expect(message.sender == Sender(.visitor, id: "visitor-17", name: "Visitor 17", isCertain: false))
        #expect(message.contentType == "text" && message.payload != nil && message.eventPayload != nil)
    }

    @Test
    func `a deletion is reported and its text is not`() throws {
        let event = try Self.adapter().decode(jsonFixture("providers/amity/message.didDelete.json"))
        let id: ValidUTF8 = "6560f1c2a3b4c5d6e7f80101"
        #expect(event.deleted == [MessageKey(realm: "chat", id: id)] && event.messages.isEmpty)
        #expect(event.skipped == [Skipped(.ignored(.deleted), messageID: id, conversation: "support-42")])
    }

    struct Odd: Sendable, CustomTestStringConvertible {
        let body: String
        let verdicts: [SkipVerdict]
        var messages = 0
        var testDescription: String { body }

        init(_ body: String, _ verdicts: SkipVerdict..., messages: Int = 0) {
            (self.body, self.verdicts, self.messages) = (body, verdicts, messages)
        }
    }

    static func event(_ messages: String, _ name: String = "message.didCreate") -> String {
        #"{"event":"\#(name)","data":{"messages":[\#(messages)],"users":[]}}"#
    }

    static func message(_ id: String, _ rest: String = #""type":"text","data":{"text":"hi"}"#) -> String {
        #"{"messageId":\#(id),\#(rest)}"#
    }

    static let odd = [
        Odd("{}", .rejected(.missingField)),
        Odd("[1]", .rejected(.missingField)),
        Odd(#"{"event":7,"data":{}}"#, .rejected(.wrongType)),
        Odd(#"{"event":"message.didCreate","data":{}}"#, .rejected(.missingField)),
        Odd(#"{"event":"message.didCreate","data":{"messages":{}}}"#, .rejected(.wrongType)),
        Odd(event(message(#""a""#), "message.created"), .ignored(.unknownEvent)),
        Odd(event(message(#""a""#), "channel.didCreate"), .ignored(.unknownEvent)),
        Odd(event(""), messages: 0),
        Odd(event("7"), .rejected(.wrongType)),
        Odd(event(message(#""""#)), .rejected(.badID)),
        Odd(event(message(#""..""#)), .rejected(.badID)),
        Odd(event(message(#""a\u0000b""#)), .rejected(.badID)),
        Odd(event(message("\"" + String(repeating: "x", count: 151) + "\"")), .rejected(.badID)),
        Odd(event(message("9223372036854775807")), .rejected(.wrongType)),
        Odd(event(message("null")), .rejected(.missingField)),
        Odd(event(message(#""a""#, #""type":"text""#)), .ignored(.noText)),
        Odd(event(message(#""a""#, #""type":"text","data":{}"#)), .ignored(.noText)),
        Odd(event(message(#""a""#, #""type":"text","data":[]"#)), messages: 1),
        Odd(event(message(#""a""#, #""type":"custom","data":{"lat":1}"#)), .ignored(.noText)),
        Odd(event(message(#""a""#, #""isDeleted":true"#)), .ignored(.deleted)),
        Odd(
            event([message(#""a""#), message(#""""#), message(#""a/../b?c""#)].joined(separator: ",")),
            .rejected(.badID), messages: 2),
        Odd(event(message(#""a""#), "message.didAddReaction"), messages: 1),
        Odd(event(message(#""a""#), "v5.message.didUpdate"), messages: 1),
    ]

    @Test(arguments: [
        #""type":"text","data":{"text":5}"#, #""type":"text","data":["a"]"#, #""type":"text","data":null"#,
        #""type":"text","data":"a""#, #""type":"image","data":{"caption":{}}"#, #""type":"custom","data":{"text":[]}"#,
    ])
    func `what stands in the place of text and is none cannot be judged`(content: String) throws {
        let event = try Self.adapter().decode(
            JSONDocument(parsing: Array(Self.event(Self.message(#""a""#, content)).utf8)))
        #expect(event.messages.map { $0.text.parts.map(\.unreadable) } == [[.unreadableContent]])
    }

    @Test func `finds the messages of a v5 event whose two lists are swapped`() throws {
        let body = #"""
            {"event":"message.didCreate","data":{"messages":[{"messageFeedId":"f","channelId":"c","channelPublicId":"room"}],
            "messageFeeds":[{"messageId":"m","messageFeedId":"f","channelId":"c","dataType":"text","data":{"text":"hi"}}]}}
            """#
        let event = try Self.adapter().decode(JSONDocument(parsing: Array(body.utf8)))
        #expect(event.messages.map(\.text[.text]) == ["hi"])
        #expect(event.messages.map(\.conversation) == ["room"])
        #expect(event.skipped.isEmpty)
    }

    @Test(arguments: odd)
    func `what cannot be used is named and the others go on`(_ c: Odd) throws {
        let event = try Self.adapter().decode(JSONDocument(parsing: Array(c.body.utf8)))
        #expect(event.skipped.map(\.verdict) == c.verdicts)
        #expect(event.messages.count == c.messages)
    }

    struct Kind: Sendable {
        let agents: Set<ValidUTF8>
        let bots: Set<ValidUTF8>
        let roles: String
        let expected: SenderKind
        let isCertain: Bool
    }

    @Test(arguments: [
        Kind(agents: [], bots: [], roles: "", expected: .visitor, isCertain: false),
        Kind(agents: ["visitor-17"], bots: [], roles: "", expected: .agent, isCertain: true),
        Kind(agents: ["Visitor 17"], bots: ["Visitor 17"], roles: "", expected: .visitor, isCertain: false),
        Kind(agents: ["visitor-17"], bots: ["visitor-17"], roles: "", expected: .bot, isCertain: true),
        Kind(agents: [], bots: [], roles: #""member","global-admin""#, expected: .agent, isCertain: true),
        Kind(agents: [], bots: [], roles: #""channel-moderator""#, expected: .visitor, isCertain: false),
    ])
    func `lists of the account and network roles say who writes`(_ c: Kind) throws {
        let body = #"""
            {"event":"message.didCreate","data":{"messages":[{"messageId":"a","userId":"visitor-17","type":"text",
            "data":{"text":"x"}}],"users":[{"userId":"visitor-17","displayName":"Visitor 17","roles":[\#(c.roles)]}]}}
            """#
        let event = try Self.adapter(agents: c.agents, bots: c.bots).decode(JSONDocument(parsing: Array(body.utf8)))
        let sender = try #require(event.messages.first?.sender)
        #expect(sender.kind == c.expected && sender.isCertain == c.isCertain)
    }

    @Test
    func `captions are attachment parts and a bare picture is a message`() throws {
        let body = Self.event(
            [
                Self.message(#""a""#, #""type":"image","data":{"fileId":"f","caption":"card"}"#),
                Self.message(#""b""#, #""type":"image","data":{"fileId":"f"},"parentId":"a""#),
                Self.message(#""c""#, #""type":"custom","data":{"a":[{"b":"x"},7],"text":"card","c":"y"}"#),
            ].joined(separator: ","))
        let messages = try Self.adapter().decode(JSONDocument(parsing: Array(body.utf8))).messages
        #expect(
            messages.map(\.text.parts) == [
                [TextPart(PartKey(.attachment, 0), "card")], [TextPart(PartKey(.attachment, 0), "")],
                [
                    TextPart(PartKey(.attachment, 1), "card", isFixed: true),
                    TextPart(PartKey(.attachment, 2), "x", isFixed: true),
                    TextPart(PartKey(.attachment, 3), "y", isFixed: true),
                ],
            ])
        #expect(messages.map(\.hasAttachments) == [true, true, false])
        #expect(messages.map(\.isReply) == [false, true, false])
    }
}
