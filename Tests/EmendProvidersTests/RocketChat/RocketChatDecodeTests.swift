import EmendCore
import EmendProviders
import TestSupport
import Testing

struct RocketChatDecodeTests {
    static let realm = "https://chat.example.com"

    static func adapter(
        tokens: [String] = ["livechat-secret"], integrationTokens: [String] = [], agents: Set<ValidUTF8> = [],
        bots: Set<ValidUTF8> = [], options: [String: String] = [:], hasBot: Bool = true, unsigned: Bool = false
    ) throws -> RocketChatAdapter {
        var account = AccountSettings(
            name: "helpdesk", provider: .rocketchat, url: try URLOrigin(realm), realm: realm,
            rate: Rate(10, per: .seconds(60)))
        account.webhookSecrets = [
            "token": tokens.map { Secret($0) }, "integration_token": integrationTokens.map { Secret($0) },
        ]
        if hasBot { account.credentials = ["user_id": Secret("emendBot"), "auth_token": Secret("pat")] }
        (account.agents, account.bots, account.options) = (agents, bots, options)
        account.acceptsUnsigned = unsigned
        return RocketChatAdapter(account: account)
    }

    static func decode(_ body: String, by adapter: RocketChatAdapter? = nil) throws -> Event {
        try (adapter ?? Self.adapter()).decode(JSONDocument(parsing: Array(body.utf8)))
    }

    struct Sample: Sendable, CustomTestStringConvertible {
        let file: String
        var texts: [ValidUTF8] = ["Olá, o meu cartão é 4111 1111 1111 1111 e o meu email é ana.silva@example.com"]
        var arrival = Arrival.webhook
        var event: EventKind? = .created
        var stamp: String? = "2026-01-22T09:01:12.391Z"
        var room: ValidUTF8 = "zRAeTszXor8CCPceB"
        var sender = Sender(.visitor, id: "66f1c0a4be2c9b7d0a4e1f52", name: "Ana Silva", isCertain: true)
        var hasCredential = true
        var testDescription: String { file }
    }

    static let agent = Sender(.agent, id: "aXjjcPwq4Pcp7xftH", name: "User One", isCertain: true)
    static let jonas = Sender(.visitor, id: "i5FdM4ssFgAcQP62k", name: "jonas", isCertain: false)

    static let samples = [
        Sample(file: "message_visitor"),
        Sample(file: "message_visitor_no_agent"),
        Sample(
            file: "message_visitor_edited",
            texts: ["Olá, o meu cartão é [redacted:card] e o meu email é [redacted:email]"], event: .edited,
            stamp: "2026-01-22T09:01:12.981Z"),
        Sample(file: "message_visitor_file", texts: ["", "NIF 245 123 987"], stamp: "2026-01-22T09:03:40.017Z"),
        Sample(
            file: "message_agent", texts: ["How can I help you today?"], stamp: "2023-02-02T10:21:05.391Z",
            room: "Tc5SyBZHovD4k8BXv", sender: agent, hasCredential: false),
        Sample(file: "livechat_session_taken", arrival: .hint, event: nil),
        Sample(file: "livechat_session_forwarded", arrival: .hint, event: nil),
        Sample(
            file: outgoing, texts: ["call me on +49 30 901820"], stamp: "2026-01-22T09:10:00.126Z",
            room: "GENERAL", sender: jonas, hasCredential: false),
        Sample(
            file: "outgoing_send_message_edited", texts: ["call me on [redacted:phone]"], event: .edited, stamp: nil,
            room: "GENERAL", sender: jonas, hasCredential: false),
        Sample(
            file: "outgoing_send_message_thread_bot", texts: ["Ticket 5512 opened"],
            stamp: "2026-01-22T09:11:30.901Z", room: "GENERAL",
            sender: Sender(.bot, id: "kT9bW4mVxQ2rNcYsE", name: "Helpdesk", isCertain: true), hasCredential: false),
    ]
    static let outgoing = "outgoing_send_message"

    @Test(arguments: samples)
    func `the samples decode to messages`(_ c: Sample) throws {
        let event = try Self.adapter().decode(jsonFixture("providers/rocketchat/\(c.file).json"))
        let message = try #require(event.messages.first)
        #expect(event.messages.count == 1 && event.skipped.isEmpty && event.reads.isEmpty)
        #expect(message.text.parts.map(\.text) == c.texts)
        #expect(message.arrival == c.arrival && message.event == c.event && message.sender == c.sender)
        #expect(message.stamp == c.stamp.flatMap { Timestamp(rfc3339: $0) })
        #expect(message.conversation == c.room && message.address.room == c.room)
        #expect((message.address.credential != nil) == c.hasCredential)
    }

