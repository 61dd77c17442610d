import EmendCore

/// One place that a binding leaf matched.
struct Found: Hashable, Sendable {
    enum Source: Hashable, Sendable {
        case detector(String)
        case keyword
        /// The named groups that took part in the match.
        case regex([Group])
        /// All of a part, by `equals`.
        case whole
    }

    struct Group: Hashable, Sendable {
        var name: String
        var range: Range<Int>
    }

    /// Index into the parts of the text view.
    var part: Int
    /// UTF-8 offsets in the part.
    var range: Range<Int>
    var source: Source
    /// 0...1; 1 for what is no detector's.
    var confidence = 1.0
    /// Position of the detector, pattern or leaf in the rule.
    var order: Int

    var detector: String? {
        if case .detector(let name) = source { name } else { nil }
    }
}

/// What one rule's condition gave.
struct Evaluation {
    var truth: Truth
    /// What the true binding leaves found; means something only when ``truth`` is yes.
    var found: [Found] = []
    /// Why some binding leaf could not search everything, though the rule may be decided.
    var incomplete: UnscannedReason?
}
