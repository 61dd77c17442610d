package import EmendCore
import EmendCrypto

/// Gleap: webhooks that hint at tickets, messages read over REST, rich text spliced into the tree that is there.
package struct GleapAdapter: ProviderAdapter {
    let account: AccountSettings
    private let header: String?
    private let values: [SecretBytes]

    package init(account: AccountSettings) {
        self.account = account
        header = account.options["header"]
        values = (account.webhookSecrets["value"] ?? []).map { SecretBytes($0.bytes) }
    }

    /// A header that the operator sets on the webhook (`WebhookDto.headers`, https://api.gleap.io/api-docs.json 14.0.0, read
    /// 2026-11). No signature exists: `x-gleap-signature` was seen only in drafts that never received a request.
    package func authenticate(_ request: HTTPRequest, now: Timestamp) -> Authentication {
        admits(request.headers) ? .valid : .invalid
    }

    /// The header is all there is to the proof.
    package func admits(_ headers: HTTPHeaders) -> Bool {
        guard let header, !values.isEmpty else { return account.acceptsUnsigned }
        guard let presented = headers[header] else { return false }
        let bytes = Array(presented.utf8)
        var isValid = false
        // Every value is tried, so that the time does not tell which one was right.
        for value in values where constantTimeEqual(bytes, value) { isValid = true }
        return isValid
    }

    package func decode(_ body: JSONDocument) -> Event {
        var event = Event()
        do throws(GleapEventError) {
            let hint = try GleapEvent(body.root, project: account.credentials["project"]?.revealed)
            event.reads = [.conversation(hint.id, loose: GleapTicket(ticket: hint.ticket).text)]
            if let message = latestComment(of: hint, webhook: body.root) { event.messages = [message] }
        } catch {
            event.skipped = [Skipped(error.verdict)]
        }
        return event
    }

    /// Text in the hint is judged at once; whatever is odd about it is left to the read, which names it.
    private func latestComment(of hint: GleapEvent, webhook: JSONValue) -> Message? {
        guard let comment = hint.ticket["latestComment"], comment.kind == .object else { return nil }
        var event = Event()
        add(comment, ticket: hint.id, arrival: .hint, webhook: webhook, to: &event)
        return event.messages.first
    }

    /// Consumers answer 200 with an empty body (gleaptracker); nothing is documented.
    package func acknowledgement(of event: Event) -> HTTPResponse { HTTPResponse(status: 200) }

    /// Adds one message, or the reason why it is left.
    func add(_ value: JSONValue, ticket: ValidUTF8?, arrival: Arrival, webhook: JSONValue?, to event: inout Event) {
        let payload = GleapPayload(message: value)
        let conversation = payload.ticket ?? ticket
        let id: ValidUTF8
        do throws(RejectedReason) {
            guard value.kind == .object else { throw .wrongType }
            id = try payload.id()
        } catch {
            event.skipped.append(Skipped(.rejected(error), conversation: conversation))
            return
        }
        func skip(_ reason: IgnoredReason) {
            event.skipped.append(Skipped(.ignored(reason), messageID: id, conversation: conversation))
        }
        if let reason = payload.ignored { return skip(reason) }
        let content = GleapContent(value)
        guard !content.parts.isEmpty || payload.hasAttachments else { return skip(.noText) }
        var message = Message(
            account: account.name, provider: .gleap, key: MessageKey(realm: account.realm, id: id),
            text: content.parts.isEmpty ? TextView(text: "") : content.textView, sender: payload.sender(in: account),
            arrival: arrival)
        message.conversation = conversation
        message.address.room = conversation
        message.channel = payload.channel
        message.createdAt = payload.createdAt
        message.stamp = payload.updatedAt
        message.hasAttachments = payload.hasAttachments
        message.isReply = payload.isReply
        message.contentType = payload.type
        message.payload = value
        message.eventPayload = webhook
        event.messages.append(message)
    }

    /// The text of a ticket as a message whose id is the ticket's.
    func ticketMessage(_ ticket: ValidUTF8, text: TextView, payload: JSONValue?) -> Message {
        var message = Message(
            account: account.name, provider: .gleap, key: MessageKey(realm: account.realm, id: ticket), text: text,
            sender: Sender(.visitor, isCertain: false), arrival: .read)
        message.conversation = ticket
        message.address.room = ticket
        message.contentType = GleapAdapter.ticketType
        message.payload = payload
        return message
    }

    static let ticketType = "ticket"

    /// `Project` is required (the update page, read 2026-11); names of headers have no case.
    func headers() -> HTTPHeaders {
        [
            "Authorization": "Bearer " + (account.credentials["api_key"]?.revealed ?? ""),
            "project": account.credentials["project"]?.revealed ?? "",
        ]
    }
}
