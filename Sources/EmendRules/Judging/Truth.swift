import EmendCore

/// What is known of a condition. Unknown means only that it could not be judged, and why.
enum Truth: Hashable, Sendable {
    case no
    case unknown(UnscannedReason)
    case yes

    init(_ value: Bool) { self = value ? .yes : .no }

    static prefix func ! (truth: Truth) -> Truth {
        switch truth {
        case .no: .yes
        case .unknown: truth
        case .yes: .no
        }
    }

    /// Kleene's "and"; of two unknowns the first reason stays.
    func and(_ other: Truth) -> Truth {
        switch (self, other) {
        case (.no, _), (_, .no): .no
        case (.yes, _): other
        case (.unknown, _): self
        }
    }

    /// Kleene's "or"; of two unknowns the first reason stays.
    func or(_ other: Truth) -> Truth {
        switch (self, other) {
        case (.yes, _), (_, .yes): .yes
        case (.no, _): other
        case (.unknown, _): self
        }
    }
}
