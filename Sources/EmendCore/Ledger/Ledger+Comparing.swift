extension Ledger {
    /// How the text of an event compares with what is known of the message.
    enum Match {
        /// All parts are known, at least one is ours.
        case ours
        /// All parts are their current ones.
        case theirs
        /// All parts that are known are equal, and there are parts that were never seen.
        case extended
        case different
    }

    static func match(_ version: TextVersion, _ row: LedgerRow, _ changes: [UnsettledChange]) -> Match {
        var (hasOurs, hasUnseen) = (false, false)
        for part in version.parts {
            let current = row[part.key]
            if changes.contains(where: { $0.expects(part) }) || row.wrote[part.key] == part.fingerprint {
                hasOurs = true
            } else if current?.fingerprint == part.fingerprint {
                hasOurs = hasOurs || current?.isOurs == true
            } else if current == nil {
                hasUnseen = true
            } else {
                return .different
            }
        }
        return hasUnseen ? .extended : hasOurs ? .ours : .theirs
    }

    /// What the times of an event say about its place among the texts of the message.
    struct Order {
        var (isNewer, isSame, isOlder) = (false, false, false)
        /// A read that shows the present.
        var isFreshRead = false
        /// A read that proves nothing and is to be made again.
        var isWeakRead = false

        init(_ entry: LedgerEntry, _ row: LedgerRow) {
            if let stamp = entry.stamp, let known = row.stamp {
                (isNewer, isSame, isOlder) = (stamp > known, stamp == known, stamp < known)
            }
            if case .read(let sentAt, let repeats, _) = entry.source {
                isWeakRead = (sentAt < row.movedAt || isOlder) && repeats < Ledger.mostRepeats
                isFreshRead = !isWeakRead
            }
        }
    }
}
