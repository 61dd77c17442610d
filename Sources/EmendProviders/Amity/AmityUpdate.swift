import EmendCore

/// The body of one update, as far as the change has filled it.
struct AmityUpdate {
    /// Each is one JSON value.
    var data: [UInt8]?
    var metadata: [UInt8]?
    var tags: [String]?
    var mentionees: JSONValue?
    /// What the update carries.
    var effects: Set<EffectKey> = []

    func encoded() -> [UInt8] {
        JSONWriter.object {
            if let data { $0.member("data", raw: data) }
            if let metadata { $0.member("metadata", raw: metadata) }
            if let tags { $0.member("tags", array: { for tag in tags { $0.string(tag) } }) }
            if let mentionees { $0.member("mentionees", value: mentionees) }
        }
    }

    /// The mentions of a message, where they have the form an update takes: at most two of `{type, userIds}`.
    static func mentionees(of payload: JSONValue) -> JSONValue? {
        guard let mentionees = payload["mentionees"], mentionees.kind == .array, (1...2).contains(mentionees.count),
            mentionees.elements.allSatisfy({ $0["type"]?.string != nil && $0["userIds"]?.kind ?? .array == .array })
        else { return nil }
        return mentionees
    }
}
