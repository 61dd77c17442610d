import EmendCore
import EmendYAML

/// Keys that are read from the start though this version does not have what they ask for.
enum ReservedKeys {
    static let top = [
        "capture": "recording of requests",
        "notify": "notification of people",
        "trusted_proxies": "the caller's address from a proxy's header",
        "tls": "TLS at the listener; put a proxy in front that ends TLS",
    ]
    static let account = [
        "poll": "polling of providers",
        "reconcile": "comparing with the provider's history",
        "prehook": "answering before a message is stored",
        "allow_delete": "deleting of messages",
    ]

    /// Refuses every key of `reserved` whose value asks for something, so that nobody relies on what isn't there.
    static func refuse(_ reserved: [String: String], in fields: Fields) {
        for key in fields.keys.map(\.text) {
            // Only keys that are there are asked for, so that no hint offers the others.
            guard let what = reserved[key], let value = fields[key], !asksForNothing(value) else { continue }
            fields.log.report(
                .unsupportedYet, at: fields.location(ofKey: key) ?? value.start,
                "`\(key)` is not in this version: \(what)", hint: "remove the key")
        }
    }

    private static func asksForNothing(_ node: YAMLNode) -> Bool {
        switch node.content {
        case .scalar(let scalar): scalar.isNull || ["false", "off", "none"].contains(scalar.text)
        case .sequence(let items): items.isEmpty
        case .mapping(let entries): entries.isEmpty
        case .invalid: true
        }
    }
}
