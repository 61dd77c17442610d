/// Where a provider's API lives: scheme, host, port, and a path prefix if it has one. Calls go nowhere else.
package struct URLOrigin: Hashable, Sendable {
    package enum Scheme: String, Sendable {
        case http, https

        package var defaultPort: UInt16 { self == .http ? 80 : 443 }
    }

    package enum ParseError: Error, Equatable, Sendable, CustomStringConvertible {
        case scheme, userinfo, host, port, path, queryOrFragment

        package var description: String { reason }

        /// The end of a sentence that begins with "the url".
        package var reason: String {
            switch self {
            case .scheme: "must begin with http:// or https://"
            case .userinfo: "must not hold a user name or password"
            case .host: "has no usable host name"
            case .port: "has no usable port; ports are 1 to 65535"
            case .path: "has a path that is not plain; `//`, `.` and `..` parts and unusual characters are refused"
            case .queryOrFragment: "must not hold `?` or `#`"
            }
        }
    }

    package let scheme: Scheme
    /// Lower case; an IPv6 address stands in brackets.
    package let host: String
    package let port: UInt16
    /// Empty, or begins with a slash and does not end with one.
    package let pathPrefix: String

    /// Reads `https://host[:port][/prefix]`, and nothing more lenient than that.
    package init(_ text: String) throws(ParseError) {
        var rest = text[...]
        if rest.lowercased().hasPrefix("https://") {
            scheme = .https
        } else if rest.lowercased().hasPrefix("http://") {
            scheme = .http
        } else {
            throw .scheme
        }
        rest = rest.dropFirst(scheme.rawValue.count + 3)
        if rest.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) { throw .queryOrFragment }
        let authority = rest.prefix { $0 != "/" }
        if authority.contains("@") { throw .userinfo }
        (host, port) = try Self.hostAndPort(authority, scheme)
        pathPrefix = try Self.pathPrefix(rest.dropFirst(authority.count))
    }

    private static func hostAndPort(_ text: Substring, _ scheme: Scheme) throws(ParseError) -> (String, UInt16) {
        var host = text
        var portText: Substring?
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw .host }
            host = text[...end]
            let after = text[text.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw .host }
            if !after.isEmpty { portText = after.dropFirst() }
            guard host.count > 2, host.utf8.dropFirst().dropLast().allSatisfy(isAddressByte) else { throw .host }
        } else {
            if let colon = text.firstIndex(of: ":") {
                host = text[..<colon]
                portText = text[text.index(after: colon)...]
            }
            guard isHostName(host) else { throw .host }
        }
        guard let portText else { return (host.lowercased(), scheme.defaultPort) }
        guard portText.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(portText),
            port > 0
        else { throw .port }
        return (host.lowercased(), port)
    }

    private static func isHostName(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
    }

    private static func pathPrefix(_ text: Substring) throws(ParseError) -> String {
        if text.isEmpty || text == "/" { return "" }
        let path = text.hasSuffix("/") ? text.dropLast() : text
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let isPlain = part.utf8.allSatisfy { isLetterOrDigit($0) || "-._~".utf8.contains($0) }
            guard !part.isEmpty, isPlain, part != ".", part != ".." else { throw .path }
        }
        return String(path)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte.asciiLowercased)
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte.asciiLowercased) || byte == UInt8(ascii: ":")
            || byte == UInt8(ascii: ".")
    }

    /// Whether calls stay on this machine, so that plain `http` exposes nothing.
    package var isLoopback: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Scheme, host and port (left out when it is the scheme's own) and prefix.
    package var text: String {
        "\(scheme.rawValue)://\(host)" + (port == scheme.defaultPort ? "" : ":\(port)") + pathPrefix
    }
}

extension URLOrigin: CustomStringConvertible {
    package var description: String { text }
}
