/// Where an account's calls go: scheme, host, port and an optional path prefix. Nothing else is ever called.
package struct URLOrigin: Hashable, Sendable {
    package enum Scheme: String, Sendable { case http, https }

    package let scheme: Scheme
    /// Lower-case; IPv6 addresses keep their brackets.
    package let host: String
    package let port: UInt16
    /// Empty, or beginning with `/` and not ending with one.
    package let pathPrefix: String

    /// Why a text is not an origin; a sentence's end after "the url".
    package struct ParseError: Error, Equatable { package let reason: String }

    package init(_ text: String) throws(ParseError) {
        func fail(_ reason: String) -> ParseError { ParseError(reason: reason) }
        guard text.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw fail("has a space, a control character or a letter outside ASCII")
        }
        let lowered = text.lowercased()
        let rest: Substring
        if lowered.hasPrefix("https://") {
            (scheme, rest) = (.https, text.dropFirst(8))
        } else if lowered.hasPrefix("http://") {
            (scheme, rest) = (.http, text.dropFirst(7))
        } else {
            throw fail("does not begin with https:// or http://")
        }
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { throw fail("has a query or a fragment") }
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else { throw fail("has a user name in it") }
        (host, port) = try URLOrigin.split(authority, scheme: scheme)
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") { path = path.dropLast() }
        guard !path.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else {
            throw fail("has a path with dot segments")
        }
        pathPrefix = String(path)
    }

    private static func split(_ authority: Substring, scheme: Scheme) throws(ParseError) -> (String, UInt16) {
        var host = authority
        var port: UInt16 = scheme == .https ? 443 : 80
        let hostEnd = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map(authority.index(after:)) : nil
        let colon =
            hostEnd.map { $0 < authority.endIndex && authority[$0] == ":" ? $0 : authority.endIndex }
            ?? authority.firstIndex(of: ":") ?? authority.endIndex
        if colon < authority.endIndex {
            host = authority[..<colon]
            let digits = authority[authority.index(after: colon)...]
            guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt16(digits), number > 0 else {
                throw ParseError(reason: "has a port that is not a number from 1 to 65535")
            }
            port = number
        }
        let isBracketed = host.hasPrefix("[")
        let allowed = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            case UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): isBracketed
            default: false
            }
        }
        guard !host.isEmpty, allowed, !isBracketed || hostEnd == host.endIndex else {
            throw ParseError(reason: "has no usable host name")
        }
        return (host.lowercased(), port)
    }

    /// Whether the host is this machine by its spelling; names other than `localhost` are never looked up.
    package var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return octets.count == 4 && !octets.contains(nil) && octets[0] == 127
    }

    /// `https://chat.example.com`, with the port where it is not the scheme's own and the path prefix.
    package var text: String {
        let standard: UInt16 = scheme == .https ? 443 : 80
        return scheme.rawValue + "://" + host + (port == standard ? "" : ":\(port)") + pathPrefix
    }
}
