import EmendCore
import EmendProviders
import TestSupport
import Testing

struct AmitySignatureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var headers: HTTPHeaders
        var secrets = [Secret("emend-test-secret")]
        var options: [String: String] = [:]
        var unsigned = false
        var altersBody = false
        let expected: Authentication
        var testDescription: String { name }
    }

    static let base64 = "HNTvj5EyyFH2Pn/fEBGhD5msbve5efNpcsD8efHcflc="
    static let hex = "1cd4ef8f9132c851f63e7fdf1011a10f99ac6ef7b979f36972c0fc79f1dc7e57"

    static let cases = [
        Case(name: "the vector", headers: ["X-Amity-Signature": base64], expected: .valid),
        Case(name: "spaces around", headers: ["x-amity-signature": " \(base64) "], expected: .valid),
        Case(
            name: "second of two secrets", headers: ["x-amity-signature": base64],
            secrets: [Secret("next"), Secret("emend-test-secret")], expected: .valid),
        Case(name: "hex", headers: ["x-amity-signature": hex], options: ["encoding": "hex"], expected: .valid),
        Case(name: "hex where base64 is set", headers: ["x-amity-signature": hex], expected: .invalid),
        Case(
            name: "base64 where hex is set", headers: ["x-amity-signature": base64], options: ["encoding": "hex"],
            expected: .invalid),
        Case(name: "other secret", headers: ["x-amity-signature": base64], secrets: [Secret("x")], expected: .invalid),
        Case(name: "other body", headers: ["x-amity-signature": base64], altersBody: true, expected: .invalid),
        Case(name: "cut", headers: ["x-amity-signature": String(base64.dropLast(4))], expected: .invalid),
        Case(name: "empty", headers: ["x-amity-signature": ""], expected: .invalid),
        Case(name: "none", headers: [:], expected: .invalid),
        Case(name: "legacy only", headers: ["X-Eko-Signature": base64], expected: .acknowledged(.legacySignature)),
        Case(
            name: "both headers", headers: ["x-eko-signature": "x", "x-amity-signature": base64], expected: .valid),
        Case(name: "unsigned account", headers: [:], secrets: [], unsigned: true, expected: .valid),
        Case(name: "unsigned account with a secret", headers: [:], unsigned: true, expected: .invalid),
        Case(
            name: "unsigned account with a secret and a wrong signature", headers: ["x-amity-signature": "AAAA"],
            unsigned: true, expected: .invalid),
        Case(name: "no secret", headers: ["x-amity-signature": base64], secrets: [], expected: .invalid),
    ]

    @Test(arguments: cases)
    func `only the signature over the raw body lets a request in`(_ c: Case) throws {
        let vector = try jsonFixture("providers/amity/signature-vector.json").root
        var body = Array(try #require(vector["body"]?.string).utf8)
        if c.altersBody { body[40] ^= 1 }
        let adapter = try AmityDecodeTests.adapter(options: c.options, secrets: c.secrets, unsigned: c.unsigned)
        let request = HTTPRequest(method: "POST", target: "/hooks/chat", headers: c.headers, body: body)
        #expect(adapter.authenticate(request, now: Timestamp(milliseconds: 0)) == c.expected)
    }

    @Test
    func `success is an empty object`() throws {
        let answer = try AmityDecodeTests.adapter().acknowledgement(of: Event())
        #expect(answer.status == 200 && answer.body == Array("{}".utf8))
    }
}
