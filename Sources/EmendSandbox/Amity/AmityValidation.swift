import EmendCore

/// The limits of `PUT /api/v3/messages/{messageId}`, in the words of the service's validator.
enum AmityValidation {
    /// Lengths are JavaScript's, in UTF-16 units, as the service is written in it.
    static let longestText = 20_000
    static let mostTags = 10
    static let longestTag = 30
    static let mostMentionees = 2
    static let mostMentionedUsers = 30

    static func problems(inUpdate body: JSONTree, of id: String) -> [String] {
        var problems: [String] = []
        let known = ["messageId", "data", "metadata", "tags", "mentionees"]
        for (key, _) in body.members where !known.contains(key.string) {
            problems.append("The object '' contains forbidden keys: '\(key.string)'.")
        }
        if let given = body["messageId"], given.string != id {
            problems.append("The 'messageId' field must be the id of the path.")
        }
        if let data = body["data"] { problems += Self.data(data) }
        if let metadata = body["metadata"], !metadata.isObject { problems.append(mustBeObject("metadata")) }
        if let tags = body["tags"] { problems += Self.tags(tags) }
        if let mentionees = body["mentionees"] { problems += Self.mentionees(mentionees) }
        return problems
    }

    private static func data(_ data: JSONTree) -> [String] {
        guard data.isObject else { return [mustBeObject("data")] }
        guard let text = data["text"] else { return [] }
        guard let string = text.string else { return ["The 'data.text' field must be a string."] }
        return string.utf16.count > longestText ? [tooLong("data.text", longestText)] : []
    }

    private static func tags(_ tags: JSONTree) -> [String] {
        guard tags.isArray else { return ["The 'tags' field must be an array."] }
        var problems: [String] = []
        if tags.elements.count > mostTags { problems.append(tooMany("tags", mostTags)) }
        for (place, tag) in tags.elements.enumerated() {
            if let string = tag.string {
                if string.utf16.count > longestTag { problems.append(tooLong("tags[\(place)]", longestTag)) }
            } else {
                problems.append("The 'tags[\(place)]' field must be a string.")
            }
        }
        return problems
    }

    private static func mentionees(_ mentionees: JSONTree) -> [String] {
        guard mentionees.isArray else { return ["The 'mentionees' field must be an array."] }
        var problems: [String] = []
        if mentionees.elements.count > mostMentionees { problems.append(tooMany("mentionees", mostMentionees)) }
        for (place, mentionee) in mentionees.elements.enumerated() {
            let name = "mentionees[\(place)]"
            guard ["user", "channel"].contains(mentionee["type"]?.string) else {
                problems.append("The '\(name).type' field must be one of: user, channel.")
                continue
            }
            guard let users = mentionee["userIds"] else { continue }
            if !users.isArray || !users.elements.allSatisfy({ $0.string != nil }) {
                problems.append("The '\(name).userIds' field must be an array of strings.")
            } else if users.elements.count > mostMentionedUsers {
                problems.append(tooMany("\(name).userIds", mostMentionedUsers))
            }
        }
        return problems
    }

    private static func mustBeObject(_ name: String) -> String { "The '\(name)' field must be an object." }
    private static func tooMany(_ name: String, _ limit: Int) -> String {
        "The '\(name)' field must contain less than or equal to \(limit) items."
    }
    private static func tooLong(_ name: String, _ limit: Int) -> String {
        "The '\(name)' field length must be less than or equal to \(limit) characters long."
    }
}

extension JSONTree {
    var isObject: Bool {
        if case .object = self { true } else { false }
    }
    var isArray: Bool {
        if case .array = self { true } else { false }
    }
}
