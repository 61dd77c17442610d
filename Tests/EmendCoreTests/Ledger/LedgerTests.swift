import EmendCore
import Testing

struct LedgerTests {
    struct Story: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var readable: [(String, String)]
        /// Where the account is not read; nil means the same.
        var unreadable: [(String, String)]?

        init(_ name: String, _ readable: [(String, String)], unreadable: [(String, String)]? = nil) {
            (testDescription, self.readable, self.unreadable) = (name, readable, unreadable)
        }
    }

    static let redacted = [("created a@1", "new"), ("start", "started"), ("answer", "settled")]

    static let stories = [
        Story("the provider's retry", [("created a@1", "new"), ("created a@1", "same"), ("created a@1", "same")]),
        Story("our echo", redacted + [("edited A@2", "echo"), ("edited A@2", "echo")]),
        Story(
            "the user goes back to the original",
            redacted + [("edited A@2", "echo"), ("edited a@3", "new"), ("start", "started"), ("answer", "settled")]),
        Story(
            "back to the original, without times", redacted + [("edited a", "deferred read"), ("read a", "new")],
            unreadable: redacted + [("edited a", "new")]),
        Story("a created event after an edit", [("edited b@2", "new"), ("created a@1", "older")]),
        Story("a created event after an edit, without times", [("edited b", "new"), ("created a", "older")]),
        Story(
            "two edits out of order", [("created c@1", "new"), ("edited b@3", "new"), ("edited a@2", "deferred read")],
            unreadable: [("created c@1", "new"), ("edited b@3", "new"), ("edited a@2", "older")]),
        Story(
            "echo before the answer",
            [
                ("created a@1", "new"), ("start", "started"), ("edited A@2", "echo"), ("created a@1", "older"),
                ("answer", "settled"), ("edited A@2", "echo"),
            ]),
        Story(
            "edited during the call",
            [
                ("created a@1", "new"), ("start", "started"), ("edited b@2", "new overtakes"), ("answer", "awaiting"),
                ("read A@3", "echo drops overwrote"), ("edited A@3", "echo"),
            ],
            unreadable: [
                ("created a@1", "new"), ("start", "started"), ("edited b@2", "new overtakes"),
                ("answer", "overwrote(unread)"), ("start", "started"), ("answer", "settled"), ("edited B@4", "echo"),
            ]),
        Story(
            "edited during the call, and the edit stands",
            [
                ("created a@1", "new"), ("start", "started"), ("edited b@2", "new overtakes"), ("answer", "awaiting"),
                ("read b@2", "same confirmed"), ("start", "started"), ("answer", "settled"),
            ]),
        Story(
            "an edit that our call replaced is told of after the receipt",
            [
                ("created a@1", "new"), ("start", "started"), ("answer @5", "settled"),
                ("edited c@3", "deferred read reopens"), ("edited c@3", "deferred read overtakes"),
                ("read A@5", "echo overwrote"),
                ("edited c@3", "deferred read"),
            ],
            unreadable: [
                ("created a@1", "new"), ("start", "started"), ("answer @5", "settled"),
                ("edited c@3", "older reopens"), ("edited c@3", "older"),
            ]),
        Story(
            "what stood between two calls of one change is told of after the receipt",
            [
                ("created aa@1", "new"), ("start", "started"), ("answer @5", "settled"),
                ("edited Aa@3", "deferred read"),
            ],
            unreadable: [
                ("created aa@1", "new"), ("start", "started"), ("answer @5", "settled"), ("edited Aa@3", "older"),
            ]),
        Story(
            "an edit from before the judged text is told of after the receipt",
            [
                ("edited a@3", "new"), ("start", "started"), ("answer @5", "settled"), ("edited c@2", "deferred read"),
            ],
            unreadable: [
                ("edited a@3", "new"), ("start", "started"), ("answer @5", "settled"), ("edited c@2", "older"),
            ]),
        Story(
            "an edit that our call replaced is told of late, and another edit stands",
            [
                ("created a@1", "new"), ("start", "started"), ("answer @5", "settled"),
                ("edited c@3", "deferred read reopens"), ("read b@6", "new confirmed"),
            ],
            unreadable: [
                ("created a@1", "new"), ("start", "started"), ("answer @5", "settled"), ("edited b@6", "new"),
                ("edited c@3", "older"),
            ]),
        Story(
            "the original again during the call",
            [
                ("created a@1", "new"), ("start", "started"), ("edited a@2", "same again"), ("answer", "awaiting"),
                ("read a@2", "new confirmed"),
            ],
            unreadable: [("created a@1", "new"), ("start", "started"), ("edited a@2", "new again")]),
        Story(
            "the original again during the call, and ours stands",
            [
                ("created a@1", "new"), ("start", "started"), ("edited a@2", "same again"), ("answer", "awaiting"),
                ("read A@3", "echo confirmed"),
            ]),
        Story(
            "an edit that comes after the echo which overwrote it",
            [
                ("created a@1", "new"), ("start", "started"), ("edited A@3", "echo"),
                ("edited b@2", "deferred read overtakes"), ("answer", "awaiting"), ("read A@3", "echo overwrote"),
            ],
            unreadable: [
                ("created a@1", "new"), ("start", "started"), ("edited A@3", "echo"), ("edited b@2", "older overtakes"),
                ("answer", "overwrote(unread)"),
            ]),
        Story(
            "a late echo of the text before last",
            redacted + [("edited b@3", "new"), ("edited A@2", "echo")]
                + [("start", "started"), ("answer", "settled"), ("edited B@4", "echo")]),
        Story(
            "a late echo without times",
            redacted + [("edited b", "deferred read"), ("read b", "new")]
                + [("edited A", "echo"), ("edited b", "same")],
            unreadable: redacted + [("edited b", "new"), ("edited A", "echo"), ("edited b", "same")]),
        Story("the user writes our text", [("created a@1", "new"), ("edited A@2", "echo drops")]),
        Story(
            "deleted and late",
            [
                ("created a@1", "new"), ("deleted", "gone"), ("created a@1", "older"),
                ("edited b", "older"), ("edited b@2", "new"),
            ]),
        Story(
            "deleted while it was read",
            [("created a@1", "new"), ("deleted", "gone"), ("late-read a@1", "older"), ("read a@1", "new")]),
        Story(
            "a second shape with a part never seen",
            [("created c", "new"), ("created ca", "new"), ("created c", "same")]),
        Story("a part that is missing says nothing", [("created ab@1", "new"), ("created a@1", "same")]),
        Story(
            "a hint of a known message", [("hint c", "new"), ("hint c", "same"), ("hint a", "deferred")],
            unreadable: [("hint c", "new"), ("hint c", "same"), ("hint a", "new")]),
        Story(
            "a read that proves nothing",
            [
                ("created a@5", "new"), ("read c@4", "deferred read"), ("late-read c", "deferred read"),
                ("late-read-again c", "new drops"),
            ]),
    ]

    @Test(arguments: stories, [true, false]) func `judges each event as the table says`(
        _ story: Story, isReadable: Bool
    ) {
        var script = LedgerScript(isReadable: isReadable)
        let steps = isReadable ? story.readable : story.unreadable ?? story.readable
        if !isReadable, story.unreadable == nil, steps.contains(where: { $0.0.hasPrefix("read") }) { return }
        let verdicts = steps.map { script.run($0.0) }
        #expect(verdicts == steps.map(\.1))
    }
}
