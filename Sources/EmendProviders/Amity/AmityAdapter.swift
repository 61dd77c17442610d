package import EmendCore
import EmendCrypto

/// Amity Social Cloud (social.plus): message webhooks, and updates that return the message.
package struct AmityAdapter: ProviderAdapter {
    let account: AccountSettings
    private let secrets: [SecretBytes]
    private let readsHex: Bool

    package init(account: AccountSettings) {
        self.account = account
        secrets = (account.webhookSecrets["secret"] ?? []).map { SecretBytes($0.bytes) }
        readsHex = account.options["encoding"] == "hex"
    }

    /// `x-amity-signature` is HMAC-SHA256 over the raw body, in base64; one page of the vendor shows hexadecimal, hence the
    /// account's `encoding`. A request with the legacy header alone is a second delivery, to be answered and left.
    /// https://learn.social.plus/analytics-and-moderation/social+-apis-and-services/webhook-event, read 2026-11.
    package func authenticate(_ request: HTTPRequest, now: Timestamp) -> Authentication {
        guard let header = request.headers["x-amity-signature"] else {
            if request.headers["x-eko-signature"] != nil { return .acknowledged(.legacySignature) }
            // A secret that is configured is asked for, whatever `unsigned` says.
            return secrets.isEmpty && account.acceptsUnsigned ? .valid : .invalid
        }
        if secrets.isEmpty { return account.acceptsUnsigned ? .valid : .invalid }
        let text = header.trimmingSpaces
        guard let presented = readsHex ? Hex.decode(text) : Base64.decode(text) else { return .invalid }
        var isValid = false
        // Every secret is tried, so that the time does not tell which one was right.
        for secret in secrets where hmacSHA256(key: secret, request.body).matches(presented) { isValid = true }
        return isValid ? .valid : .invalid
    }

    package func decode(_ body: JSONDocument) -> Event {
        var event = Event()
        guard let name = body.root.present("event"), let data = body.root.present("data") else {
            event.skipped.append(Skipped(.rejected(.missingField)))
            return event
        }
        guard let name = name.string else {
            event.skipped.append(Skipped(.rejected(.wrongType)))
            return event
        }
        guard let kind = AmityEventKind(name: name) else {
            event.skipped.append(Skipped(.ignored(.unknownEvent)))
            return event
        }
        guard let messages = data.present("messages"), messages.kind == .array else {
            event.skipped.append(Skipped(.rejected(data.present("messages") == nil ? .missingField : .wrongType)))
            return event
        }
        // The published schema of v5 events has the two lists swapped; what a member holds tells which it is.
        let feeds = data.present("messageFeeds").flatMap { $0.kind == .array ? Array($0.elements) : nil } ?? []
        let found =
            messages.elements.filter { !AmityPayload.isFeed($0) } + feeds.filter { $0.present("messageId") != nil }
        for message in found {
            let payload = AmityPayload(message: message, container: data)
            add(payload, kind: kind, arrival: .webhook, webhook: body.root, to: &event)
        }
        return event
    }

    /// Expected is 200 with an empty JSON object, within 1.5 s (same page as the signature).
    package func acknowledgement(of event: Event) -> HTTPResponse { Self.accepted }

    private static let accepted = HTTPResponse(
        status: 200, headers: ["Content-Type": "application/json"], body: Array("{}".utf8))

    /// AmityCo/apidocs `v3/message/api.yaml`, read 2026-11.
    package func read(_ target: ReadTarget, page: ReadPage) -> Call {
        let address =
            switch target {
            case .message(let key, _): "/api/v3/messages/" + URLPart.encode(key.id)
            case .conversation(let channel, _): "/api/v3/messages?channelId=" + URLPart.encode(channel)
            }
        return Call(HTTPRequest(method: "GET", target: address, headers: headers()))
    }

    package func decodeRead(_ response: HTTPResponse, of target: ReadTarget, page: ReadPage) -> ReadAnswer {
        if let failure = ReadAnswer(failureOf: response) { return failure }
        guard let root = response.json else { return .unusable }
        var event = Event()
        for payload in payloads(in: root) {
            add(payload, kind: nil, arrival: .read, webhook: nil, to: &event)
        }
        guard case .message(let key, _) = target else { return .found(event, more: false) }
        event.messages.removeAll { $0.key != key }
        if !event.messages.isEmpty { return .found(event, more: false) }
        if event.deleted.contains(key) { return .gone }
        // It is there, with nothing in it that could be judged.
        return event.skipped.contains { $0.messageID == key.id } ? .found(event, more: false) : .unusable
    }

    /// Adds one message, or the reason why it is left.
    func add(
        _ payload: AmityPayload, kind: AmityEventKind?, arrival: Arrival, webhook: JSONValue?, to event: inout Event
    ) {
        let conversation = payload.conversation
        do throws(RejectedReason) {
            guard payload.message.kind == .object else { throw .wrongType }
            let id = try payload.id()
            let key = MessageKey(realm: account.realm, id: id)
            if kind == .deleted || payload.isDeleted {
                event.deleted.append(key)
                event.skipped.append(Skipped(.ignored(.deleted), messageID: id, conversation: conversation))
                return
            }
            let text = payload.textView()
            guard !text.parts.isEmpty else {
                event.skipped.append(Skipped(.ignored(.noText), messageID: id, conversation: conversation))
                return
            }
            var message = message(payload, key: key, text: text, arrival: arrival, webhook: webhook)
            message.conversation = conversation
            message.event = kind.map { $0 == .created ? .created : .edited }
            event.messages.append(message)
        } catch {
            let id = try? payload.id()
            event.skipped.append(Skipped(.rejected(error), messageID: id, conversation: conversation))
        }
    }

    private func message(
        _ payload: AmityPayload, key: MessageKey, text: TextView, arrival: Arrival, webhook: JSONValue?
    ) -> Message {
        var message = Message(
            account: account.name, provider: .amity, key: key, text: text, sender: payload.sender(in: account),
            arrival: arrival)
        message.channel = payload.channelType
        message.createdAt = payload.createdAt
        message.stamp = payload.editedAt
        message.hasAttachments = payload.hasAttachments
        message.isReply = payload.isReply
        message.contentType = payload.type
        message.payload = payload.message
        message.eventPayload = webhook
        return message
    }

    /// The messages of an answer: `{messages, users, files}` as documented, the same under `data`, or a bare message.
    func payloads(in root: JSONValue) -> [AmityPayload] {
        for container in [root, root["data"]].compactMap(\.self) {
            if let messages = container["messages"], messages.kind == .array {
                return messages.elements.map { AmityPayload(message: $0, container: container) }
            }
            if container["messageId"] != nil { return [AmityPayload(message: container, container: nil)] }
        }
        return []
    }

    /// Bearer as in the spec, or `x-admin-token` as the page on admin tokens shows it (console/settings/admin-tokens).
    func headers() -> HTTPHeaders {
        let token = account.credentials["token"]?.revealed ?? ""
        return account.options["token_header"] == "x-admin-token"
            ? ["x-admin-token": token] : ["Authorization": "Bearer " + token]
    }
}
