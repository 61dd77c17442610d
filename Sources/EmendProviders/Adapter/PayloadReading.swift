import EmendCore

/// What adapters read from payloads of every provider.
extension JSONValue {
    /// A member that names a message or a conversation and goes into URLs and into the ledger.
    ///
    /// Numbers are refused: a 64-bit id written as a number may have lost digits before it came to us.
    func identifier(_ key: String) throws(RejectedReason) -> ValidUTF8 {
        guard let member = present(key) else { throw .missingField }
        guard member.kind == .string else { throw .wrongType }
        guard let id = member.acceptedID else { throw .badID }
        return id
    }

    /// This string as an id; nil when it cannot be used.
    ///
    /// An escaped surrogate without its partner reads as U+FFFD, which would be the id of another message.
    var acceptedID: ValidUTF8? { loneSurrogates == 0 ? MessageID.accepted(text) : nil }

    /// The member, unless it is absent or null.
    func present(_ key: String) -> JSONValue? {
        guard let member = self[key], !member.isNull else { return nil }
        return member
    }

    /// A member that is a string with something in it.
    func filledText(_ key: String) -> ValidUTF8? {
        guard let text = self[key]?.text, !text.isEmpty else { return nil }
        return text
    }

    /// RFC 3339; nil when absent or not a time.
    func timestamp(_ key: String) -> Timestamp? {
        self[key]?.string.flatMap { Timestamp(rfc3339: $0) }
    }
}

extension HTTPResponse {
    /// The body as JSON; nil when it is something else.
    ///
    /// Nothing but the size of the body limits it: one message that somebody has nested deeply must not hide the others of
    /// the same answer. Whoever walks into it keeps a limit of its own.
    var json: JSONValue? {
        (try? JSONDocument(parsing: body, limits: JSONDocument.Limits(depth: .max, nodes: .max)))?.root
    }
    var isSuccess: Bool { (200..<300).contains(status) }
}

/// One segment of a path, or one value of a query.
enum URLPart {
    /// Percent-encodes every byte outside `[A-Za-z0-9._~-]`, so an id cannot leave its place in the address.
    static func encode(_ text: ValidUTF8) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.bytes.count + 16)
        for byte in text.bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
                UInt8(ascii: "-"):
                encoded.append(byte)
            default:
                encoded.append(UInt8(ascii: "%"))
                encoded.append(digits[Int(byte >> 4)])
                encoded.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
