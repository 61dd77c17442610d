import EmendCore

/// Checks of a request's frame that libmicrohttpd lacks.
///
/// A body whose length two readers can see differently is a door for request smuggling, so anything but one plain
/// length or plain `chunked` is refused. https://www.rfc-editor.org/rfc/rfc9112#section-6.3
enum RequestFraming {
    enum Verdict: Equatable {
        case sound(declaredLength: Int?)
        case refused(status: Int)
    }

    /// - Parameter version: As in the request line.
    static func check(version: String, target: String, headers: HTTPHeaders) -> Verdict {
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { return .refused(status: 505) }
        // The library decodes %00 and would cut the path there; a target is visible ASCII.
        guard target.utf8.first == UInt8(ascii: "/") || target == "*", isPlain(target: target) else {
            return .refused(status: 400)
        }
        var length: Int?
        var coding: String?
        for (name, value) in headers.fields {
            guard isPlain(name: name, value: value) else { return .refused(status: 400) }
            if name.equalsIgnoringASCIICase("Content-Length") {
                guard length == nil, let number = plainNumber(value) else { return .refused(status: 400) }
                length = number
            } else if name.equalsIgnoringASCIICase("Transfer-Encoding") {
                guard coding == nil else { return .refused(status: 400) }
                coding = value
            }
        }
        guard let coding else { return .sound(declaredLength: length ?? 0) }
        guard coding.equalsIgnoringASCIICase("chunked") else { return .refused(status: 501) }
        guard length == nil, version == "HTTP/1.1" else { return .refused(status: 400) }
        return .sound(declaredLength: nil)
    }

    /// Whether a target is visible ASCII without `%00`.
    private static func isPlain(target: String) -> Bool {
        var matched = 0
        for byte in target.utf8 {
            switch (byte, matched) {
            case (UInt8(ascii: "0"), 2): return false
            case (UInt8(ascii: "0"), 1): matched = 2
            case (UInt8(ascii: "%"), _): matched = 1
            case (0x21...0x7E, _): matched = 0
            default: return false
            }
        }
        return true
    }

    /// Whether a header field can be written on one line and read back as the same field.
    static func isPlain(name: String, value: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy(isTokenByte)
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    /// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: "!#$%&'*+.^`|~".utf8.contains(byte)
        }
    }

    private static func plainNumber(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
