import EmendCore
import EmendProviders
import EmendService
import EmendStore
import Testing

/// A provider whose updates can only be built over what is there.
struct GleapDeliveryTests {
    private static func adapter() throws -> GleapAdapter {
        var account = try Samples.account(.none)
        account.provider = .gleap
        return GleapAdapter(account: account)
    }

    private static func shows(_ text: String) throws -> DeliveryEvent {
        let body = #"[{"_id":"m1","ticket":"c1","data":{"content":"\#(text)"}}]"#
        let target = ReadTarget.message(Samples.key, MessageAddress(room: "c1"))
        let response = HTTPResponse(status: 200, body: Array(body.utf8))
        return .read(try adapter().decodeRead(response, of: target, page: .first))
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: PendingChange
        var readability = Readability.readable
        var events: [DeliveryEvent]
        var steps: [String]
    }

    static func rows() throws -> [Row] {
        let tagged = Samples.change(redacts: false) { $0.tags = ["a"] }
        let tags = try JSONDocument(parsing: Array(#"{"_id":"c1","tags":["b"]}"#.utf8)).root
        return [
            Row(
                testDescription: "a text is read to be written, and not after", change: Samples.change(),
                events: [.begin, try shows("card 4111 1111 1111 1111"), .started(true), .done, .settled],
                steps: ["read", "start", "send redact", "settle redact=accepted", "release"]),
            Row(
                testDescription: "another text is judged", change: Samples.change(),
                events: [.begin, try shows("hello"), .committed([.new]), .settled],
                steps: ["read", "commit hello", "settle replaced", "release"]),
            Row(
                testDescription: "tags need the ticket alone", change: tagged,
                events: [.begin, .record(.found(tags)), .started(true), .done, .settled],
                steps: ["read record", "start", "send tag", "settle tag=accepted", "release"]),
            Row(
                testDescription: "where nothing can be read nothing can be written", change: Samples.change(),
                readability: .unreadable, events: [.begin, .read(.refused(status: 401)), .settled],
                steps: ["read", "settle redact=impossible(unreadable)", "release"]),
        ]
    }

    @Test(arguments: try rows())
    func `with verify none what a call is built over is read all the same`(_ row: Row) throws {
        var script = try DeliveryScript(
            .change(row.change), verify: .none, readability: row.readability, adapter: try Self.adapter())
        script.play(row.events)
        #expect(script.steps == row.steps)
    }
}
