import EmendCore

/// The tags and metadata that a message carries, and what is added to them.
struct AmityCarried {
    /// Nil when they were not read, or have a form that we could not send back whole.
    private var tags: [String]?
    private let metadata: JSONValue?
    private let knowsMetadata: Bool
    private var addsTags = false
    private var added: [MetadataEntry] = []

    /// Limits of `tags`: AmityCo/apidocs `v3/message/api.yaml`, read 2026-11.
    static let mostTags = 10
    static let longestTag = 30

    /// A member that a read does not show is taken for empty (inferred).
    init(_ message: Message?) {
        metadata = message?.payload?.present("metadata")
        // What stands under our key and is no object is somebody else's: it is not replaced.
        knowsMetadata =
            message != nil && metadata?.kind ?? .object == .object
            && metadata?.present("emend")?.kind ?? .object == .object
        guard message != nil else { return }
        let theirs = message?.payload?.present("tags")
        guard theirs?.kind ?? .array == .array else { return }
        let words = theirs?.elements.map(\.string) ?? []
        if !words.contains(nil) { tags = words.compactMap(\.self) }
    }

    /// Adds all or nothing; theirs are never evicted.
    ///
    /// - Returns: Whether anything has to be sent; false when all of it is there already.
    mutating func add(_ newTags: [String], _ entries: [MetadataEntry]) -> Result<Bool, ImpossibleReason> {
        guard newTags.isEmpty || tags != nil, entries.isEmpty || knowsMetadata else { return .failure(.unreadable) }
        let theirs = tags ?? []
        var merged = theirs
        for tag in newTags where !merged.contains(tag) { merged.append(tag) }
        if merged.count > theirs.count {
            // The server counts as JavaScript does (inferred); a tag that fits in UTF-16 fits in any count.
            guard merged[theirs.count...].allSatisfy({ $0.utf16.count <= Self.longestTag }) else {
                return .failure(.tooLong)
            }
            guard merged.count <= Self.mostTags else { return .failure(.noRoom) }
        }
        let owned = metadata?["emend"]
        let missing = entries.filter { owned?[$0.key]?.string != $0.value }
        guard merged.count > theirs.count || !missing.isEmpty else { return .success(false) }
        if merged.count > theirs.count {
            tags = merged
            addsTags = true
        }
        added += missing
        return .success(true)
    }

    /// The full list, for `tags` replaces; nil when none is added.
    var tagsToSend: [String]? { addsTags ? tags : nil }

    /// `metadata` with the additions under `emend`; all other members keep their bytes. Nil when there is none to add.
    var metadataToSend: [UInt8]? {
        guard !added.isEmpty else { return nil }
        return JSONWriter.object { writer in
            for member in metadata?.members.map(\.self) ?? [] where member.key != "emend" {
                writer.key(member.key)
                writer.value(member.value)
            }
            writer.member(
                "emend",
                object: { writer in
                    for member in metadata?["emend"]?.members.map(\.self) ?? []
                    where !added.contains(where: { ValidUTF8($0.key) == member.key }) {
                        writer.key(member.key)
                        writer.value(member.value)
                    }
                    for entry in added { writer.member(entry.key, string: entry.value) }
                })
        }
    }
}
