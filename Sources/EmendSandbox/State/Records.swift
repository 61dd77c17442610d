import EmendCore

/// One request to a provider API as it came and was answered.
struct CallRecord: Sendable {
    let provider: Provider
    /// Nil when the credentials opened none.
    let account: String?
    let method: String
    /// Path and query as on the wire.
    let target: String
    let headers: HTTPHeaders
    let body: [UInt8]
    let status: Int
    let at: Timestamp
    var routingKeys: [String] = []
    /// Whether the answer came from a fault, and whether it was kept back.
    var isFault = false
    var isHeld = false

    var json: JSONTree {
        var json: JSONTree = [
            "provider": .string(provider.rawValue), "account": account.map { .string($0) } ?? .null,
            "method": .string(method), "target": .string(Self.masked(target: target)),
            "headers": .object(headers.fields.map { (ValidUTF8($0.name), .string(Self.masked($0))) }),
            "body": Self.json(of: body), "status": .int(status), "at": .string(at.rfc3339),
        ]
        if !routingKeys.isEmpty { json["routing_keys"] = .array(routingKeys.map { .string($0) }) }
        if isFault { json["fault"] = true }
        if isHeld { json["held"] = true }
        return json
    }

    private static func masked(_ field: (name: String, value: String)) -> String {
        let name = field.name.lowercased()
        let isSecret = ["authorization", "token", "secret", "key", "cookie", "password"].contains { name.contains($0) }
        return isSecret ? "***" : field.value
    }

    /// A visitor's token stands in the query.
    private static func masked(target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return target }
        let terms = target[target.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
        return target[...mark] + terms.map { $0.hasPrefix("token=") ? "token=***" : $0 }.joined(separator: "&")
    }

    private static func json(of body: [UInt8]) -> JSONTree {
        if body.isEmpty { return .null }
        if let document = try? JSONDocument(parsing: body) {
            var json = JSONTree(document.root)
            if json["token"] != nil { json["token"] = "***" }
            return json
        }
        return .string(ValidUTF8(repairing: body))
    }
}

/// One webhook that was, or could not be, delivered.
struct DeliveryRecord: Sendable {
    let account: String
    let event: String
    let url: String
    /// The last answer; nil when there was none.
    let status: Int?
    let failure: String?
    let attempts: Int
    let at: Timestamp

    var json: JSONTree {
        [
            "account": .string(account), "event": .string(event), "url": .string(url),
            "status": status.map { .int($0) } ?? .null, "error": failure.map { .string($0) } ?? .null,
            "attempts": .int(attempts), "at": .string(at.rfc3339),
        ]
    }
}