    @Test
    func `a closed chat is a transcript of hints, each with the address of its author`() throws {
        let event = try Self.adapter().decode(jsonFixture("providers/rocketchat/livechat_session_close.json"))
        #expect(
            event.messages.map(\.key.id) == [
                "2untSdndqBP7opGWw", "7xjkw8ZFitMSNGmeJ", "y7p77YFfkHJeg5gD9", "ciAggDuN8ioqDrTby",
            ])
        #expect(event.messages.allSatisfy { $0.arrival == .hint && $0.event == nil })
        #expect(event.messages.allSatisfy { $0.conversation == "Tc5SyBZHovD4k8BXv" })
        #expect(event.messages.map(\.sender.kind) == [.visitor, .agent, .visitor, .agent])
        #expect(event.messages.map { $0.address.credential != nil } == [true, false, true, false])
        #expect(event.messages.map(\.address.author) == [nil, "aXjjcPwq4Pcp7xftH", nil, "aXjjcPwq4Pcp7xftH"])
        #expect(!String(describing: event.messages.map(\.address)).contains("e36e352c742eee48"))
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

    static func chat(_ messages: String, _ type: String = "Message") -> String {
        #"{"_id":"room","type":"\#(type)","visitor":{"_id":"v","token":"secret"},"messages":[\#(messages)]}"#
    }

    static func message(_ members: String, id: String = #""m""#) -> String {
        #"{"_id":\#(id),"u":{"_id":"v","username":"guest-1"},"ts":"2026-01-22T09:00:00.000Z",\#(members)}"#
    }

