import EmendCore
import EmendYAML

extension ListenAddress {
    /// `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`; nil for anything else. Host names are not looked up.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = UInt16(digits) else {
            return nil
        }
        let host = text[..<colon]
        if host == "localhost" {
            self.init(host: "127.0.0.1", port: port)
        } else if host.hasPrefix("["), host.hasSuffix("]"), Self.isIPv6(host.dropFirst().dropLast()) {
            self.init(host: String(host.dropFirst().dropLast()), port: port)
        } else if Self.isIPv4(host) {
            self.init(host: String(host), port: port)
        } else {
            return nil
        }
    }

    private static func isIPv4(_ text: Substring) -> Bool {
        let octets = text.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets.allSatisfy { UInt8($0) != nil && !$0.hasPrefix("+") }
    }

    /// By its characters only; binding says whether it is an address of this machine.
    private static func isIPv6(_ text: Substring) -> Bool {
        text.utf8.count(where: { $0 == UInt8(ascii: ":") }) >= 2
            && text.utf8.allSatisfy {
                switch $0 {
                case 48...57, 65...70, 97...102, UInt8(ascii: ":"), UInt8(ascii: "."): true
                default: false
                }
            }
    }
}

extension ValueReader where Value == ListenAddress {
    static var listenAddress: ValueReader {
        ValueReader<String>.text.compactMap("an address and port such as 127.0.0.1:8080 or [::1]:8080") {
            ListenAddress($0)
        }
    }
}
