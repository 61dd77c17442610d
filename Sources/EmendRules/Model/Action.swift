package import EmendCore

/// One entry of a rule's `then`.
package enum Action: Hashable, Sendable {
    case redact(Redaction)
    /// BCP 47.
    case translate(to: String)
    case tag([Template])
    case metadata([MetadataTemplate])
    case mark(Mark)
    /// Records the hit and does nothing else.
    case flag
    /// Later rules are not judged.
    case stop

    package struct MetadataTemplate: Hashable, Sendable {
        package let key: String
        package let value: Template
    }

    /// The word in rule files and in the `actions` column.
    package var word: String {
        switch self {
        case .redact: "redact"
        case .translate: "translate"
        case .tag: "tag"
        case .metadata: "metadata"
        case .mark: "mark"
        case .flag: "flag"
        case .stop: "stop"
        }
    }

    /// What the action does at the provider; nil for what stays with us. Of tags it says that there is one.
    package var effect: EffectKey? {
        switch self {
        case .redact: .redact
        case .translate: .translate
        case .tag: .tag("")
        case .metadata: .metadata
        case .mark(let mark): .mark(mark.state)
        case .flag, .stop: nil
        }
    }

    /// Tags without a placeholder.
    var literalTags: [String] {
        guard case .tag(let texts) = self else { return [] }
        return texts.compactMap(\.literal)
    }

    var usesLanguage: Bool {
        switch self {
        case .translate: true
        case .tag(let texts): texts.contains { $0.uses(.language) }
        case .metadata(let entries): entries.contains { $0.value.uses(.language) }
        case .redact(let redaction): redaction.text?.uses(.language) ?? false
        case .mark, .flag, .stop: false
        }
    }
}

/// How found text is hidden.
package struct Redaction: Hashable, Sendable {
    package enum Style: Hashable, Sendable {
        case text(Template)
        /// The counts are of letters and digits that stay; everything that is neither stays anyway.
        case mask(Unicode.Scalar, keepFirst: Int, keepLast: Int)
        /// `[entity:abcdefgh]`
        case token
    }

    package enum Target: Hashable, Sendable {
        case match
        case entities([String])
        case message
    }

    package var style: Style
    package var target: Target
    /// Only this group of each regex match is hidden.
    package var group: String?

    package init(_ style: Style = .text(.entityInBrackets), of target: Target = .match, group: String? = nil) {
        (self.style, self.target, self.group) = (style, target, group)
    }

    var text: Template? {
        if case .text(let template) = style { template } else { nil }
    }

    var isMask: Bool {
        if case .mask = style { true } else { false }
    }
}
