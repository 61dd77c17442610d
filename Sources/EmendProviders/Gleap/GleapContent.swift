import EmendCore

/// The text of one message, wherever Gleap keeps it, with the way back.
///
/// Places, in the order in which the first that holds something is the part `text`: `data.content`, `comment`, `text`. The
/// others are copies 1 and 2. Each is a string, a doc or a bare block. `data.content` is what live readers see (third-party),
/// `comment` what the reference shows (`GET /messages`, read 2026-11). `translatedData` has no published shape: every string or
/// tree in it is a translation, as far as its name does not say that it is something else.
struct GleapContent {
    struct Tree {
        /// The member of the message that is written back whole; nil where the update takes none (`text`).
        var member: String?
        var root: JSONValue
        /// In ``root``: a key that stands there twice could bring back what the last one hides.
        var hasDuplicateKeys: Bool
        var rich: RichText
    }

    enum Source: Hashable {
        case text(tree: Int)
        case link(tree: Int, Int)
        case label(tree: Int, Int)
        /// Judged, but no update is documented for it.
        case fixed
    }

    private(set) var trees: [Tree] = []
    private(set) var parts: [TextPart] = []
    private(set) var sources: [PartKey: Source] = [:]
    /// The next place of each kind that is counted.
    private var counts: [PartKey.Kind: Int] = [:]

    init(_ message: JSONValue) {
        if let data = message.present("data") {
            // A string or a tree in the place of the object that holds it is text as well.
            let isTree = data["type"]?.string != nil && data["content"]?.kind == .array
            let content = data.kind == .object && !isTree ? data.present("content") : data
            addPlace(content, in: data, member: "data", copy: 0)
        }
        if let comment = message.present("comment") { addPlace(comment, in: comment, member: "comment", copy: 1) }
        if let text = message.present("text") { addPlace(text, in: text, member: nil, copy: 2) }
        if let translated = message.present("translatedData") { addTranslations(in: Root(translated)) }
        addLinksAndLabels()
        for attachment in message["attachments"]?.elements.map(\.self) ?? [] {
            guard let name = attachment.filledText("name") else { continue }
            append(.attachment, name, .fixed)
        }
        parts.sort { $0.key < $1.key }
        if parts.count > TextView.mostParts {
            parts = TextView(parts).bounded.parts
            (trees, sources) = ([], [:])
        }
    }

    var textView: TextView { TextView(parts) }

    /// A member that is written back, with what was found out about it once.
    private struct Root {
        let value: JSONValue
        let hasDuplicateKeys: Bool

        init(_ value: JSONValue) { (self.value, hasDuplicateKeys) = (value, value.hasDuplicateKeys) }
    }

    private mutating func addPlace(_ place: JSONValue?, in value: JSONValue, member: String?, copy: UInt16) {
        guard let place else { return }
        let tree = Tree(
            member: member, root: value, hasDuplicateKeys: value.hasDuplicateKeys, rich: RichText(place))
        let reason = unreadable(tree)
        guard !tree.rich.text.isEmpty || reason != nil || !tree.rich.links.isEmpty || !tree.rich.labels.isEmpty
        else { return }
        trees.append(tree)
        let key = sources[.text] == nil ? PartKey.text : PartKey(.copy, copy)
        sources[key] = .text(tree: trees.count - 1)
        // A copy may follow the text that is written; alone it stays.
        parts.append(
            TextPart(
                key, ValidUTF8(unchecked: tree.rich.text), unreadable: reason, isFixed: key == .text && member == nil))
    }

    private func unreadable(_ tree: Tree) -> UnscannedReason? {
        if tree.hasDuplicateKeys { return .duplicateKey }
        return tree.rich.isUnderstood ? nil : .unreadableContent
    }

    private mutating func addTranslations(in root: Root) {
        // Without recursion: a stranger chooses how deeply it is nested.
        var waiting = [root.value]
        while let value = waiting.popLast() {
            let isTree = value["type"]?.string != nil && value["content"]?.kind ?? .array == .array
            switch value.kind {
            case _ where isTree, .string: addTranslation(value, in: root)
            case .object:
                waiting += value.members.filter { !GleapContent.notTranslated.contains($0.key) }.map(\.value).reversed()
            case .array: waiting += value.elements.reversed()
            case .null, .bool, .number: break
            }
        }
    }

