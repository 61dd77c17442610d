import EmendCore
import EmendHTTP
import EmendPlatform
import Synchronization

/// A small Amity: keeps messages, answers reads and updates, and does what a script says of the next updates.
final class FakeAmity: HTTPHandler, Sendable {
    enum Script: Sendable {
        /// Answers so, and changes nothing.
        case answer(HTTPResponse)
        /// Updates, and answers nothing until ``release()``.
        case hold
        /// The same, but a user has edited the message just before.
        case editAndHold
        /// Updates, and answers without the message.
        case silent
    }

    struct Call: Hashable, Sendable {
        var method: String
        var id: String
        var text: String?
    }

    private struct State: Sendable {
        var texts: [String: String] = [:]
        var edits = 0
        var script: [Script] = []
        var reads: [HTTPResponse] = []
        var calls: [Call] = []
        var held: [(Exchange, HTTPResponse)] = []
    }

    private let state = Mutex(State())
    private let holds = BlockingQueue<Void>()

    func admit(_ head: RequestHead) -> Admission { .accept(bodyLimit: 1 << 20) }

    func handle(_ request: HTTPRequest, exchange: Exchange) {
        let id = String(request.path.split(separator: "/").last ?? "")
        let text =
            request.method == "PUT" ? try? JSONDocument(parsing: request.body).root["data"]?["text"]?.string : nil
        let call = Call(method: request.method, id: id, text: text)
        if let response = state.withLock({ answer(call, exchange, &$0) }) { exchange.respond(response) }
    }

    private func answer(_ call: Call, _ exchange: Exchange, _ state: inout State) -> HTTPResponse? {
        state.calls.append(call)
        guard call.method == "PUT" else {
            if !state.reads.isEmpty { return state.reads.removeFirst() }
            return message(call.id, state)
        }
        let script = state.script.isEmpty ? nil : state.script.removeFirst()
        if case .answer(let response) = script { return response }
        if case .editAndHold = script { state.edits += 1 }
        if let text = call.text {
            state.edits += 1
            state.texts[call.id] = text
        }
        switch script {
        case .hold, .editAndHold:
            state.held.append((exchange, message(call.id, state)))
            holds.push(())
            return nil
        case .silent: return HTTPResponse(status: 200, body: Array("{}".utf8))
        case .answer, nil: return message(call.id, state)
        }
    }

    private func message(_ id: String, _ state: State) -> HTTPResponse {
        guard let text = state.texts[id] else {
            return HTTPResponse(status: 404, body: Array(#"{"status":"error","code":400400}"#.utf8))
        }
        let body = FakeAmity.envelope(nil, id, text, edit: state.edits)
        return HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: body)
    }

    /// A webhook of `event`, or without one the answer to a read.
    static func envelope(_ event: String?, _ id: String, _ text: String, edit: Int) -> [UInt8] {
        let time = "2026-03-02T10:15:\(10 + edit).000Z"
        return JSONWriter.object { root in
            if let event { root.member("event", string: event) }
            root.key("data")
            root.object { data in
                data.key("messages")
                data.array { list in
                    list.object { message in
                        message.member("messageId", string: id)
                        message.member("channelId", string: "c1")
                        message.member("userId", string: "visitor-1")
                        message.member("type", string: "text")
                        message.key("tags")
                        message.array { _ in }
                        message.key("data")
                        message.object { $0.member("text", string: text) }
                        message.member("createdAt", string: "2026-03-02T10:15:10.000Z")
                        message.member("editedAt", string: time)
                    }
                }
            }
        }
    }

    /// The message as a user wrote or edited it; gives the edit's number.
    @discardableResult func write(_ id: String, _ text: String) -> Int {
        state.withLock { state in
            if state.texts.updateValue(text, forKey: id) != nil { state.edits += 1 }
            return state.edits
        }
    }

    func script(_ steps: Script...) { state.withLock { $0.script += steps } }
    func answerNextReads(_ answers: HTTPResponse...) { state.withLock { $0.reads += answers } }

    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for (exchange, answer) in held { exchange.respond(answer) }
    }

    var calls: [Call] { state.withLock { $0.calls } }
    /// `GET` and `PUT` in order.
    var methods: [String] { calls.map(\.method) }
    func text(_ id: String) -> String? { state.withLock { $0.texts[id] } }

    /// Waits until an update is held; false when none came in time.
    func waitForHold() -> Bool { holds.popAll(waitingUntil: SystemClock.uptime() + .seconds(20))?.isEmpty == false }
}
