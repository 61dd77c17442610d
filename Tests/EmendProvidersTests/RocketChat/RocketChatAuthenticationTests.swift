import EmendCore
import EmendProviders
import TestSupport
import Testing

struct RocketChatAuthenticationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var header: String?
        var file = "message_visitor"
        var tokens = ["livechat-secret"]
        var integrationTokens: [String] = []
        var unsigned = false
        /// `valid`, `invalid`, or what the body decides: `body valid`, `body invalid`.
        let expected: String
        var testDescription: String { name }
    }

    static let integration = "Wz3uYk8vQpT6sLdN2bGfRxHa"
    static let outgoing = "outgoing_send_message"

    static let cases = [
        Case(name: "the header", header: "livechat-secret", expected: "valid"),
        Case(
            name: "second of two", header: "livechat-secret", tokens: ["next", "livechat-secret"], expected: "valid"),
        Case(name: "another header", header: "livechat-secreT", expected: "invalid"),
        Case(name: "a longer header", header: "livechat-secret1", expected: "invalid"),
        Case(name: "an empty header", header: "", expected: "invalid"),
        Case(name: "an empty header and an empty secret", header: "", tokens: [""], expected: "invalid"),
        Case(name: "no header", expected: "invalid"),
        Case(name: "no secret at all", header: "x", tokens: [], expected: "invalid"),
        Case(name: "unsigned", tokens: [], unsigned: true, expected: "valid"),
        Case(name: "unsigned, but a wrong header", header: "x", unsigned: true, expected: "invalid"),
        Case(
            name: "the body", file: outgoing, tokens: [], integrationTokens: [integration], expected: "body valid"),
        Case(
            name: "second of two in the body", file: outgoing, integrationTokens: ["other", integration],
            expected: "body valid"),
        Case(name: "another body", file: outgoing, integrationTokens: ["other"], expected: "body invalid"),
        Case(name: "empty integration token", file: outgoing, integrationTokens: [""], expected: "invalid"),
        Case(name: "the body without a configured token", file: outgoing, expected: "invalid"),
        Case(
            name: "Omnichannel without header", tokens: [], integrationTokens: [integration], expected: "body invalid"),
        Case(
            name: "a wrong header beside a right body", header: "x", file: outgoing, integrationTokens: [integration],
            expected: "invalid"),
        Case(
            name: "the integration's token as header", header: integration, tokens: [],
            integrationTokens: [integration], expected: "invalid"),
    ]

    @Test(arguments: cases)
    func `a secret opens its own mechanism only`(_ c: Case) throws {
        let adapter = try RocketChatDecodeTests.adapter(
            tokens: c.tokens, integrationTokens: c.integrationTokens, unsigned: c.unsigned)
        let body = try jsonFixture("providers/rocketchat/\(c.file).json")
        var request = HTTPRequest(method: "POST", target: "/hooks/helpdesk", body: body.bytes)
        if let header = c.header { request.headers = ["x-rocketchat-livechat-token": header] }
        let first = adapter.authenticate(request, now: Timestamp(milliseconds: 0))
        let word = first == .afterParsing ? "body \(adapter.authenticate(body: body))" : "\(first)"
        #expect(word == c.expected)
    }

    @Test
    func `the token of an integration does not open the other shape`() throws {
        let adapter = try RocketChatDecodeTests.adapter(tokens: [], integrationTokens: ["t"])
        for body in [
            #"{"token":"t","type":"Message","visitor":{},"messages":[]}"#, #"{"token":7,"message_id":"a"}"#,
            #"{"message_id":"a"}"#, "[]", #""t""#,
        ] {
            let document = try JSONDocument(parsing: Array(body.utf8))
            #expect(adapter.authenticate(body: document) == .invalid, "\(body)")
        }
    }

    @Test
    func `each mechanism gets the answer it takes for success`() throws {
        let adapter = try RocketChatDecodeTests.adapter()
        for (file, expected) in [
            ("message_visitor", ""), ("livechat_session_close", ""), ("webhook_test", ""),
            ("livechat_offline_message", ""), ("outgoing_send_message", #"{"ok":true}"#),
        ] {
            let body = try jsonFixture("providers/rocketchat/\(file).json")
            let answer = adapter.acknowledgement(of: adapter.decode(body), to: body)
            #expect(answer.status == 200 && answer.body == Array(expected.utf8), "\(file)")
        }
        let joined = try JSONDocument(parsing: Array(#"{"token":"t","user_id":"u","user":{}}"#.utf8))
        #expect(adapter.acknowledgement(of: adapter.decode(joined), to: joined).body == Array(#"{"ok":true}"#.utf8))
    }
}
