import EmendCore
import EmendProviders
import TestSupport
import Testing

struct AmityOutcomeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let status: Int
        /// A member of `errors.json`, or a body.
        let error: String
        let expected: String
        var headers: HTTPHeaders = [:]
        var testDescription: String { "\(status) \(error)" }
    }

    static let cases = [
        Case(status: 403, error: "403_permission", expected: "refused permission"),
        Case(status: 403, error: "403_max_repetition", expected: "retry late"),
        Case(status: 403, error: "403_ban_word", expected: "refused blocked_word"),
        Case(status: 403, error: "403_link", expected: "refused blocked_link"),
        Case(status: 403, error: #"{"code":400300}"#, expected: "refused permission"),
        Case(status: 403, error: "no JSON", expected: "refused permission"),
        Case(status: 404, error: "404_not_found", expected: "gone"),
        Case(status: 404, error: "<html>", expected: "not found"),
        Case(status: 429, error: "429_rate_limit", expected: "retry"),
        Case(status: 429, error: "429_rate_limit", expected: "retry 7s", headers: ["retry-after": "7"]),
        Case(status: 429, error: "", expected: "retry 86400s", headers: ["Retry-After": "99999999"]),
        Case(
            status: 503, error: "", expected: "retry 120s",
            headers: [
                "Date": "Fri, 20 Nov 2026 23:59:00 GMT", "Retry-After": "Sat, 21 Nov 2026 00:01:00 GMT",
            ]),
        Case(status: 503, error: "", expected: "retry", headers: ["Retry-After": "Sat, 21 Nov 2026 00:01:00 GMT"]),
        Case(status: 503, error: "", expected: "retry", headers: ["Retry-After": "-4"]),
        Case(
            status: 503, error: "", expected: "retry 86400s", headers: ["Retry-After": "999999999999999999999999"]),
        Case(status: 500, error: "500_validation", expected: "refused validation"),
        Case(status: 500, error: "500_unexpected", expected: "retry"),
        Case(status: 500, error: #"{"code":500000,"message":"Parameters error."}"#, expected: "refused validation"),
        Case(status: 500, error: #"{"code":500000,"message":"x","data":{"detail":{}}}"#, expected: "retry"),
        Case(status: 502, error: "<html>", expected: "retry"),
        Case(status: 401, error: "{}", expected: "pause"),
        Case(status: 403, error: #"{"code":400100}"#, expected: "pause"),
        Case(status: 422, error: "{}", expected: "refused validation"),
        Case(status: 418, error: "{}", expected: "refused rejected"),
        Case(status: 302, error: "", expected: "refused unexpected_answer"),
        Case(status: 200, error: "", expected: "done"),
        Case(
            status: 200, error: #"{"messages":[{"messageId":"m1","type":"text","data":{"text":"[x]"}}],"users":[]}"#,
            expected: "done [x]"),
        Case(
            status: 200, error: #"{"messages":[{"messageId":"m2","type":"text","data":{"text":"[x]"}}],"users":[]}"#,
            expected: "done"),
    ]

    @Test(arguments: cases)
    func `every documented answer has its meaning`(_ c: Case) throws {
        let errors = try jsonFixture("providers/amity/errors.json").root
        let body = errors[c.error].map { Array($0.rawBytes) } ?? Array(c.error.utf8)
        let adapter = try AmityDecodeTests.adapter()
        let target = ChangeTarget(
            key: MessageKey(realm: "chat", id: "m1"), conversation: nil, address: MessageAddress())
        let call = try #require(adapter.calls(for: AmityCallsTests.redaction, on: target, read: nil).calls.first)
        let response = HTTPResponse(status: c.status, headers: c.headers, body: body)
        #expect(describe(adapter.outcome(of: response, to: call)) == c.expected)
    }
}

extension AmityOutcomeTests {
    @Test func `a time to come back counts from the answer's own date, else from when it was received`() throws {
        let adapter = try AmityDecodeTests.adapter()
        let target = ChangeTarget(
            key: MessageKey(realm: "chat", id: "m1"), conversation: nil, address: MessageAddress())
        let call = try #require(adapter.calls(for: AmityCallsTests.redaction, on: target, read: nil).calls.first)
        var response = HTTPResponse(status: 503, headers: ["Retry-After": "Sat, 21 Nov 2026 00:01:00 GMT"])
        response.receivedAt = Timestamp(rfc3339: "2026-11-21T00:00:30Z")
        #expect(describe(adapter.outcome(of: response, to: call)) == "retry 30s")
        response.headers.append("Date", "Fri, 20 Nov 2026 23:59:00 GMT")
        #expect(describe(adapter.outcome(of: response, to: call)) == "retry 120s")
        for (status, mayBeDone) in [(500, false), (502, true), (503, false), (504, true), (522, true), (429, false)] {
            guard case .retry(let advice) = adapter.outcome(of: HTTPResponse(status: status), to: call) else {
                Issue.record("\(status) is not tried again")
                continue
            }
            #expect(advice.mayBeDone == mayBeDone, "\(status)")
        }
    }
}

/// An outcome in words.
func describe(_ outcome: CallOutcome) -> String {
    switch outcome {
    case .done(let message): "done" + (message?.text[.text].map { " " + $0.string } ?? "")
    case .retry(let advice):
        "retry" + (advice.isLate ? " late" : "") + (advice.after.map { " \($0.components.seconds)s" } ?? "")
    case .pauseAccount: "pause"
    case .gone: "gone"
    case .notFound: "not found"
    case .refused(let reason): "refused \(reason.rawValue)"
    }
}
