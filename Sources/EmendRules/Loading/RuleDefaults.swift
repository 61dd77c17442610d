import EmendCore
import EmendYAML

/// What a rule has where it does not say otherwise; `defaults:` of a file changes it for that file.
struct RuleDefaults {
    var events: Set<EventKind> = [.created, .edited]
    var from: Set<SenderKind> = [.visitor, .agent]
    var mode = RuleMode.live
    var onUnscanned = Rule.OnUnscanned.flag
    var limits = RuleLimits()
    var owner: String?

    /// Takes the keys that rules and `defaults:` share.
    mutating func read(_ fields: Fields) {
        events = fields.optional("events", .oneOrMore(of: .word(EventKind.self))).map { Set($0) } ?? events
        from = fields.optional("from", .oneOrMore(of: .word(SenderKind.self))).map { Set($0) } ?? from
        mode = fields.optional("mode", .word(RuleMode.self)) ?? mode
        onUnscanned = fields.optional("on_unscanned", .word(Rule.OnUnscanned.self)) ?? onUnscanned
        limits = fields.optional("limits", .ruleLimits) ?? limits
        owner = fields.optional("owner", .text) ?? owner
    }

    static var reader: ValueReader<RuleDefaults> {
        .mapping { fields in
            var defaults = RuleDefaults()
            defaults.read(fields)
            return defaults
        }
    }
}

/// A rule's own bounds.
struct RuleLimits: Hashable {
    /// Steps of backtracking from one start position, 1...100,000.
    var match = 10_000
}

extension ValueReader where Value == RuleLimits {
    static var ruleLimits: ValueReader {
        .mapping { fields in
            fields.optional("match", .int(1...100_000)).map { RuleLimits(match: $0) } ?? RuleLimits()
        }
    }
}
