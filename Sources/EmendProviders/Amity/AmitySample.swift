package import EmendCore

extension AmityAdapter {
    /// A text message without tags and metadata.
    package func sample(_ text: ValidUTF8, of key: MessageKey) -> ProviderSample? {
        let answer = JSONWriter.object { answer in
            answer.member(
                "messages",
                array: { list in
                    list.object { message in
                        message.member("messageId", text: key.id)
                        message.member("channelId", text: key.id)
                        message.member("type", string: "text")
                        message.member("data", object: { $0.member("text", text: text) })
                    }
                })
        }
        return message(of: key, in: key.id, shownBy: answer).map { ProviderSample($0) }
    }
}
