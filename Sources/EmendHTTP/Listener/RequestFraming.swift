import EmendCore

/// Checks of a request's frame that libmicrohttpd lacks.
///
/// A body whose length two readers can see differently is a door for request smuggling, so anything but one plain
/// length or plain `chunked` is refused. https://www.rfc-editor.org/rfc/rfc9112#section-6.3
enum RequestFraming {
    enum Verdict: Equatable {
        /// With the target in origin form.
        case sound(target: String, declaredLength: Int?)
        case refused(HTTPRefusal)
    }

    /// - Parameter version: As in the request line.
    static func check(version: String, target: String, headers: HTTPHeaders) -> Verdict {
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { return .refused(.version) }
        // The library decodes %00 and would cut the path there; a target is visible ASCII.
        guard isPlain(target: target), let target = originForm(of: target) else { return .refused(.framing) }
        var length: Int?
        var coding: String?
        for (name, value) in headers.fields {
            guard isPlain(name: name, value: value) else { return .refused(.framing) }
            if name.equalsIgnoringASCIICase("Content-Length") {
                guard length == nil, let number = plainNumber(value) else { return .refused(.framing) }
                length = number
            } else if name.equalsIgnoringASCIICase("Transfer-Encoding") {
                guard coding == nil else { return .refused(.framing) }
                coding = value
            }
        }
        guard let coding else { return .sound(target: target, declaredLength: length ?? 0) }
        guard coding.equalsIgnoringASCIICase("chunked") else { return .refused(.transferCoding) }
        guard length == nil, version == "HTTP/1.1" else { return .refused(.framing) }
        return .sound(target: target, declaredLength: nil)
    }

    /// The path and query of a target. An absolute one is what a client sends to a proxy, and servers have to take it;
    /// its authority is not looked at, as `Host` is not. https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
    static func originForm(of target: String) -> String? {
        if target.utf8.first == UInt8(ascii: "/") || target == "*" { return target }
        for scheme in ["http://", "https://"] where target.prefix(scheme.count).lowercased() == scheme {
            let rest = target.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            // A user name in it is there to mislead. https://www.rfc-editor.org/rfc/rfc9110#section-4.2.4
            guard !authority.isEmpty, !authority.contains("@") else { return nil }
            let path = rest.dropFirst(authority.count)
            return path.utf8.first == UInt8(ascii: "/") ? String(path) : "/" + path
        }
        return nil
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

extension HTTPRefusal {
    /// 400 where the library answers by itself.
    var status: Int {
        switch self {
        case .framing, .unreadable: 400
        case .transferCoding: 501
        case .version: 505
        }
    }
}
