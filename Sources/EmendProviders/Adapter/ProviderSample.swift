package import EmendCore

/// A message as the provider's API would show it, for tests beside rules.
package struct ProviderSample: Sendable {
    package var message: Message
    /// The conversation's own record, where changes are made over it.
    package var record: JSONValue?

    package init(_ message: Message, record: JSONValue? = nil) { (self.message, self.record) = (message, record) }
}

extension ProviderAdapter {
    package func sample(_ text: ValidUTF8, of key: MessageKey) -> ProviderSample? { nil }

    /// The message that `answer`, an answer to a read of it, shows.
    func message(of key: MessageKey, in conversation: ValidUTF8, shownBy answer: [UInt8]) -> Message? {
        let target = ReadTarget.message(key, MessageAddress(room: conversation))
        let response = HTTPResponse(status: 200, body: answer)
        guard case .found(let event, _) = decodeRead(response, of: target, page: .first) else { return nil }
        return event.messages.first { $0.key == key }
    }
}
