import EmendCore
import EmendProviders
import TestSupport
import Testing

struct RocketChatOutcomeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let status: Int
        /// A fixture, or a body.
        let body: String
        let expected: String
        var headers: HTTPHeaders = [:]
        var testDescription: String { "\(status) \(body) \(headers["Date"] ?? "")" }
    }

    /// The body that a test names: by its file when there is one.
    static func body(_ name: String) throws -> [UInt8] {
        name.isEmpty || "<{".contains(name.prefix(1))
            ? Array(name.utf8) : try fixture("providers/rocketchat/\(name).json")
    }

    static func error(_ text: String) -> String { #"{"success":false,"error":"\#(text)"}"# }

    static let redacted = "Olá, o meu cartão é [redacted:card] e o meu email é [redacted:email]"
    static let cases = [
        Case(status: 200, body: "update_livechat_message_response", expected: "done " + redacted),
        Case(status: 200, body: "update_livechat_message_response_docs", expected: "done editing livechat message.."),
        Case(status: 200, body: "chat_update_response", expected: "done"),  // another message
        Case(status: 200, body: #"{"success":true}"#, expected: "done"),
        Case(status: 200, body: #"{"success":false}"#, expected: "refused rejected"),
        Case(status: 200, body: "<html>", expected: "refused unexpected_answer"),
        Case(status: 400, body: "error_400_action_not_allowed", expected: "refused permission"),
        Case(status: 400, body: "error_400_chat_update_blocked", expected: "refused permission"),
        Case(status: 400, body: "error_400_chat_update_not_allowed", expected: "refused permission"),
        Case(status: 400, body: "error_400_chat_update_not_found", expected: "gone"),
        Case(status: 400, body: "error_400_chat_update_wrong_room", expected: "refused validation"),
        Case(status: 400, body: "error_400_invalid_message", expected: "gone"),
        Case(status: 400, body: "error_400_invalid_params", expected: "refused validation"),
        Case(status: 400, body: "error_400_invalid_room", expected: "refused permission"),
        Case(status: 400, body: "error_400_invalid_token", expected: "refused permission"),
        Case(status: 400, body: error("error-app-prevented-updating"), expected: "refused rejected"),
        Case(
            status: 400, body: #"{"success":false,"error":"must be string","errorType":"error-invalid-params"}"#,
            expected: "refused validation"),
        Case(status: 400, body: error("error-not-allowed"), expected: "refused permission"),
        Case(status: 400, body: error("error-invalid-room"), expected: "refused permission"),
        Case(status: 400, body: error("room_is_blocked"), expected: "refused permission"),
        Case(status: 400, body: error("You_have_been_muted"), expected: "refused permission"),
        Case(
            status: 400, body: error("You can't send messages because the room is readonly."),
            expected: "refused permission"),
        Case(status: 400, body: #"{"success":false}"#, expected: "refused rejected"),
        Case(status: 400, body: error("something new"), expected: "refused validation"),
        Case(status: 400, body: "", expected: "refused validation"),
        Case(status: 400, body: error("slow [error-too-many-requests]"), expected: "retry"),
        Case(status: 401, body: "error_401_chat_update", expected: "pause"),
        Case(status: 403, body: "", expected: "refused permission"),
        Case(status: 404, body: "", expected: "refused unexpected_answer"),
        Case(status: 418, body: "", expected: "refused rejected"),
        Case(status: 302, body: "", expected: "refused unexpected_answer"),
        Case(status: 503, body: "", expected: "retry"),
        Case(status: 429, body: "error_429_too_many_requests", expected: "retry 26s"),
        Case(
            status: 429, body: "error_429_too_many_requests", expected: "retry 7s", headers: ["Retry-After": "7"]),
        Case(
            status: 429, body: "", expected: "retry 12s",
            headers: ["Date": "Fri, 20 Nov 2026 23:59:00 GMT", "X-RateLimit-Reset": "1795219152000"]),
        Case(status: 429, body: "", expected: "retry", headers: ["X-RateLimit-Reset": "1795219152000"]),
        Case(
            status: 429, body: error("You must wait 9223372036854775807 seconds before"), expected: "retry 86400s"),
        Case(status: 429, body: error("You must wait for ever"), expected: "retry"),
    ]

    static func call(_ id: ValidUTF8 = "ZKWP8LfGnRHQ3ozWa") throws -> Call {
        let key = MessageKey(realm: RocketChatDecodeTests.realm, id: id)
        let address = MessageAddress(room: "r", credential: Secret("t"))
        let target = ChangeTarget(key: key, conversation: nil, address: address)
        let adapter = try RocketChatDecodeTests.adapter()
        return try #require(adapter.calls(for: RocketChatCallsTests.redaction, on: target, read: nil).calls.first)
    }

    @Test(arguments: cases)
    func `every documented answer has its meaning`(_ c: Case) throws {
        let response = HTTPResponse(status: c.status, headers: c.headers, body: try Self.body(c.body))
        let outcome = try RocketChatDecodeTests.adapter().outcome(of: response, to: try Self.call())
        #expect(describe(outcome) == c.expected)
    }

    @Test
    func `the answer shows the message with its edit time and its address`() throws {
        let body = try fixture("providers/rocketchat/update_livechat_message_response.json")
        var call = try Self.call()
        let adapter = try RocketChatDecodeTests.adapter()
        guard case .done(let message?) = adapter.outcome(of: HTTPResponse(status: 200, body: body), to: call) else {
            throw RocketChatCallsTests.Failure()
        }
        #expect(message.stamp == Timestamp(rfc3339: "2026-01-22T09:01:12.981Z"))
        #expect(message.sender.kind == .visitor && message.address.credential == Secret("t"))
        // Half of a redaction proves nothing.
        call.isFollowed = true
        #expect(describe(adapter.outcome(of: HTTPResponse(status: 200, body: body), to: call)) == "done")
    }
}
