/// A path into a document, RFC 6901: `/a/0/~1b`; the empty text is the whole document.
package struct JSONPointer: Hashable, Sendable {
    struct Token: Hashable, Sendable {
        let key: ValidUTF8
        /// The token as a place in an array: digits without a leading zero.
        let place: Int?
    }

    let tokens: [Token]
    /// As written.
    package let text: String

    /// Nil unless `text` is empty or begins with `/`, and every `~` is followed by `0` or `1`.
    package init?(_ text: String) {
        self.text = text
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [Token] = []
        for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let token = Token(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }
}

extension JSONPointer.Token {
    fileprivate init?(_ part: Substring.UTF8View) {
        var bytes: [UInt8] = []
        var afterTilde = false
        for byte in part {
            switch (afterTilde, byte) {
            case (true, UInt8(ascii: "0")): bytes.append(UInt8(ascii: "~"))
            case (true, UInt8(ascii: "1")): bytes.append(UInt8(ascii: "/"))
            case (true, _): return nil
            case (false, UInt8(ascii: "~")):
                afterTilde = true
                continue
            case (false, _): bytes.append(byte)
            }
            afterTilde = false
        }
        guard !afterTilde else { return nil }
        key = ValidUTF8(unchecked: bytes)
        let isPlace = bytes.allSatisfy { (48...57).contains($0) } && (bytes.count == 1 || bytes.first != 48)
        place = isPlace ? Int(key.string) : nil
    }
}
