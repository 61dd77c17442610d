package import EmendCore
import EmendCrypto

/// Rocket.Chat: the Omnichannel webhook and the outgoing integration on one address, told apart by their shape; updates
/// with the visitor's own token or as a bot.
package struct RocketChatAdapter: ProviderAdapter {
    let account: AccountSettings
    /// The user as whom `chat.*` is called; nil when the account does not have both halves.
    let bot: RocketChatBot?
    private let omnichannelTokens: [SecretBytes]
    private let integrationTokens: [SecretBytes]

    package init(account: AccountSettings) {
        self.account = account
        bot = RocketChatBot(account.credentials)
        omnichannelTokens = RocketChatAdapter.secrets(account, "token")
        integrationTokens = RocketChatAdapter.secrets(account, "integration_token")
    }

    /// An empty secret would let everyone in.
    private static func secrets(_ account: AccountSettings, _ key: String) -> [SecretBytes] {
        (account.webhookSecrets[key] ?? []).filter { !$0.bytes.isEmpty }.map { SecretBytes($0.bytes) }
    }

    var prefersBot: Bool { account.options["edit_with"] == "bot" }
    var writesCustomFields: Bool { account.options["custom_fields"] == "true" }

    /// Omnichannel sends a shared secret in clear in a header and leaves the header out when it has none; an outgoing
    /// integration has its token in the body (`webhooks.ts`, `triggerHandler.ts`, read 2026-11).
    package func authenticate(_ request: HTTPRequest, now: Timestamp) -> Authentication {
        if let presented = request.headers["X-RocketChat-Livechat-Token"] {
            guard omnichannelTokens.isEmpty else { return matches(presented, omnichannelTokens) ? .valid : .invalid }
            return integrationTokens.isEmpty && account.acceptsUnsigned ? .valid : .invalid
        }
        if !integrationTokens.isEmpty { return .afterParsing }
        return omnichannelTokens.isEmpty && account.acceptsUnsigned ? .valid : .invalid
    }

    /// The token of an integration opens its own shape only: who may create integrations must not speak for Omnichannel,
    /// whose events carry credentials of visitors.
    package func authenticate(body: JSONDocument) -> Authentication {
        guard let presented = body.root["token"]?.string, RocketChatShape(body.root) == .outgoing else {
            return .invalid
        }
        return matches(presented, integrationTokens) ? .valid : .invalid
    }

    private func matches(_ presented: String, _ secrets: [SecretBytes]) -> Bool {
        let bytes = Array(presented.utf8)
        var isValid = false
        // Every secret is tried, so that the time does not tell which one was right.
        for secret in secrets where constantTimeEqual(bytes, secret) { isValid = true }
        return isValid
    }

    package func decode(_ body: JSONDocument) -> Event {
        switch RocketChatShape(body.root) {
        case .omnichannel: omnichannelEvent(body.root)
        case .outgoing: outgoingEvent(body.root)
        case nil: Event(skipping: .rejected(.missingField))
        }
    }

    private func omnichannelEvent(_ root: JSONValue) -> Event {
        let webhook: RocketChatEvent
        do throws(RocketChatEventError) { webhook = try RocketChatEvent(root) } catch {
            return Event(skipping: error.verdict)
        }
        var event = Event()
        for message in webhook.messages.elements { add(message, of: webhook, to: &event) }
        return event
    }

    /// One message of the Omnichannel webhook.
    private func add(_ value: JSONValue, of webhook: RocketChatEvent, to event: inout Event) {
        let payload = RocketChatPayload(message: value)
        let room = payload.room ?? webhook.room
        let isOwn = webhook.isVisitors(payload)
        let isAgents = !isOwn && value.present("agentId") != nil
        var address = MessageAddress(room: room)
        if isOwn { address.credential = webhook.token } else if isAgents { address.author = payload.author.id }
        let sender = payload.author.sender(
            in: account, marked: isAgents ? .agent : .visitor, isTrustedName: isAgents)
        add(payload, sender: sender, address: address, arrival: webhook.arrival, webhook: webhook.root, to: &event)
        guard webhook.arrival == .webhook, let last = event.messages.indices.last else { return }
        event.messages[last].event = payload.editedAt == nil ? .created : .edited
    }

    /// Adds one message, or the reason why it is left.
    func add(
        _ payload: RocketChatPayload, sender: Sender, address: MessageAddress, arrival: Arrival, webhook: JSONValue?,
        to event: inout Event
    ) {
        do throws(RejectedReason) {
            guard payload.message.kind == .object else { throw .wrongType }
            let key = MessageKey(realm: account.realm, id: try payload.id())
            if payload.isDeleted { event.deleted.append(key) }
            if let reason = payload.ignored {
                event.skipped.append(Skipped(.ignored(reason), messageID: key.id, conversation: address.room))
                return
            }
            let text = try payload.textView()
            guard text.byteCount > 0 || payload.hasAttachments else {
                event.skipped.append(Skipped(.ignored(.noText), messageID: key.id, conversation: address.room))
                return
            }
            var message = Message(
                account: account.name, provider: .rocketchat, key: key, text: text, sender: sender, arrival: arrival)
            message.conversation = address.room
            message.address = address
            message.createdAt = payload.createdAt
            message.stamp = payload.editedAt ?? payload.createdAt
            message.hasAttachments = payload.hasAttachments
            message.isReply = payload.isReply
            message.payload = payload.message
            message.eventPayload = webhook
            event.messages.append(message)
        } catch {
            event.skipped.append(
                Skipped(.rejected(error), messageID: try? payload.id(), conversation: address.room))
        }
    }

    /// Omnichannel takes exactly 200 for success and keeps the body as `crmData` of the room, so there is none. An outgoing
    /// integration takes an empty body for failure, posts `text` and `attachments` of an answer into the room, and is
    /// switched off by 410 (`webhooks.ts`, `triggerHandler.ts`, read 2026-11).
    package func acknowledgement(of event: Event, to body: JSONDocument) -> HTTPResponse {
        guard RocketChatShape(body.root) == .outgoing else { return acknowledgement(of: event) }
        let answer = JSONWriter.object { $0.member("ok", bool: true) }
        return HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: answer)
    }

    package func acknowledgement(of event: Event) -> HTTPResponse { HTTPResponse(status: 200) }
}

/// A personal access token and its user.
struct RocketChatBot: Sendable {
    private let id: Secret
    private let token: Secret

    init?(_ credentials: [String: Secret]) {
        guard let id = credentials["user_id"], let token = credentials["auth_token"] else { return nil }
        (self.id, self.token) = (id, token)
    }

    var headers: HTTPHeaders { ["X-Auth-Token": token.revealed, "X-User-Id": id.revealed] }
}

extension Event {
    init(skipping verdict: SkipVerdict) {
        self.init()
        skipped = [Skipped(verdict)]
    }
}
