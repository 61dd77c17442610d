package import EmendCore

/// Reads. The API has no read of one message, so the messages of its ticket are listed and the one is picked:
/// https://gleap-1d346ffa.mintlify.app/api-reference/messages/get-messages, read 2026-11 (`limit` up to 10000, `skip`,
/// `sort`). `GET /v3/tickets/{id}` is used by several third-party readers of live data; in the reference inferred.
extension GleapAdapter {
    package func read(_ target: ReadTarget, page: ReadPage) -> Call {
        switch target {
        case .message(let key, let address):
            if address.room == key.id { return get("/v3/tickets/" + URLPart.encode(key.id)) }
            // Every message that comes in names its ticket; without one only the filter on any field is left (documented).
            let filter = address.room.map { "ticket=" + URLPart.encode($0) } ?? "_id=" + URLPart.encode(key.id)
            return list(filter, page)
        case .conversation(let ticket, _):
            return list("ticket=" + URLPart.encode(ticket), page)
        }
    }

    /// Newest first.
    private func list(_ filter: String, _ page: ReadPage) -> Call {
        get("/v3/messages?\(filter)&sort=-createdAt&limit=\(page.limit)&skip=\(page.skip)")
    }

    private func get(_ target: String) -> Call { Call(HTTPRequest(method: "GET", target: target, headers: headers())) }

    package func decodeRead(_ response: HTTPResponse, of target: ReadTarget, page: ReadPage) -> ReadAnswer {
        if let failure = ReadAnswer(failureOf: response) { return failure }
        guard let root = response.json else { return .unusable }
        if case .message(let key, let address) = target, address.room == key.id { return ticketAnswer(root, key) }
        guard let list = messages(in: root) else { return .unusable }
        var event = Event()
        for value in list.elements {
            if case .message(let key, _) = target, (try? GleapPayload.id(of: value)) != key.id { continue }
            add(value, ticket: target.conversation, arrival: .read, webhook: nil, to: &event)
        }
        // A page shorter than asked for need not be the last: a server may cap its pages.
        event.listed = list.elements.map { (try? GleapPayload.id(of: $0)) ?? "" }
        guard case .message = target else { return .found(event, more: list.count > 0) }
        // An empty list may also be what a key gets that must not see the ticket.
        if list.count == 0, page.skip == 0 { return .refused(status: 404) }
        return .found(event, more: list.count > 0 && event.messages.isEmpty && event.skipped.isEmpty)
    }

    /// A bare list as documented; with `paginated` it stands in an object (inferred).
    private func messages(in root: JSONValue) -> JSONValue? {
        for list in [root, root["messages"], root["data"]].compactMap(\.self) where list.kind == .array { return list }
        return nil
    }

    private func ticketAnswer(_ root: JSONValue, _ key: MessageKey) -> ReadAnswer {
        guard let ticket = record(in: root) else { return .unusable }
        var event = Event()
        if let text = GleapTicket(ticket: ticket).text {
            event.messages = [ticketMessage(key.id, text: text, payload: ticket)]
        }
        return .found(event, more: false)
    }

    /// A ticket, bare or in an object.
    private func record(in root: JSONValue) -> JSONValue? {
        for candidate in [root, root["ticket"], root["data"]].compactMap(\.self)
        where candidate["_id"] != nil || candidate["id"] != nil {
            return candidate
        }
        return nil
    }

    package func looseMessage(of target: ReadTarget, beside event: Event) -> Message? {
        guard case .conversation(let ticket, let loose?) = target else { return nil }
        var shown: Set<String> = []
        for message in event.messages { for part in message.text.parts { shown.insert(part.text.trimmed) } }
        let missing = loose.parts.filter { !$0.text.trimmed.isEmpty && !shown.contains($0.text.trimmed) }
        guard !missing.isEmpty else { return nil }
        return ticketMessage(ticket, text: TextView(missing).bounded, payload: nil)
    }

    /// The ticket's tags are replaced as a list, so they are read first.
    package func recordRead(for change: Change, on target: ChangeTarget) -> Call? {
        guard !change.tags.isEmpty || change.translation != nil, let ticket = target.ticket else { return nil }
        return get("/v3/tickets/" + URLPart.encode(ticket))
    }

    package func decodeRecord(_ response: HTTPResponse) -> RecordAnswer {
        switch ReadAnswer(failureOf: response) {
        case .retry(let advice): .retry(advice)
        case nil: response.json.flatMap(record).map { .found($0) } ?? .unreadable
        default: .unreadable
        }
    }
}

extension ReadTarget {
    fileprivate var conversation: ValidUTF8? {
        switch self {
        case .message(_, let address): address.room
        case .conversation(let conversation, _): conversation
        }
    }
}

extension ChangeTarget {
    var ticket: ValidUTF8? { conversation ?? address.room }
    /// Whether the change is for the text that stands on the ticket itself.
    var isTicket: Bool { key.id == ticket }
}

extension ValidUTF8 {
    /// Without white space at both ends; compared as Swift compares strings, by canonical equivalence.
    fileprivate var trimmed: String {
        let text = string
        guard let start = text.firstIndex(where: { !$0.isWhitespace }),
            let end = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[start...end])
    }
}
