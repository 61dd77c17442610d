/// Which fields of a ``MessageAddress`` are known.
package struct AddressFields: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let room = AddressFields(rawValue: 1)
    package static let author = AddressFields(rawValue: 2)
    package static let recipient = AddressFields(rawValue: 4)
    package static let credential = AddressFields(rawValue: 8)

    package init(of address: MessageAddress) {
        self = []
        if address.room != nil { insert(.room) }
        if address.author != nil { insert(.author) }
        if address.recipient != nil { insert(.recipient) }
        if address.credential != nil { insert(.credential) }
    }
}

extension MessageAddress {
    /// This address, with what it lacks taken from `other`.
    package func completed(by other: MessageAddress) -> MessageAddress {
        MessageAddress(
            room: room ?? other.room, author: author ?? other.author, recipient: recipient ?? other.recipient,
            credential: credential ?? other.credential)
    }
}
