import EmendCore
import EmendPlatform
import EmendProviders
import Synchronization
import TestSupport
import Testing

struct GleapReadTests {
    static func key(_ id: ValidUTF8) -> MessageKey {
        MessageKey(realm: "https://api.gleap.io \(GleapDecodeTests.project)", id: id)
    }

    static func address(_ target: ReadTarget, page: ReadPage = .first) throws -> String {
        try GleapDecodeTests.adapter().read(target, page: page).request.target
    }

    @Test
    func `reads name the ticket and go through its pages`() throws {
        let one = ReadTarget.message(Self.key("m"), MessageAddress(room: "t/1"))
        #expect(try Self.address(one) == "/v3/messages?ticket=t%2F1&sort=-createdAt&limit=200&skip=0")
        #expect(
            try Self.address(.conversation("t&x", loose: nil), page: ReadPage(skip: 400, limit: 100))
                == "/v3/messages?ticket=t%26x&sort=-createdAt&limit=100&skip=400")
        #expect(try Self.address(.message(Self.key("t"), MessageAddress(room: "t"))) == "/v3/tickets/t")
        #expect(
            try Self.address(.message(Self.key("m"), MessageAddress()))
                == "/v3/messages?_id=m&sort=-createdAt&limit=200&skip=0")
        let request = try GleapDecodeTests.adapter().read(one, page: .first).request
        #expect(
            request.headers["authorization"] == "Bearer k3y" && request.headers["Project"] == GleapDecodeTests.project)
    }

    @Test
    func `the documented list decodes`() throws {
        let body = try fixture("providers/gleap/rest.get-messages.json")
        let answer = try GleapDecodeTests.adapter().decodeRead(
            HTTPResponse(status: 200, body: body), of: .conversation("507f1f77bcf86cd799439011", loose: nil),
            page: .first)
        guard case .found(let event, more: true) = answer else { return #expect(Bool(false), "no messages") }
        #expect(
            event.messages.map { $0.text[.text] } == ["This is a sample message content.", "Thank you for the update!"])
        #expect(event.messages.allSatisfy { $0.arrival == .read && $0.sender.kind == .agent && $0.payload != nil })
        #expect(event.messages.first?.sender.name == "John Doe")
    }

    struct Read: Sendable, CustomTestStringConvertible {
        let name: String
        var status = 200
        let body: String
        let expected: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Read(name: "picked", body: #"[{"_id":"x","comment":"a"},{"_id":"m","comment":"b"}]"#, expected: "found b"),
        Read(name: "in an object", body: #"{"messages":[{"id":"m","comment":"b"}],"count":1}"#, expected: "found b"),
        Read(name: "a note", body: #"[{"_id":"m","isNote":true,"comment":"b"}]"#, expected: "found"),
        Read(name: "others only", body: #"[{"_id":"x","comment":"a"}]"#, expected: "more"),
        Read(name: "nothing", body: "[]", expected: "refused 404"),
        Read(
            name: "a full page", body: "[" + Array(repeating: "{}", count: 200).joined(separator: ",") + "]",
            expected: "more"),
        Read(name: "no list", body: "{}", expected: "unusable"),
        Read(name: "401", status: 401, body: "{}", expected: "refused 401"),
        Read(name: "409", status: 409, body: #"{"codeName":"MaxTimeMSExpired"}"#, expected: "retry"),
        Read(name: "text", status: 400, body: "Project header is required", expected: "unusable"),
    ])
    func `one message is picked from the list of its ticket`(_ c: Read) throws {
        let answer = try GleapDecodeTests.adapter().decodeRead(
            HTTPResponse(status: c.status, body: Array(c.body.utf8)),
            of: .message(Self.key("m"), MessageAddress(room: "t")), page: .first)
        let word =
            switch answer {
            case .found(_, more: true): "more"
            case .found(let event, more: false):
                "found" + (event.messages.first?.text[.text].map { " " + $0.string } ?? "")
            case .gone: "gone"
            case .refused(let status): "refused \(status)"
            case .retry: "retry"
            case .unusable, .tooLarge: "unusable"
            }
        #expect(word == c.expected)
    }

    /// Also on a thread with as little stack as ours have.
    @Test(arguments: [(100, nil), (200, UnscannedReason.unreadableContent), (100_000, .unreadableContent)])
    func `a message that is nested too deeply hides no other`(_ levels: Int, _ reason: UnscannedReason?) throws {
        let deep = GleapDecodeTests.nested(levels)
        let translated = String(repeating: #"{"a":["#, count: levels) + #""t""# + String(repeating: "]}", count: levels)
        let body =
            #"[{"_id":"d","data":{"content":\#(deep)},"translatedData":\#(translated)},{"_id":"m","comment":"b"}]"#
        let adapter = try GleapDecodeTests.adapter()
        let texts = Mutex<[[TextPart]]>([])
        let thread = try OwnedThread(name: "test") {
            let response = HTTPResponse(status: 200, body: Array(body.utf8))
            let answer = adapter.decodeRead(response, of: .conversation("t", loose: nil), page: .first)
            guard case .found(let event, _) = answer else { return }
            texts.withLock { $0 = event.messages.map(\.text.parts) }
        }
        thread.join()
        let found = texts.withLock(\.self)
        #expect(found.last == [TextPart(.text, "b")])
        #expect(found.first?.map(\.unreadable) == [reason, nil])
        #expect(found.first?.last == TextPart(PartKey(.translation, 0), "t"))
    }

    static func page(_ ids: Range<Int>) -> HTTPResponse {
        let list = ids.map { #"{"_id":"m\#($0)","comment":"c\#($0)"}"# }.joined(separator: ",")
        return HTTPResponse(status: 200, body: Array("[\(list)]".utf8))
    }

    @Test(arguments: [
        (450, 200, 4), (388, 200, 3), (7, 200, 2), (200, .max, 2), (600, .max, 2), (0, 200, 1), (300, 100, 5),
        (25, 10, 4),
    ])
    func `pages end, also where a server caps or ignores paging`(_ count: Int, _ cap: Int, _ pages: Int) throws {
        let adapter = try GleapDecodeTests.adapter()
        var read = PagedRead(.conversation("t", loose: nil))
        var (more, asked) = (true, 0)
        while more {
            let page = read.page
            let range = cap == .max ? 0..<count : min(count, page.skip)..<min(count, page.skip + min(cap, page.limit))
            asked += 1
            let answer = adapter.decodeRead(Self.page(range), of: read.target, page: read.page)
            guard case .found(let event, let says) = answer else { return #expect(Bool(false), "no page") }
            more = read.add(event, more: says)
        }
        #expect(asked == pages && read.event.messages.count == count)
    }

    @Test func `an answer that is too large is asked for in smaller pieces, down to the one that is left out`() {
        // Entry 5 alone is too large for an answer.
        var read = PagedRead(.conversation("t", loose: nil))
        var more = true
        while more {
            let range = read.page.skip..<min(300, read.page.skip + read.page.limit)
            if range.contains(5) {
                more = read.shrink()
            } else {
                var event = Event()
                event.deleted = range.map { Self.key(ValidUTF8("m\($0)")) }
                event.listed = event.deleted.map(\.id)
                more = read.add(event, more: range.upperBound < 300)
            }
        }
        #expect(!read.isWhole)
        #expect(read.event.deleted.count == 299)
    }

    @Test func `a message of thousands of parts is too large as a whole`() throws {
        let names = (0..<1500).map { #"{"name":"file \#($0)"}"# }.joined(separator: ",")
        let body = Array(#"[{"_id":"m","comment":"hello","attachments":[\#(names)]}]"#.utf8)
        let answer = try GleapDecodeTests.adapter().decodeRead(
            HTTPResponse(status: 200, body: body), of: .conversation("t", loose: nil), page: .first)
        guard case .found(let event, _) = answer else { return #expect(Bool(false), "no messages") }
        let parts = try #require(event.messages.first).text.parts
        #expect(parts.map(\.unreadable) == [.tooLarge])
        #expect(parts.first?.key == .whole && parts.first?.text.string.hasPrefix("hello\u{2029}file 0") == true)
    }

    @Test(arguments: [(" c0\n", true), ("c9", false), ("", true)])
    func `text on the ticket alone is a message of its own`(_ loose: ValidUTF8, _ isShown: Bool) throws {
        let adapter = try GleapDecodeTests.adapter()
        let target = ReadTarget.conversation("t", loose: TextView(text: loose))
        var read = PagedRead(target)
        guard case .found(let event, let more) = adapter.decodeRead(Self.page(0..<2), of: target, page: .first) else {
            return #expect(Bool(false), "no page")
        }
        let asksForMore = read.add(event, more: more)
        #expect(asksForMore)
        let messages = read.finished(by: adapter).messages
        #expect(messages.count == (isShown ? 2 : 3))
        guard !isShown, let message = messages.last else { return }
        #expect(message.key == Self.key("t") && message.conversation == "t" && message.contentType == "ticket")
        #expect(message.arrival == .read && message.text == TextView(text: loose))
    }
}
