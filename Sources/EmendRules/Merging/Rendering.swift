import EmendCore

/// What placeholders stand for in one message.
struct Rendering {
    let message: Message
    let now: Timestamp
    /// BCP 47; `und` when it could not be told.
    let language: String

    func text(_ template: Template, rule: String, entity: String) -> String {
        template.rendered { placeholder in
            switch placeholder {
            case .entity: entity
            case .language: language
            case .rule: rule
            case .account: message.account
            case .provider: message.provider.rawValue
            case .date: (message.createdAt ?? now).day.iso8601
            }
        }
    }

    /// What takes the place of a stretch that is hidden by a text or a token.
    func replacement(
        for piece: Hidden, _ value: ArraySlice<UInt8>, _ token: (String, ValidUTF8) -> String
    ) -> String {
        switch piece.style {
        case .text(let template): text(template, rule: piece.rule, entity: piece.entity)
        case .token: "[\(piece.entity):\(token(piece.entity, ValidUTF8(unchecked: Array(value))))]"
        case .mask: ""
        }
    }

    /// One text for each entity where the template names it, else one.
    func texts(_ template: Template, rule: String, entities: [String]) -> [String] {
        guard template.uses(.entity) else { return [text(template, rule: rule, entity: "")] }
        return entities.map { text(template, rule: rule, entity: $0) }
    }
}
