package import EmendCore

extension RocketChatAdapter {
    /// A visitor's own message, with a token to edit it by.
    package func sample(_ text: ValidUTF8, of key: MessageKey) -> ProviderSample? {
        let answer = JSONWriter.object { answer in
            answer.member("success", bool: true)
            answer.member(
                "message",
                object: { message in
                    message.member("_id", text: key.id)
                    message.member("rid", string: "room-of-" + key.id.string)
                    message.member("msg", text: text)
                    message.member("token", string: "***")
                    message.member("u", object: { $0.member("_id", string: "visitor") })
                })
        }
        return message(of: key, in: key.id, shownBy: answer).map { ProviderSample($0) }
    }
}
