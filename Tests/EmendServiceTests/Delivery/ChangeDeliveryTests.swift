import EmendCore
import EmendProviders
import EmendService
import EmendStore
import Testing

struct ChangeDeliveryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: PendingChange
        let verify: AccountSettings.Verify
        let readability: Readability
        let isClean: Bool
        let events: [DeliveryEvent]
        let steps: [String]

        init(
            _ name: String, of change: PendingChange = Samples.change(), verify: AccountSettings.Verify = .both,
            realm readability: Readability = .readable, clean: Bool = true,
            _ events: [DeliveryEvent], _ steps: [String]
        ) {
            (testDescription, self.change, self.verify) = (name, change, verify)
            (self.readability, isClean, self.events, self.steps) = (readability, clean, events, steps)
        }
    }

    private static let redacted = Samples.redacted
    private static let judged = Samples.judged
    private static let started = Samples.change(startedAt: Timestamp(seconds: 15))
    private static let superseded: PendingChange = {
        var change = started
        change.isSuperseded = true
        return change
    }()
    private static let gateway: RetryAdvice = {
        var advice = RetryAdvice()
        advice.mayBeDone = true
        return advice
    }()
    private static let tagged = Samples.change { $0.tags = ["lang:de"] }
    private static let marked = Samples.change(redacts: false) { $0.marks = [Mark(.read)] }

    /// A list to its end, with the message left out for that reason.
    private static func lists(_ verdict: SkipVerdict?) -> DeliveryEvent {
        var event = Event()
        event.skipped = verdict.map { [Skipped($0, messageID: Samples.key.id)] } ?? []
        event.listed = ["another"]
        return .read(.found(event, more: false))
    }

    static let cases: [Case] = [
        Case(
            "redact and see it served", [.begin, .shows(judged), .started(true), .serves(redacted), .settled],
            ["read", "start", "send redact", "settle redact=proved served", "release"]),
        Case(
            "an answer without text is read after",
            [.begin, .shows(judged), .started(true), .done, .shows(redacted), .settled],
            ["read", "start", "send redact", "read", "settle redact=proved served", "release"]),
        Case(
            "verify none reads nothing", verify: .none, [.begin, .started(true), .done, .settled],
            ["start", "send redact", "settle redact=accepted", "release"]),
        Case(
            "verify none uses the text in the answer", verify: .none,
            [.begin, .started(true), .serves(redacted), .settled],
            ["start", "send redact", "settle redact=proved served", "release"]),
        Case(
            "verify after does not read before", verify: .after,
            [.begin, .started(true), .done, .shows(redacted), .settled],
            ["start", "send redact", "read", "settle redact=proved served", "release"]),
        Case(
            "verify before does not read after", verify: .before,
            [.begin, .shows(judged), .started(true), .done, .settled],
            ["read", "start", "send redact", "settle redact=accepted", "release"]),
        Case(
            "the provider trims and breaks lines its own way",
            [.begin, .shows(judged), .started(true), .serves(" card [credit_card]\r\n"), .settled],
            ["read", "start", "send redact", "settle redact=proved served", "release"]),
        Case(
            "another text is judged anew", [.begin, .shows("hello"), .committed([.new]), .settled],
            ["read", "commit hello", "settle replaced", "release"]),
        Case(
            "a deferred answer to another text is waited for",
            [.begin, .shows("hello"), .committed([.deferred(.order)]), .settled],
            ["read", "commit hello", "retry", "release"]),
        Case(
            "our text, never sent, was written by someone else", [.begin, .shows(redacted), .settled],
            ["read", "settle redact=dropped(superseded) served", "release"]),
        Case(
            "our text after a crash proves the call", of: started, [.begin, .shows(redacted), .settled],
            ["read", "settle redact=proved served", "release"]),
        Case(
            "the judged text after a crash is sent again", of: started, verify: .after,
            [.begin, .shows(judged), .started(true)], ["read", "start", "send redact"]),
        Case(
            "a crash with verify none sends again", of: started, verify: .none, [.begin, .started(true)],
            ["start", "send redact"]),
        Case(
            "a braked message is looked at first", verify: .after, [.beginAndLook], ["read"]),
        Case("gone before", [.begin, .read(.gone), .settled], ["read", "settle gone", "release"]),
        Case(
            "gone at the call", [.begin, .shows(judged), .started(true), .answer(.gone), .settled],
            ["read", "start", "send redact", "settle gone", "release"]),
        Case(
            "not in the whole list", [.begin, lists(nil), .settled], ["read", "settle gone", "release"]),
        Case(
            "without text", [.begin, lists(.ignored(.noText)), .settled], ["read", "settle gone", "release"]),
        Case(
            "in a form that nobody understands", [.begin, lists(.rejected(.missingField)), .settled],
            ["read", "retry late", "release"]),
        Case(
            "not found at the call", [.begin, .shows(judged), .started(true), .answer(.notFound), .settled],
            ["read", "start", "send redact", "settle gone", "release"]),
        Case(
            "not found at the call, where no read has worked", realm: .unknown,
            [.begin, .read(.refused(status: 404)), .started(true), .answer(.notFound), .settled],
            ["read", "start", "send redact", "settle redact=refused(not_found)", "release"]),
        Case(
            "a read refused before any has worked", realm: .unknown,
            [.begin, .read(.refused(status: 403)), .started(true), .done, .settled],
            ["read", "start", "send redact", "settle redact=accepted", "release"]),
        Case(
            "not found before any read has worked", realm: .unknown,
            [.begin, .read(.refused(status: 404)), .started(true)], ["read", "start", "send redact"]),
        Case(
            "shown as deleted by the first read of all", realm: .unknown, [.begin, .read(.gone), .settled],
            ["read", "settle gone", "release"]),
        Case(
            "a realm that was not readable is asked again", realm: .unreadable,
            [.begin, .shows(judged), .started(true), .serves(redacted), .settled],
            ["read", "start", "send redact", "settle redact=proved served", "release"]),
        Case(
            "what the answer shows proves nothing where the read was refused", realm: .unreadable,
            [.begin, .read(.refused(status: 401)), .started(true), .serves(redacted), .settled],
            ["read", "start", "send redact", "settle redact=accepted served", "release"]),
        Case(
            "a read refused after reads have worked", [.begin, .read(.refused(status: 401)), .settled],
            ["read", "put back", "release"]),
        Case(
            "credentials refused at the call",
            [.begin, .shows(judged), .started(true), .answer(.pauseAccount), .settled],
            ["read", "start", "send redact", "put back unsent", "release"]),
        Case(
            "a busy provider", [.begin, .shows(judged), .started(true), .busy, .settled],
            ["read", "start", "send redact", "retry unsent", "release"]),
        Case(
            "a gateway that may have let it through", verify: .none,
            [.begin, .started(true), .answer(.retry(gateway)), .settled],
            ["start", "send redact", "retry", "release"]),
        Case(
            "busy after an attempt that may have arrived", of: started, verify: .none,
            [.begin, .started(true), .busy, .settled], ["start", "send redact", "retry", "release"]),
        Case(
            "a request that did not leave", verify: .none, [.begin, .started(true), .notSent, .settled],
            ["start", "send redact", "retry unsent", "release"]),
        Case(
            "a newer text is known and the read is refused", of: superseded, realm: .unknown,
            [.begin, .read(.refused(status: 401)), .settled], ["read", "settle superseded", "release"]),
        Case(
            "a newer text is known and nothing is read", of: superseded, verify: .none, [.begin, .settled],
            ["settle superseded", "release"]),
        Case(
            "a newer text is known and the read shows the judged one", of: superseded,
            [.begin, .shows(judged), .committed([.new]), .settled],
            ["read", "commit \(judged.string)", "settle replaced", "release"]),
        Case(
            "a newer text is known and the read shows ours", of: superseded, [.begin, .shows(redacted), .settled],
            ["read", "settle redact=proved served", "release"]),
        Case(
            "no answer", [.begin, .shows(judged), .started(true), .unreachable, .settled],
            ["read", "start", "send redact", "retry", "release"]),
        Case("no answer to the read", [.begin, .unreachable, .settled], ["read", "retry", "release"]),
        Case("an answer nobody understands", [.begin, .read(.unusable), .settled], ["read", "retry late", "release"]),
        Case(
            "refused", [.begin, .shows(judged), .started(true), .answer(.refused(.permission)), .settled],
            ["read", "start", "send redact", "settle redact=refused(permission)", "release"]),
        Case("the row changed meanwhile", [.begin, .shows(judged), .started(false)], ["read", "start", "release"]),
        Case(
            "altered and clean", [.begin, .shows(judged), .started(true), .serves("card ***"), .settled],
            ["read", "start", "send redact", "settle redact=accepted(altered) served", "release"]),
        Case(
            "altered and not clean", clean: false,
            [.begin, .shows(judged), .started(true), .serves("card 4111"), .committed([.new]), .settled],
            ["read", "start", "send redact", "commit card 4111", "settle replaced", "release"]),
        Case(
            "altered and not clean: tags of the same call are done", of: tagged, clean: false,
            [.begin, .shows(judged), .started(true), .serves("card 4111"), .settled, .committed([.new]), .settled],
            [
                "read", "start", "send redact,tag", "settle tag=accepted", "commit card 4111", "settle replaced",
                "release",
            ]),
        Case(
            "tags go with the text in one call", of: tagged,
            [.begin, .shows(judged), .started(true), .serves(redacted), .settled],
            ["read", "start", "send redact,tag", "settle tag=accepted,redact=proved served", "release"]),
        Case(
            "tags without a read are impossible", of: tagged, verify: .none,
            [.begin, .started(true), .done, .settled],
            ["start", "send redact", "settle tag=impossible(unreadable),redact=accepted", "release"]),
        Case(
            "our text stands, the tags are still to come",
            of: Samples.change(startedAt: Timestamp(seconds: 15)) { $0.tags = ["a"] },
            [.begin, .shows(redacted), .started(true), .done, .settled],
            ["read", "start", "send tag", "settle redact=proved,tag=accepted served", "release"]),
        Case(
            "a translation is written over what was read, also with verify after",
            of: Samples.change(redacts: false) { $0.translation = Translation(language: "de", target: "en") },
            verify: .after, [.begin, .shows(judged), .started(true), .done, .settled],
            ["read", "start", "send translate", "settle translate=accepted", "release"]),
        Case(
            "a mark Amity cannot make is not read for", of: marked, [.begin, .settled],
            ["settle mark:read=impossible(unsupported_action)", "release"]),
        Case(
            "tags expire, redactions do not", of: tagged,
            [.beginTooLate, .shows(judged), .started(true), .serves(redacted), .settled],
            ["read", "start", "send redact", "settle tag=dropped(expired),redact=proved served", "release"]),
        Case(
            "a tag alone expires without a call", of: Samples.change(redacts: false) { $0.tags = ["a"] },
            [.beginTooLate, .settled], ["settle tag=dropped(expired)", "release"]),
        Case(
            "not shown after the call: looked at again later",
            [.begin, .shows(judged), .started(true), .done, .busyRead, .settled],
            ["read", "start", "send redact", "read", "retry", "release"]),
    ]

    @Test(arguments: cases)
    func `asks for the steps that the answers call for`(_ row: Case) throws {
        var script = try DeliveryScript(
            .change(row.change), verify: row.verify, readability: row.readability, clean: row.isClean)
        script.play(row.events)
        #expect(script.steps == row.steps)
    }

    @Test func `tells what people have to hear of`() throws {
        let rows: [(events: [DeliveryEvent], note: DeliveryNote)] = [
            (
                [.begin, .shows(Self.judged), .started(true), .answer(.refused(.blockedWord))],
                .redactionRefused(.blockedWord)
            ),
            ([.begin, .shows(Self.judged), .started(true), .answer(.pauseAccount)], .pauseAccount),
            ([.begin, .shows(Self.judged)], .realmIsReadable), ([.begin, .read(.gone)], .realmIsReadable),
            ([.begin, .read(.unusable)], .readUnusable),
            ([.begin, .read(.gone)], .receipt(.redact, .dropped(.gone))),
            (
                [.begin, .shows(Self.judged), .started(true), .serves(Self.redacted), .settled(.overtaken)],
                .overtaken
            ),
            (
                [.begin, .shows(Self.judged), .started(true), .serves(Self.redacted)], .receipt(.redact, .proved)
            ),
        ]
        for row in rows {
            var script = try DeliveryScript(.change(Samples.change()))
            script.play(row.events)
            #expect(script.notes.contains(row.note))
        }
    }
}
