import EmendCore
import EmendProviders
import EmendService
import EmendStore
import Testing

struct ReadDeliveryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let readability: Readability
        let isHint: Bool
        let events: [DeliveryEvent]
        let steps: [String]

        init(
            _ name: String, realm readability: Readability = .readable, hint isHint: Bool = false,
            _ events: [DeliveryEvent], _ steps: [String]
        ) {
            (testDescription, self.readability, self.isHint) = (name, readability, isHint)
            (self.events, self.steps) = (events, steps)
        }
    }

    static let cases: [Case] = [
        Case("found", [.begin, .shows("a"), .committed([.new])], ["read", "commit a", "release"]),
        Case("gone", [.begin, .read(.gone), .settled], ["read", "settle gone", "release"]),
        Case(
            "refused before any read", realm: .unknown, [.begin, .read(.refused(status: 401)), .settled],
            ["read", "settle abandoned", "release"]),
        Case(
            "not found before any read", realm: .unknown, [.begin, .read(.refused(status: 404)), .settled],
            ["read", "settle abandoned", "release"]),
        Case(
            "shown as deleted", realm: .unknown, [.begin, .read(.gone), .settled], ["read", "settle gone", "release"]),
        Case(
            "a hint refused", realm: .unknown, hint: true, [.begin, .read(.refused(status: 401)), .settled],
            ["read", "put back", "release"]),
        Case(
            "a hint refused in an unreadable realm", realm: .unreadable, hint: true,
            [.begin, .read(.refused(status: 403)), .settled], ["read", "put back", "release"]),
        Case(
            "a hint not found", realm: .unknown, hint: true, [.begin, .read(.refused(status: 404)), .settled],
            ["read", "settle gone", "release"]),
        Case(
            "a hint gone", realm: .unknown, hint: true, [.begin, .read(.refused(status: 410)), .settled],
            ["read", "settle gone", "release"]),
        Case(
            "a hint that is not served", hint: true, [.begin, .read(.refused(status: 405)), .settled],
            ["read", "settle abandoned", "release"]),
        Case("refused later", [.begin, .read(.refused(status: 403)), .settled], ["read", "put back", "release"]),
        Case("not found later", [.begin, .read(.refused(status: 404)), .settled], ["read", "settle gone", "release"]),
        Case("busy", [.begin, .busyRead, .settled], ["read", "retry", "release"]),
        Case("not understood", [.begin, .read(.unusable), .settled], ["read", "retry late", "release"]),
        Case(
            "too long", [.begin, .read(.tooLarge), .shows("a"), .committed([.new])],
            ["read", "read 100 from 0", "commit a", "release"]),
        Case("no answer", [.begin, .unreachable, .settled], ["read", "retry", "release"]),
    ]

    @Test(arguments: cases)
    func `reads until what stands there is committed`(_ row: Case) throws {
        let target = ReadTarget.message(Samples.key, MessageAddress())
        var script = try DeliveryScript(.read(target), readability: row.readability, isHint: row.isHint)
        script.play(row.events)
        #expect(script.steps == row.steps)
    }

    @Test func `asks for further pages and commits them together`() throws {
        func page(_ id: ValidUTF8, more: Bool) -> DeliveryEvent {
            var message = Samples.message(id)
            message.key.id = id
            var event = Event()
            event.messages = [message]
            event.listed = [id]
            return .read(.found(event, more: more))
        }
        var script = try DeliveryScript(.read(.conversation("c1", loose: nil)))
        script.play([.begin, page("a", more: true), page("b", more: true), page("c", more: false)])
        #expect(script.steps == ["read", "read 200 from 1", "read 200 from 2", "commit a|b|c"])
    }

    @Test func `what no answer can hold is given up aloud, and the rest of it is judged`() throws {
        var script = try DeliveryScript(.read(.conversation("c1", loose: nil)))
        script.play([.begin] + Array(repeating: .read(.tooLarge), count: 8))
        script.play([.shows("a"), .committed([.new]), .settled])
        #expect(
            script.steps.suffix(5) == [
                "read 1 from 0", "read 1 from 1", "commit a", "settle abandoned", "release",
            ])
        #expect(script.notes.contains(.readAbandoned))
    }

    @Test func `text on the conversation alone is judged, whatever becomes of the read`() throws {
        for (answer, settlement) in [(ReadAnswer.gone, "gone"), (.refused(status: 405), "abandoned")] {
            let target = ReadTarget.conversation("c1", loose: TextView(text: "loose"))
            var script = try DeliveryScript(
                .read(target), isHint: true, adapter: GleapAdapter(account: try Samples.account(.both)))
            script.play([.begin, .read(answer), .committed([.new]), .settled])
            #expect(script.steps == ["read", "commit loose", "settle \(settlement)", "release"])
        }
    }

    @Test func `only a list that shows something proves that reads work`() throws {
        for listed in [[], ["m"]] as [[ValidUTF8]] {
            var script = try DeliveryScript(.read(.conversation("c1", loose: nil)), readability: .unknown)
            var event = Event()
            event.listed = listed
            script.play([.begin, .read(.found(event, more: false))])
            #expect(script.notes == (listed.isEmpty ? [] : [.realmIsReadable]))
        }
    }

    @Test func `tells what people have to hear of`() throws {
        let rows: [(answer: ReadAnswer, isHint: Bool, notes: [DeliveryNote])] = [
            (.refused(status: 403), true, [.pauseAccount]), (.refused(status: 410), true, []),
            (.refused(status: 405), true, [.realmIsUnreadable, .readAbandoned]),
            (.refused(status: 403), false, [.realmIsUnreadable, .readAbandoned]),
            (.unusable, false, [.readUnusable]), (.gone, false, [.realmIsReadable]),
        ]
        for row in rows {
            let target = ReadTarget.message(Samples.key, MessageAddress())
            var script = try DeliveryScript(.read(target), readability: .unknown, isHint: row.isHint)
            script.play([.begin, .read(row.answer)])
            #expect(script.notes == row.notes)
        }
    }
}
