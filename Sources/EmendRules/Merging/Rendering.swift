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

    /// One text for each entity where the template names it, else one.
    func texts(_ template: Template, rule: String, entities: [String]) -> [String] {
        guard template.uses(.entity) else { return [text(template, rule: rule, entity: "")] }
        return entities.map { text(template, rule: rule, entity: $0) }
    }
}