    static let hi = #""msg":"hi""#
    static let odd = [
        Odd("{}", .rejected(.missingField)),
        Odd("[1]", .rejected(.missingField)),
        Odd(#"{"visitor":{}}"#, .rejected(.missingField)),
        Odd(#"{"type":7,"visitor":{}}"#, .rejected(.wrongType)),
        Odd(#"{"type":"Message","visitor":{"_id":"v"}}"#, .rejected(.missingField)),
        Odd(#"{"type":"Message","visitor":{"_id":"v"},"messages":{}}"#, .rejected(.wrongType)),
        Odd(chat("", "LivechatSessionStart")),
        Odd(chat("", "LeadCapture"), .ignored(.unsupportedEvent)),
        Odd(chat(message(hi), "LivechatSomethingNew"), .ignored(.unknownEvent)),
        Odd(chat(message(hi), "LivechatEdit"), messages: 1),
        Odd(chat(message(hi), "LivechatSessionQueued"), messages: 1),
        Odd(chat("7"), .rejected(.wrongType)),
        Odd(chat(#"{"msg":"hi"}"#), .rejected(.missingField)),
        Odd(chat(message(hi, id: #""""#)), .rejected(.badID)),
        Odd(chat(message(hi, id: #""..""#)), .rejected(.badID)),
        Odd(chat(message(hi, id: #""a\u0000b""#)), .rejected(.badID)),
        Odd(chat(message(hi, id: "9223372036854775807")), .rejected(.wrongType)),
        Odd(chat(message(#""msg":4"#)), .rejected(.wrongType)),
        Odd(chat(message(#""msg":"""#)), .ignored(.noText)),
        Odd(chat(message(#""msg":null,"file":{"_id":"f"}"#)), messages: 1),
        Odd(chat(message(#""msg":"x","t":"uj""#)), .ignored(.system)),
        Odd(chat(message(#""msg":"x","t":"livechat-close","closingMessage":true"#)), messages: 1),
        Odd(chat(message(#""msg":"x","navigation":{"page":{}}"#)), .ignored(.system)),
        Odd(
            chat([message(hi), message(hi, id: #""""#), message(hi, id: #""a/../b?c""#)].joined(separator: ",")),
            .rejected(.badID), messages: 2),
        Odd(#"{"token":"t","channel_id":"r","message_id":"","text":"x"}"#, .rejected(.badID)),
        Odd(#"{"token":"t","channel_id":"r","message_id":"m","text":7}"#, .rejected(.wrongType)),
        Odd(#"{"token":"t","channel_id":"r","user":{}}"#, .ignored(.unsupportedEvent)),
        Odd(
            #"{"token":"t","message_id":"m","text":"x","message":{"_id":"m"},"room":{}}"#, .ignored(.unsupportedEvent)),
        Odd(#"{"message_id":"m","text":"x"}"#, messages: 1),
    ]

    @Test(arguments: odd)
    func `what cannot be used is named and the others go on`(_ c: Odd) throws {
        let event = try Self.decode(c.body)
        #expect(event.skipped.map(\.verdict) == c.verdicts)
        #expect(event.messages.count == c.messages)
    }

    @Test
    func `the test button and the offline form cause nothing`() throws {
        for (file, reason) in [
            ("webhook_test", IgnoredReason.testEvent), ("livechat_offline_message", .unsupportedEvent),
        ] {
            let event = try Self.adapter().decode(jsonFixture("providers/rocketchat/\(file).json"))
            #expect(event.skipped == [Skipped(.ignored(reason))] && event.messages.isEmpty && event.reads.isEmpty)
        }
    }

    struct Kind: Sendable {
        var agents: Set<ValidUTF8> = []
        var bots: Set<ValidUTF8> = []
        let body: String
        let expected: SenderKind
        var isCertain = true
        var hasCredential = false
    }

    static func written(by user: String, _ more: String = "") -> String {
        chat(#"{"_id":"m","msg":"x","u":{\#(user)}\#(more)}"#)
    }

    @Test(arguments: [
        Kind(body: written(by: #""_id":"v","username":"guest""#), expected: .visitor, hasCredential: true),
        // A visitor's user name changed in mid-chat: still the visitor.
        Kind(
            body: written(by: #""_id":"v","username":"guest""#, #","agentId":"v""#), expected: .visitor,
            hasCredential: true),
        Kind(body: written(by: #""_id":"a","username":"marta""#, #","agentId":"a""#), expected: .agent),
        Kind(
            bots: ["emend.bot"], body: written(by: #""_id":"a","username":"emend.bot""#, #","agentId":"a""#),
            expected: .bot),
        Kind(bots: ["a"], body: written(by: #""_id":"a","username":"x""#, #","agentId":"a""#), expected: .bot),
        // Visitors choose their user names.
        Kind(
            agents: ["marta"], bots: ["emend.bot"], body: written(by: #""_id":"v","username":"emend.bot""#),
            expected: .visitor, hasCredential: true),
        Kind(body: written(by: #""_id":"w","username":"guest""#), expected: .visitor),
        Kind(
            agents: ["u"], body: #"{"token":"t","message_id":"m","text":"x","user_id":"u","user_name":"n"}"#,
            expected: .agent),
        Kind(
            agents: ["n"], body: #"{"token":"t","message_id":"m","text":"x","user_id":"u","user_name":"n"}"#,
            expected: .agent, isCertain: false),
        Kind(
            agents: ["u"],
            body: #"{"token":"t","message_id":"m","text":"x","user_id":"u","user_name":"n","bot":{"i":"1"}}"#,
            expected: .bot),
    ])
    func `ids, lists and marks say who writes`(_ c: Kind) throws {
        let message = try #require(
            try Self.decode(c.body, by: Self.adapter(agents: c.agents, bots: c.bots)).messages.first)
        #expect(message.sender.kind == c.expected && message.sender.isCertain == c.isCertain)
        #expect((message.address.credential != nil) == c.hasCredential)
    }

    @Test
    func `descriptions are attachment parts by their place, and blocks are text`() throws {
        let event = try Self.decode(
            Self.chat(
                [
                    Self.message(
                        #""msg":"a","attachments":[{"title":"x"},{"description":"second"},{"description":""}]"#),
                    Self.message(#""msg":"","blocks":[{"type":"section","text":"card"}]"#, id: #""b""#),
                ].joined(separator: ",")))
        #expect(
            event.messages.map(\.text.parts) == [
                [TextPart(.text, "a"), TextPart(PartKey(.attachment, 1), "second")],
                [TextPart(.text, #"[{"type":"section","text":"card"}]"#)],
            ])
        #expect(event.messages.map(\.hasAttachments) == [true, false])
    }

    @Test
    func `a message without text may be a file, so it is read`() throws {
        let body = #"{"token":"t","channel_id":"r","message_id":"m","text":""}"#
        let target = ReadTarget.message(MessageKey(realm: Self.realm, id: "m"), MessageAddress(room: "r"))
        #expect(try Self.decode(body).reads == [target])
        #expect(try Self.decode(body, by: Self.adapter(hasBot: false)).reads.isEmpty)
    }
}
