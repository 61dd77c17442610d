/// The providers that rule files and configurations can name.
package enum Provider: String, CaseIterable, Sendable {
    case gleap, acquire, rocketchat, amity, quickblox
}

/// Bytes that must never be shown: tokens, keys, shared secrets.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The secret as text for a header or a body; the one place where it leaves this type.
    package var revealed: String { String(decoding: bytes, as: UTF8.self) }

    package var description: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a message is known by, unique over all accounts.
package struct MessageKey: Hashable, Sendable {
    /// What the provider's message ids are unique in.
    package var realm: String
    package var id: ValidUTF8

    package init(realm: String, id: ValidUTF8) { (self.realm, self.id) = (realm, id) }
}

/// Rules for ids that go into URLs and into the ledger.
package enum MessageID {
    /// Nil when the id cannot be used: empty, longer than 150 characters, with control characters, or dots only.
    package static func accepted(_ text: ValidUTF8?) -> ValidUTF8? {
        guard let text, !text.isEmpty, text.scalarCount <= 150 else { return nil }
        guard text.bytes.contains(where: { $0 != UInt8(ascii: ".") }) else { return nil }
        return holdsControlCharacter(text.bytes) ? nil : text
    }

    /// Whether the UTF-8 holds one of U+0000...1F and U+007F...9F.
    private static func holdsControlCharacter(_ bytes: [UInt8]) -> Bool {
        var before: UInt8 = 0
        for byte in bytes {
            if byte < 0x20 || byte == 0x7F || before == 0xC2 && byte < 0xA0 { return true }
            before = byte
        }
        return false
    }
}
