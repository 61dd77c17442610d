/// What became of one effect.
package enum Receipt: Hashable, Sendable {
    case pending
    case refused(RefusedReason)
    case impossible(ImpossibleReason)
    /// Our text stands over an edit of the user's; `unread` where the account is not read.
    case overwrote(unread: Bool)
    case dropped(DroppedReason)
    /// The provider took the call; `altered` when it serves another text that is clean.
    case accepted(altered: Bool)
    /// The text served after the call is the text that was sent.
    case proved
    case none

    /// Position in the order "worst first", for the receipt of a hit.
    package var rank: Int {
        switch self {
        case .pending: 0
        case .refused: 1
        case .impossible: 2
        case .overwrote: 3
        case .dropped: 4
        case .accepted: 5
        case .proved: 6
        case .none: 7
        }
    }

    /// The word in the `receipt` column.
    package var word: String {
        switch self {
        case .pending: "pending"
        case .refused: "refused"
        case .impossible: "impossible"
        case .overwrote: "overwrote"
        case .dropped: "dropped"
        case .accepted: "accepted"
        case .proved: "proved"
        case .none: "none"
        }
    }

    /// The word in the `receipt_reason` column.
    package var reason: String? {
        switch self {
        case .refused(let reason): reason.rawValue
        case .impossible(let reason): reason.rawValue
        case .overwrote(unread: true): "unread"
        case .dropped(let reason): reason.rawValue
        case .accepted(altered: true): "altered"
        case .pending, .overwrote(unread: false), .accepted(altered: false), .proved, .none: nil
        }
    }
}
