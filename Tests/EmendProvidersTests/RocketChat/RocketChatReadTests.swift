import EmendCore
import EmendProviders
import TestSupport
import Testing

struct RocketChatReadTests {
    static let own = MessageAddress(room: "r 1", credential: Secret("vt&="))

    @Test
    func `the visitor's own are read with the visitor's token, others as the bot`() throws {
        let adapter = try RocketChatDecodeTests.adapter()
        let own = adapter.read(.message(RocketChatCallsTests.key, Self.own), page: .first)
        #expect(own.request.target == "/api/v1/livechat/message/a%2Fb%3Fc?token=vt%26%3D&rid=r%201")
        #expect(own.request.method == "GET" && own.request.headers == [:] && !own.isWrite)
        let other = adapter.read(.message(RocketChatCallsTests.key, MessageAddress(room: "r 1")), page: .first)
        #expect(other.request.target == "/api/v1/chat.getMessage?msgId=a%2Fb%3Fc")
        #expect(other.request.headers == ["X-Auth-Token": "pat", "X-User-Id": "emendBot"])
    }

    @Test
    func `nothing is asked for without a key to it`() throws {
        let alone = try RocketChatDecodeTests.adapter(hasBot: false)
        #expect(alone.canRead(.message(RocketChatCallsTests.key, Self.own)))
        #expect(!alone.canRead(.message(RocketChatCallsTests.key, MessageAddress(room: "r"))))
        let roomless = MessageAddress(credential: Secret("t"))
        #expect(!alone.canRead(.message(RocketChatCallsTests.key, roomless)))
        let adapter = try RocketChatDecodeTests.adapter()
        #expect(adapter.canRead(.message(RocketChatCallsTests.key, roomless)))
        #expect(!adapter.canRead(.conversation("r", loose: nil)))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let status: Int
        /// A fixture, or a body.
        let body: String
        let expected: String
        var headers: HTTPHeaders = [:]
        var testDescription: String { "\(status) \(body)" }
    }

    static func shown(_ members: String, success: String = "true") -> String {
        #"{"message":{"_id":"a/b?c","rid":"r 1",\#(members)},"success":\#(success)}"#
    }

    static let cases = [
        Case(status: 200, body: shown(#""msg":"x","ts":"2026-01-22T09:00:00.000Z""#), expected: "found x"),
        Case(status: 200, body: shown(#""msg":"x""#, success: #""true""#), expected: "found x"),
        Case(status: 200, body: shown(#""msg":"x""#, success: "false"), expected: "unusable"),
        Case(status: 200, body: shown(#""msg":"","t":"rm""#), expected: "gone"),
        Case(status: 200, body: shown(#""msg":"x","t":"uj""#), expected: "found nothing"),
        Case(status: 200, body: shown(#""msg":"x","t":"livechat-close""#), expected: "found x"),
        Case(
            status: 200, body: #"{"message":{"_id":"other","rid":"r","msg":"x"},"success":true}"#, expected: "unusable"),
        Case(status: 200, body: "<html>", expected: "unusable"),
        Case(status: 400, body: "error_400_invalid_message", expected: "gone"),
        Case(status: 400, body: #"{"success":false}"#, expected: "gone"),
        Case(status: 400, body: "error_400_invalid_token", expected: "refused 400"),
        Case(status: 400, body: "error_400_invalid_room", expected: "refused 400"),
        Case(
            status: 400, body: #"{"success":false,"error":"Not allowed [error-not-allowed]"}"#, expected: "refused 400"),
        Case(status: 400, body: "error_400_invalid_params", expected: "unusable"),
        Case(status: 400, body: "<html>", expected: "refused 400"),
        Case(status: 401, body: "error_401_chat_update", expected: "refused 401"),
        Case(status: 403, body: "", expected: "refused 403"),
        Case(status: 403, body: #"{"success":false,"error":"error-not-allowed"}"#, expected: "refused 400"),
        Case(status: 404, body: "", expected: "refused 405"),
        Case(status: 429, body: "error_429_too_many_requests", expected: "retry 26"),
        Case(status: 502, body: "", expected: "retry"),
    ]

    @Test(arguments: cases)
    func `an answer to a read is understood in any of its forms`(_ c: Case) throws {
        let response = HTTPResponse(status: c.status, headers: c.headers, body: try RocketChatOutcomeTests.body(c.body))
        let answer = try RocketChatDecodeTests.adapter().decodeRead(
            response, of: .message(RocketChatCallsTests.key, Self.own), page: .first)
        let word =
            switch answer {
            case .found(let event, more: false):
                "found " + (event.messages.first?.text[.text]?.string ?? "nothing")
            case .found: "something else"
            case .gone: "gone"
            case .refused(let status): "refused \(status)"
            case .retry(let advice): "retry" + (advice.after.map { " \($0.components.seconds)" } ?? "")
            case .unusable, .tooLarge: "unusable"
            }
        #expect(word == c.expected)
    }

    struct Kind: Sendable {
        let members: String
        var address = MessageAddress(room: "r 1")
        let expected: Sender
    }

    @Test(arguments: [
        Kind(
            members: #""u":{"_id":"v","username":"b"}"#, address: own,
            expected: Sender(.visitor, id: "v", name: "b", isCertain: true)),
        Kind(
            members: #""u":{"_id":"v","username":"b"},"token":"t""#,
            expected: Sender(.visitor, id: "v", name: "b", isCertain: true)),
        Kind(
            members: #""u":{"_id":"a","username":"b"}"#,
            expected: Sender(.bot, id: "a", name: "b", isCertain: true)),
        Kind(
            members: #""u":{"_id":"a","username":"x"}"#, address: MessageAddress(room: "r 1", author: "a"),
            expected: Sender(.agent, id: "a", name: "x", isCertain: true)),
        Kind(
            members: #""u":{"_id":"a","username":"x"},"bot":{"i":"1"}"#,
            expected: Sender(.bot, id: "a", name: "x", isCertain: true)),
        Kind(
            members: #""u":{"_id":"a","username":"x"}"#,
            expected: Sender(.visitor, id: "a", name: "x", isCertain: false)),
    ])
    func `a read keeps what the webhook said of the author`(_ c: Kind) throws {
        let response = HTTPResponse(status: 200, body: Array(Self.shown(#""msg":"x",\#(c.members)"#).utf8))
        let answer = try RocketChatDecodeTests.adapter(bots: ["b"]).decodeRead(
            response, of: .message(RocketChatCallsTests.key, c.address), page: .first)
        guard case .found(let event, _) = answer else { throw RocketChatCallsTests.Failure() }
        let message = try #require(event.messages.first)
        #expect(message.sender == c.expected && message.arrival == .read)
        let hasToken = c.address.credential != nil || c.members.contains("token")
        #expect((message.address.credential != nil) == hasToken && message.address.room == "r 1")
    }
}
