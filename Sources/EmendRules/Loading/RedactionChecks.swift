import EmendCore
import EmendMatching
import EmendYAML

extension RuleLoader {
    /// What a redaction needs of the rule's conditions.
    func checkRedactions(_ rule: Rule, _ actions: [Located<Action>]) {
        let binding = rule.condition.bindingLeaves
        for action in actions {
            guard case .redact(let redaction) = action.value else { continue }
            if redaction.target != .message, binding.isEmpty {
                log.report(
                    .redactWithoutMatch, at: action.location,
                    "there is nothing to redact: no condition of the rule finds text",
                    hint: "add a `text` condition outside `not`, or write `of: message`")
                continue
            }
            if let group = redaction.group { checkGroup(group, binding, at: action) }
            if case .entities(let names) = redaction.target {
                checkEntities(names, rule, redaction, binding, at: action)
            }
        }
    }

    private func checkGroup(_ group: String, _ binding: [TextLeaf], at action: Located<Action>) {
        let place = action.node["group"]?.start ?? action.location
        let patterns = binding.flatMap { leaf -> [Pattern] in
            if case .regex(let patterns) = leaf.test { patterns } else { [] }
        }
        if patterns.isEmpty {
            log.report(
                .invalidGroup, at: place, "`group: \(group)` needs a regex that has this group",
                hint: "add `text: { regex: '(?<\(group)>..)' }`")
        }
        for pattern in patterns {
            let shown = "the regex `\(pattern.source)`"
            switch pattern.placement(of: group) {
            case .plain: break
            case nil:
                log.report(
                    .invalidGroup, at: place, "\(shown) has no group `\(group)`", hint: "write `(?<\(group)>..)` in it")
            case .repeated:
                log.report(
                    .invalidGroup, at: place,
                    "the group `\(group)` stands inside a repeat of \(shown), so only its last"
                        + " round would be hidden", hint: "put the repeat inside the group")
            case .lookaround:
                log.report(
                    .invalidGroup, at: place,
                    "the group `\(group)` stands inside a lookaround of \(shown), so it may lie"
                        + " outside the match", hint: "move it out of the lookaround")
            case .unclear:
                log.report(
                    .invalidGroup, at: place,
                    "\(shown) uses syntax in which the place of the group `\(group)` is not clear",
                    hint: "leave out `(?x)`, `(?|`, `\\Q` and calls of groups")
            }
        }
    }

    private func checkEntities(
        _ names: [String], _ rule: Rule, _ redaction: Redaction, _ binding: [TextLeaf], at action: Located<Action>
    ) {
        var known: [String] = redaction.group.map { [$0] } ?? []
        for leaf in binding {
            switch leaf.test {
            case .detect(let detectors, _, _): if redaction.group == nil { known += detectors.map(\.name) }
            case .regex, .keywords, .equals: if redaction.group == nil { known.append(rule.id) }
            case .longerThan: break
            }
        }
        for (index, name) in names.enumerated() where !known.contains(name) {
            let place = action.node["of"]?.sequence.flatMap { $0.indices.contains(index) ? $0[index].start : nil }
            let near = suggestion(for: name, among: known).map { "did you mean `\($0)`?" }
            log.report(
                .invalidValue, at: place ?? action.location, "no condition of the rule finds the entity `\(name)`",
                hint: near ?? "possible here: " + known.joined(separator: ", "))
        }
    }
}
