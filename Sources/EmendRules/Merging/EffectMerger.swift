import EmendCore

/// Collects tags, metadata, translation and marks of the rules in their order; the first wins a place with one value.
struct EffectMerger {
    private(set) var change = Change()

    /// - Parameter entities: What the rule found; a tag with `{entity}` becomes one tag for each.
    /// - Returns: The effects of the change that are this rule's too.
    mutating func add(_ rule: Rule, entities: [String], _ rendering: Rendering) -> Set<EffectKey> {
        var effects: Set<EffectKey> = []
        for action in rule.actions {
            switch action {
            case .redact, .flag, .stop: break
            case .translate(let target):
                let translation = Translation(language: rendering.language, target: target)
                change.translation = change.translation ?? translation
                if change.translation == translation { effects.insert(.translate) }
            case .tag(let texts):
                for text in texts {
                    for tag in rendering.texts(text, rule: rule.id, entities: entities) where !tag.isEmpty {
                        if !change.tags.contains(tag) { change.tags.append(tag) }
                        effects.insert(.tag(tag))
                    }
                }
            case .metadata(let entries):
                for entry in entries {
                    let value = MetadataEntry(
                        key: entry.key,
                        value: rendering.text(
                            entry.value, rule: rule.id, entity: entities.joined(separator: ",")))
                    if !change.metadata.contains(where: { $0.key == entry.key }) { change.metadata.append(value) }
                    if change.metadata.contains(value) { effects.insert(.metadata) }
                }
            case .mark(let mark):
                if !change.marks.contains(where: { $0.state == mark.state }) { change.marks.append(mark) }
                if change.marks.contains(mark) { effects.insert(.mark(mark.state)) }
            }
        }
        return effects
    }
}