    private mutating func addTranslation(_ value: JSONValue, in root: Root) {
        let tree = Tree(
            member: "translatedData", root: root.value, hasDuplicateKeys: root.hasDuplicateKeys, rich: RichText(value))
        let reason = unreadable(tree)
        guard !tree.rich.text.isEmpty || reason != nil || !tree.rich.links.isEmpty else { return }
        trees.append(tree)
        append(
            .translation, ValidUTF8(unchecked: tree.rich.text), .text(tree: trees.count - 1), unreadable: reason)
    }

    /// Every link counts, so that one whose target comes to equal its text does not rename the others.
    private mutating func addLinksAndLabels() {
        var count = 0
        for place in trees.indices {
            let rich = trees[place].rich
            for link in rich.links.indices {
                defer { count += 1 }
                guard rich.differsFromText(rich.links[link]), !rich.links[link].target.isEmpty else { continue }
                let target = LinkTarget(rich.links[link].target)
                add(PartKey(.link, UInt16(clamping: count)), target.text, .link(tree: place, link))
            }
            for label in rich.labels.indices {
                append(.attachment, rich.labels[label].text ?? "", .label(tree: place, label))
            }
        }
    }

    /// Adds the next part of that kind.
    private mutating func append(
        _ kind: PartKey.Kind, _ text: ValidUTF8, _ source: Source, unreadable: UnscannedReason? = nil
    ) {
        let index = counts[kind, default: 0]
        counts[kind] = index + 1
        add(PartKey(kind, UInt16(clamping: index)), text, source, unreadable: unreadable)
    }

    private mutating func add(
        _ key: PartKey, _ text: ValidUTF8, _ source: Source, unreadable: UnscannedReason? = nil
    ) {
        // What has the same key lies far beyond the number of parts that are taken.
        guard sources[key] == nil else { return }
        sources[key] = source
        parts.append(TextPart(key, text, unreadable: unreadable, isFixed: source == .fixed))
    }

    private static let notTranslated: Set<ValidUTF8> = [
        "_id", "id", "type", "lang", "language", "locale", "source", "target", "sourceLanguage", "targetLanguage",
        "provider", "createdAt", "updatedAt",
    ]
}

/// Writing back.
extension GleapContent {
    /// The members to send, each with its whole new value; nothing for parts that cannot be written.
    ///
    /// Edits whose parts are not there, or whose offsets do not fit, are left out.
    func members(after edits: [PartEdit]) -> [(name: String, value: [UInt8])] {
        let known = Dictionary(parts.map { ($0.key, $0) }) { first, _ in first }
        var texts: [Int: [Replacement]] = [:]
        var (targets, labels): ([Int: [Int: ValidUTF8]], [Int: [Int: ValidUTF8]]) = ([:], [:])
        for edit in edits {
            guard let part = known[edit.part], part.unreadable == nil else { continue }
            switch sources[edit.part] {
            case .text(let tree) where edit.fits(part.text): texts[tree] = edit.replacements
            case .link(let tree, let link) where edit.fits(part.text):
                let target = LinkTarget(trees[tree].rich.links[link].target)
                targets[tree, default: [:]][link] = target.replacing(edit.replacements)
            case .label(let tree, let label): labels[tree, default: [:]][label] = edit.newText
            case .text, .link, .fixed, nil: continue
            }
        }
        var changes: [String: (root: JSONValue, edits: [JSONSplice.Edit])] = [:]
        for place in trees.indices {
            let tree = trees[place]
            guard let member = tree.member, !tree.hasDuplicateKeys else { continue }
            guard texts[place] != nil || targets[place] != nil || labels[place] != nil else { continue }
            let edits = tree.rich.edits(
                texts[place] ?? [], targets: targets[place] ?? [:], labels: labels[place] ?? [:])
            guard let edits, !edits.isEmpty else { continue }
            changes[member, default: (tree.root, [])].edits += edits
        }
        return ["data", "comment", "translatedData"].compactMap { name in
            changes[name].map { (name: name, value: JSONSplice.bytes(of: $0.root, applying: $0.edits)) }
        }
    }
}

extension PartEdit {
    /// Whether the replacements were made for a text such as this: in order and inside it.
    fileprivate func fits(_ text: ValidUTF8) -> Bool {
        var position = 0
        for replacement in replacements {
            guard replacement.range.lowerBound >= position, replacement.range.upperBound <= text.bytes.count else {
                return false
            }
            position = replacement.range.upperBound
        }
        return text.replacing(replacements) == newText
    }
}
