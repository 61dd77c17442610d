import EmendCore

/// The custom fields of a message, with what is added below the one key `emend`; all others keep their bytes.
///
/// `customFields` of an update replace what was there, so they are sent merged over what was just read. The workspace
/// checks them against its own schema (`Message_CustomFields`), which has to declare `emend`.
struct RocketChatFields {
    private let theirs: JSONValue?
    private let owned: JSONValue?
    private var tags: [String]
    private var addsTags = false
    private var added: [MetadataEntry] = []

    /// Nil for a form that could not be sent back whole.
    init?(_ message: JSONValue) {
        let fields = message.present("customFields")
        let owned = fields?.present("emend")
        guard fields?.kind ?? .object == .object, owned?.kind ?? .object == .object,
            fields?.hasDuplicateKeys != true
        else { return nil }
        let list = owned?.present("tags")
        let words = list?.elements.map(\.string) ?? []
        guard list?.kind ?? .array == .array, !words.contains(nil) else { return nil }
        (theirs, self.owned, tags) = (fields, owned, words.compactMap(\.self))
    }

    /// - Returns: The effects for which something has to be sent; the others are there already.
    mutating func add(_ change: Change) -> Set<EffectKey> {
        var effects: Set<EffectKey> = []
        for tag in change.tags where !tags.contains(tag) {
            tags.append(tag)
            addsTags = true
            effects.insert(.tag(tag))
        }
        if let translation = change.translation {
            let language = MetadataEntry(key: "language", value: translation.language)
            let target = MetadataEntry(key: "translate_to", value: translation.target)
            if add([language, target]) { effects.insert(.translate) }
        }
        // The keys that `translate` and `tag` own are theirs.
        let reserved = change.translation == nil ? ["tags"] : ["tags", "language", "translate_to"]
        if add(change.metadata.filter { !reserved.contains($0.key) }) { effects.insert(.metadata) }
        return effects
    }

    private mutating func add(_ entries: [MetadataEntry]) -> Bool {
        let missing = entries.filter { owned?[$0.key]?.string != $0.value }
        added += missing
        return !missing.isEmpty
    }

    func encoded() -> [UInt8] {
        JSONWriter.object { writer in
            for member in theirs?.members.map(\.self) ?? [] where member.key != "emend" {
                writer.key(member.key)
                writer.value(member.value)
            }
            writer.member("emend", object: { writeOwned(to: &$0) })
        }
    }

    private func writeOwned(to writer: inout JSONWriter) {
        for member in owned?.members.map(\.self) ?? [] {
            let isReplaced =
                added.contains { ValidUTF8($0.key) == member.key } || (addsTags && member.key == "tags")
            if isReplaced { continue }
            writer.key(member.key)
            writer.value(member.value)
        }
        for entry in added { writer.member(entry.key, string: entry.value) }
        if addsTags { writer.member("tags", array: { for tag in tags { $0.string(tag) } }) }
    }
}
