import EmendCore
import EmendHTTP
import EmendService
import EmendStore
import Testing

/// What the service does when a provider is slow, broken or strict.
struct PressureTests {
    @Test func `calls no more often than the rate, and redactions first`() throws {
        let bench = try ServiceBench { account in
            account.rate = Rate(3, per: .seconds(3600))
            account.verify = .none
        }
        for number in 0..<5 { try bench.post("m\(number)", ServiceBench.card) }
        bench.waitUntilIdle()
        #expect(bench.provider.methods == ["PUT", "PUT", "PUT"])
        #expect(try bench.hits().count { $0 == "cards pending" } == 2)
    }

    @Test func `leaves a broken provider alone, probes it, and loses nothing`() throws {
        let bench = try ServiceBench { $0.verify = .none }
        let broken = FakeAmity.Script.answer(HTTPResponse(status: 502))
        bench.provider.script(broken, broken, broken, broken, broken, broken, broken)
        for number in 0..<6 { try bench.post("m\(number)", ServiceBench.card) }
        let provider = bench.provider
        bench.wait { (0..<6).allSatisfy { provider.text("m\($0)") == ServiceBench.redacted } }
        bench.waitUntilIdle()
        #expect(try bench.hits() == [String](repeating: "cards proved", count: 6))
        let log = try bench.logLines()
        #expect(log.contains { $0.contains("provider_failing") } && log.contains { $0.contains("provider_back") })
    }

    @Test func `takes many webhooks at once and answers each`() throws {
        let bench = try ServiceBench { $0.mode = .observe }
        let statuses = try bench.deliverTogether(
            (0..<500).map { FakeAmity.envelope("message.didCreate", "m\($0)", ServiceBench.card, edit: 0) })
        #expect(statuses.count { $0 == 200 } == 500)
        #expect(try bench.reader().hits(HitQuery()).count == 500)
    }

    @Test func `writes no text and no secret into its log`() throws {
        let bench = try ServiceBench { $0.credentials = ["token": Secret("provider-token")] }
        bench.provider.script(.answer(HTTPResponse(status: 500)), .answer(HTTPResponse(status: 403)))
        try bench.post("m1", ServiceBench.card)
        bench.waitUntilIdle()
        bench.service.stop()
        let log = try bench.logLines().joined(separator: "\n")
        #expect(log.contains("message=m1"))
        for secret in ["4111", "provider-token", "credit_card"] { #expect(!log.contains(secret)) }
    }

    @Test func `a second server on the same store is refused`() throws {
        let bench = try ServiceBench()
        #expect(throws: StoreError.self) { try bench.startAnother() }
        #expect(try bench.post("m1", "hello") == 200)
    }
}
