import EmendCore

/// One stretch of a part that a redaction of a rule hides.
struct Hidden: Sendable {
    var part: Int
    /// UTF-8 offsets in the part; never empty.
    var range: Range<Int>
    var entity: String
    /// In Unicode scalars.
    var length: Int
    var confidence: Double
    /// Position among the finds of the rule.
    var order: Int
    var isDetector: Bool
    var style: Redaction.Style
    var rule: String
    /// Position of the rule in the ruleset.
    var ruleOrder: Int

    var hasText: Bool {
        if case .mask = style { false } else { true }
    }

    /// Whether the same text takes the place of both, whatever they hide.
    func writesSame(as other: Hidden) -> Bool {
        guard case .text = style else { return false }
        return ruleOrder == other.ruleOrder && entity == other.entity && style == other.style
    }

    /// Whether this one decides where both overlap: longer, then rule order, then confidence, then place in the list.
    func precedes(_ other: Hidden) -> Bool {
        if length != other.length { return length > other.length }
        if ruleOrder != other.ruleOrder { return ruleOrder < other.ruleOrder }
        if confidence != other.confidence { return confidence > other.confidence }
        return order < other.order
    }
}
