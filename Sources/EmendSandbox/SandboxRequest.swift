import EmendCore

/// A request taken apart as the stand-ins look at it.
struct SandboxRequest: Sendable {
    let raw: HTTPRequest
    /// The path's segments, each percent-decoded once; nil when an escape is broken.
    let segments: [String]?
    let query: [QueryTerm]

    init(_ request: HTTPRequest) {
        raw = request
        let path = request.path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let decoded = path.map { PercentEncoding.decode($0, plusIsSpace: false) }
        segments = decoded.contains(nil) ? nil : decoded.compactMap(\.self)
        query = QueryTerm.all(in: request.target)
    }

    var method: String { raw.method }

    /// The first value of a term `name=value`.
    func value(_ name: String) -> String? { query.first { $0.name == name && $0.comparison == .equal }?.value }
    /// All values of `name=` and `name[]=`.
    func values(_ name: String) -> [String] {
        query.filter { ($0.name == name || $0.name == name + "[]") && $0.comparison == .equal }.map(\.value)
    }

    var hasJSONBody: Bool {
        let type = raw.headers["Content-Type"]?.prefix { $0 != ";" }.filter { $0 != " " } ?? ""
        return String(type).equalsIgnoringASCIICase("application/json")
    }

    /// The body as an object; nil for anything else.
    func object() -> JSONTree? {
        guard let document = try? JSONDocument(parsing: raw.body), document.root.kind == .object else { return nil }
        return JSONTree(document.root)
    }

    /// The token of `Authorization: Bearer TOKEN`.
    var bearer: String? {
        guard let value = raw.headers["Authorization"],
            String(value.prefix(7)).equalsIgnoringASCIICase("Bearer ")
        else { return nil }
        return String(value.dropFirst(7))
    }
}

/// One term of a query: `limit=50`, `createdAt>=2024-01-01`.
struct QueryTerm: Sendable {
    enum Comparison: String, CaseIterable, Sendable {
        case atLeast = ">="
        case atMost = "<="
        case not = "!="
        case more = ">"
        case less = "<"
        case equal = "="
    }

    let name: String
    let comparison: Comparison
    let value: String

    static func all(in target: String) -> [QueryTerm] {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return [] }
        let parts = target.utf8[target.utf8.index(after: mark)...].split(separator: UInt8(ascii: "&"))
        return parts.compactMap { PercentEncoding.decode($0, plusIsSpace: true).map(QueryTerm.init) }
    }

    /// Finds the operator in text that is decoded already, as `createdAt%3E=2024` means the same as `createdAt>=2024`.
    private init(_ text: String) {
        let name = text.prefix { !"<>!=".contains($0) }
        let rest = text.dropFirst(name.count)
        let comparison = Comparison.allCases.first { rest.hasPrefix($0.rawValue) }
        self.name = String(name)
        self.comparison = comparison ?? .equal
        value = String(rest.dropFirst(comparison?.rawValue.count ?? 0))
    }
}

enum PercentEncoding {
    /// Nil for a `%` without two hexadecimal digits, and for what is no UTF-8 once decoded.
    static func decode(_ text: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte == UInt8(ascii: "+") && plusIsSpace ? UInt8(ascii: " ") : byte)
                continue
            }
            guard let decoded = Hex.decode(String(decoding: rest.prefix(2), as: UTF8.self)), decoded.count == 1 else {
                return nil
            }
            bytes += decoded
            rest = rest.dropFirst(2)
        }
        return ValidUTF8(validating: bytes)?.string
    }

    static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "-"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%" + Hex.encode([byte]).uppercased()
            }
        }
        return encoded
    }
}
