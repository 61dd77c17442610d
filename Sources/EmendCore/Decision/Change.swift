/// All effects on one message, merged over the rules that matched.
package struct Change: Hashable, Sendable {
    /// One entry for each part whose text changes.
    package var text: [PartEdit] = []
    /// To be merged with what the message carries.
    package var tags: [String] = []
    /// Goes under the one owner key `emend`.
    package var metadata: [MetadataEntry] = []
    package var translation: Translation?
    package var marks: [Mark] = []

    package init() {}

    package var isEmpty: Bool {
        text.isEmpty && tags.isEmpty && metadata.isEmpty && translation == nil && marks.isEmpty
    }

    /// What the change does, one key per effect, in a fixed order.
    package var effects: [EffectKey] {
        var keys: [EffectKey] = []
        if !text.isEmpty { keys.append(.redact) }
        for tag in tags { keys.append(.tag(tag)) }
        if !metadata.isEmpty { keys.append(.metadata) }
        if translation != nil { keys.append(.translate) }
        for mark in marks { keys.append(.mark(mark.state)) }
        return keys
    }
}

/// The message a change is for, without its text.
package struct ChangeTarget: Hashable, Sendable {
    package var key: MessageKey
    package var conversation: ValidUTF8?
    package var address: MessageAddress

    package init(key: MessageKey, conversation: ValidUTF8?, address: MessageAddress) {
        (self.key, self.conversation, self.address) = (key, conversation, address)
    }
}

/// The new text of one part.
package struct PartEdit: Hashable, Sendable {
    package var part: PartKey
    /// In order, not overlapping; offsets in the text that was judged.
    package var replacements: [Replacement]
    package var newText: ValidUTF8

    package init(part: PartKey, replacements: [Replacement], newText: ValidUTF8) {
        (self.part, self.replacements, self.newText) = (part, replacements, newText)
    }
}

package struct MetadataEntry: Hashable, Sendable {
    package var key: String
    package var value: String

    package init(key: String, value: String) { (self.key, self.value) = (key, value) }
}

package struct Translation: Hashable, Sendable {
    /// BCP 47, the language of the text; `und` when it could not be told.
    package var language: String
    /// BCP 47, the language to translate to.
    package var target: String

    package init(language: String, target: String) { (self.language, self.target) = (language, target) }
}

package struct Mark: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable { case delivered, read }
    package enum Actor: Hashable, Sendable {
        /// The provider's default.
        case standard
        case recipient, sender
        case user(String)
    }
    package enum Scope: String, CaseIterable, Sendable { case message, dialog }

    package var state: State
    package var actor: Actor
    package var scope: Scope

    package init(_ state: State, by actor: Actor = .standard, scope: Scope = .message) {
        (self.state, self.actor, self.scope) = (state, actor, scope)
    }
}

/// One effect of a change, as receipts name it.
package enum EffectKey: Hashable, Sendable {
    case redact
    /// One tag; each is an effect of its own, so that one that the provider does not take leaves the others alone.
    case tag(String)
    case metadata, translate
    case mark(Mark.State)

    /// The action's word in the `actions` column.
    package var action: String {
        switch self {
        case .redact: "redact"
        case .tag: "tag"
        case .metadata: "metadata"
        case .translate: "translate"
        case .mark: "mark"
        }
    }

    package var isMark: Bool { if case .mark = self { true } else { false } }

    /// As logs, metrics and `outbox` name it: the action, for marks with their state.
    package var word: String {
        if case .mark(let state) = self { "mark:" + state.rawValue } else { action }
    }

    /// The stored form: ``word``, for tags with their text. Commas separate effects, so they are escaped.
    package var stored: String {
        guard case .tag(let text) = self else { return word }
        return "tag:" + text.replacing("%", with: "%25").replacing(",", with: "%2C")
    }

    package init?(stored: String) {
        switch stored {
        case "redact": self = .redact
        case "metadata": self = .metadata
        case "translate": self = .translate
        case "mark:delivered": self = .mark(.delivered)
        case "mark:read": self = .mark(.read)
        default:
            guard stored.hasPrefix("tag:") else { return nil }
            self = .tag(String(stored.dropFirst(4)).replacing("%2C", with: ",").replacing("%25", with: "%"))
        }
    }
}

extension Change {
    /// This change with only those effects.
    package func keeping(_ effects: [EffectKey]) -> Change {
        var kept = self
        if !effects.contains(.redact) { kept.text = [] }
        kept.tags.removeAll { !effects.contains(.tag($0)) }
        if !effects.contains(.metadata) { kept.metadata = [] }
        if !effects.contains(.translate) { kept.translation = nil }
        kept.marks.removeAll { !effects.contains(.mark($0.state)) }
        return kept
    }
}

extension [EffectKey] {
    /// Each ``EffectKey/word`` once, in order.
    package var words: [String] { map(\.word).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
