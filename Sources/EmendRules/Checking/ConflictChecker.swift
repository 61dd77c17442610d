import EmendCore

/// Two rules that want different values in one place; the first in order wins it.
struct ConflictChecker {
    private struct Claim {
        var place: String
        var action: Action
        var value: String
        var rule: Rule
    }

    private var claims: [Claim] = []

    mutating func check(_ rule: Rule) -> [Diagnostic] {
        guard rule.mode == .live else { return [] }
        var found: [Diagnostic] = []
        for (place, value, action) in rule.actions.flatMap(Self.places) {
            let rival = claims.first { claim in
                claim.place == place && claim.value != value && claim.rule.id != rule.id
                    && !claim.rule.providers.isDisjoint(with: rule.providers)
                    && !claim.rule.events.isDisjoint(with: rule.events)
                    && !claim.rule.from.isDisjoint(with: rule.from)
            }
            if let rival {
                found.append(
                    Diagnostic(
                        .conflictingActions, at: rule.location,
                        "the rules `\(rival.rule.id)` and `\(rule.id)` want different values for \(place)",
                        hint: "where both match, the first, `\(rival.rule.id)`, wins", rule: rule.id))
            }
            claims.append(Claim(place: place, action: action, value: value, rule: rule))
        }
        return found
    }

    /// What an action gives one value, in the words of diagnostics.
    static func places(_ action: Action) -> [(place: String, value: String, action: Action)] {
        switch action {
        case .translate(let target): [("`translate`", target, action)]
        case .metadata(let entries): entries.map { ("the metadata key `\($0.key)`", "\($0.value.pieces)", action) }
        case .mark(let mark): [("`mark: \(mark.state.rawValue)`", "\(mark.actor) \(mark.scope)", action)]
        case .redact, .tag, .flag, .stop: []
        }
    }
}
