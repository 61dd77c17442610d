package import EmendCore

/// Reads of one message: with the visitor's token for a message of the visitor's own, else as the bot.
///
/// `apps/meteor/app/livechat/server/api/v1/message.ts` and `apps/meteor/app/api/server/v1/chat.ts`, read 2026-11. The token
/// stands in the query; the address is neither logged nor stored.
extension RocketChatAdapter {
    package func canRead(_ target: ReadTarget) -> Bool {
        guard case .message(_, let address) = target else { return false }
        return bot != nil || (address.credential != nil && address.room != nil)
    }

    package func read(_ target: ReadTarget, page: ReadPage) -> Call {
        switch target {
        case .message(let key, let address):
            if let token = address.credential, let room = address.room {
                let query = "?token=" + URLPart.encode(ValidUTF8(token.revealed)) + "&rid=" + URLPart.encode(room)
                let path = "/api/v1/livechat/message/" + URLPart.encode(key.id)
                return Call(HTTPRequest(method: "GET", target: path + query))
            }
            return get("/api/v1/chat.getMessage?msgId=" + URLPart.encode(key.id))
        case .conversation(let room, _):
            // No event asks for one; `canRead` says no.
            return get("/api/v1/livechat/messages.history/" + URLPart.encode(room))
        }
    }

    private func get(_ target: String) -> Call {
        Call(HTTPRequest(method: "GET", target: target, headers: bot?.headers ?? [:]))
    }

    package func decodeRead(_ response: HTTPResponse, of target: ReadTarget, page: ReadPage) -> ReadAnswer {
        guard case .message(let key, let address) = target else { return .unusable }
        let json = response.json
        if let failure = failure(response, json) { return failure }
        guard let json, json.saysSuccess, let shown = json["message"], shown.kind == .object else { return .unusable }
        var event = Event()
        add(shown: shown, at: address, to: &event)
        if event.deleted.contains(key) { return .gone }
        event.messages.removeAll { $0.key != key }
        event.skipped.removeAll { $0.messageID != key.id }
        return event.messages.isEmpty && event.skipped.isEmpty ? .unusable : .found(event, more: false)
    }

    /// A message as the API shows it. `token` stands in it when a visitor wrote it.
    ///
    /// - Parameter address: What is known of it; it tells visitor and agent apart where the message does not.
    func add(shown: JSONValue, at address: MessageAddress, to event: inout Event) {
        let payload = RocketChatPayload(message: shown)
        var address = address
        address.room = payload.room ?? address.room
        address.credential = address.credential ?? shown.filledText("token").map { Secret($0.bytes) }
        let isVisitors = address.credential != nil
        let isAgents = address.author != nil && address.author == payload.author.id
        let isBot = shown["bot"].map { $0.bool == true || $0.kind == .object } ?? false
        let sender = payload.author.sender(
            in: account, marked: isVisitors ? .visitor : isBot ? .bot : isAgents ? .agent : nil,
            isTrustedName: !isVisitors)
        add(payload, sender: sender, address: address, arrival: .read, webhook: nil, to: &event)
    }

    /// What an answer says that is not the message; nil for success.
    private func failure(_ response: HTTPResponse, _ json: JSONValue?) -> ReadAnswer? {
        let code = RocketChatError(json)
        if response.status == 429 || code == .tooManyRequests { return .retry(RetryAdvice(rocketChat: response, json)) }
        switch response.status {
        case 400:
            switch code {
            // `chat.getMessage` does not say more of a message that is not there.
            case .noMessage, .unnamed: return .gone
            case .invalidParams: return .unusable
            // The token of one visitor, or the bot's access to one room.
            default: return .refused(status: 400)
            }
        case 403 where code == .notAllowed: return .refused(status: 400)
        // A message that is not there is 400; here the address itself is not served.
        case 404, 410: return .refused(status: 405)
        default: return ReadAnswer(failureOf: response)
        }
    }
}
