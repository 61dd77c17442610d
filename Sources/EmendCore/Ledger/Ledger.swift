/// Decides whether the text of an event is news. Pure, and called inside the transaction in the order of the batch.
///
/// The table of the cases, with reasons, stands in `docs/architecture.md`.
package enum Ledger {
    /// After so many repetitions a read counts as the present, whatever its stamp says: a provider whose reads
    /// always carry an older time than its webhooks would otherwise be read for ever.
    package static let mostRepeats = 3

    /// - Parameters:
    ///   - row: Nil when the message is not known.
    ///   - changes: All unsettled changes of the message.
    package static func judge(_ entry: LedgerEntry, row: LedgerRow?, changes: [UnsettledChange]) -> LedgerStep {
        guard let row else { return news(entry, LedgerRow(movedAt: entry.at), changes) }
        let order = Order(entry, row)
        if row.flags.contains(.gone) {
            // A read that was sent before the message was deleted brings nothing back.
            guard order.isFreshRead || order.isNewer else { return LedgerStep(.duplicate(.older), row) }
            return news(entry, row, changes)
        }
        var step =
            switch match(entry.version, row, changes) {
            case .ours: echo(entry, row, changes, order)
            case .theirs: same(entry, row, changes, order)
            case .extended where !(entry.isHint && entry.isReadable) && !order.isWeakRead: news(entry, row, changes)
            case .extended, .different: other(entry, row, changes, order)
            }
        if order.isFreshRead {
            step.row.flags.remove(.unkept)
            applyRead(of: entry, changes, to: &step)
        } else if order.isWeakRead, changes.contains(where: { $0.phase == .awaiting }) {
            step.needsRead = true
        }
        return step
    }

    /// Case 1: our text has come back.
    private static func echo(
        _ entry: LedgerEntry, _ row: LedgerRow, _ changes: [UnsettledChange], _ order: Order
    ) -> LedgerStep {
        var step = LedgerStep(.echo, row)
        let isProvedLater = order.isFreshRead || order.isNewer
        if isProvedLater || order.isSame || (!order.isOlder && isAnchored(entry.version, row, changes)) {
            for part in entry.version.parts {
                let isTheirs = row[part.key].map { !$0.isOurs && $0.fingerprint == part.fingerprint } ?? false
                let isExpected = changes.contains { $0.expects(part) }
                step.row.set(part.key, part.fingerprint, isOurs: isExpected || !isTheirs)
            }
            step.row.wrote = TextVersion(step.row.current.filter(\.isOurs).map { .init($0.key, $0.fingerprint) })
        }
        if isProvedLater {
            step.row.flags.remove(.owed)
            step.dropsUnsentText = changes.contains { $0.phase == .unsent && $0.stands(in: entry.version) }
        }
        step.row.raiseStamp(to: entry.stamp)
        return step
    }

    /// Whether nothing of theirs came between the call and its echo. What was not sent has no echo.
    private static func isAnchored(_ shown: TextVersion, _ row: LedgerRow, _ changes: [UnsettledChange]) -> Bool {
        shown.parts.allSatisfy { part in
            row[part.key]?.fingerprint == part.fingerprint
                || changes.contains {
                    $0.phase != .unsent && $0.expects(part) && $0.judged[part.key] == row[part.key]?.fingerprint
                }
        }
    }

    /// Case 2: their text, known already.
    private static func same(
        _ entry: LedgerEntry, _ row: LedgerRow, _ changes: [UnsettledChange], _ order: Order
    ) -> LedgerStep {
        if isPlannedAnew(entry, row, changes, order) { return news(entry, row, changes) }
        var step = LedgerStep(.duplicate(.same), row)
        step.row.raiseStamp(to: entry.stamp)
        // The user may have written the judged text once more over ours, before our answer came.
        guard changes.contains(where: { $0.phase == .started && $0.writesText }), !entry.isRead else { return step }
        if entry.isReadable, order.isNewer || (entry.event == .edited && entry.stamp == nil) {
            step.overtakes = .again
        } else if order.isNewer {
            step = news(entry, row, changes)
            step.overtakes = .again
        }
        return step
    }

    private static func isPlannedAnew(
        _ entry: LedgerEntry, _ row: LedgerRow, _ changes: [UnsettledChange], _ order: Order
    ) -> Bool {
        if entry.hasCertainSender && !row.flags.contains(.certainSender) { return true }
        if entry.isLive && !row.flags.contains(.live) { return true }
        let isWanting = row.flags.contains(.refused) || changes.contains { $0.phase != .awaiting }
        if isWanting && !entry.address.isSubset(of: row.address) { return true }
        guard !order.isWeakRead else { return false }
        if case .read(_, _, isDelivery: true) = entry.source,
            changes.contains(where: { $0.phase == .started && $0.writesText })
        {
            // Read after our call: what was judged still stands.
            return !changes.contains { $0.phase == .unsent && $0.writesText }
        }
        // The text is owed and none is under way; where calls were made, only a read shows that they did not stay.
        return row.flags.contains(.owed) && !changes.contains { $0.phase != .awaiting && $0.writesText }
            && (entry.isRead || changes.allSatisfy { $0.phase != .awaiting })
    }

    /// Cases 3 to 5: a text that is not known.
    private static func other(
        _ entry: LedgerEntry, _ row: LedgerRow, _ changes: [UnsettledChange], _ order: Order
    ) -> LedgerStep {
        if entry.isRead {
            if order.isFreshRead { return news(entry, row, changes) }
            return deferred(row)
        }
        if entry.isHint && entry.isReadable {
            // The read of the conversation, which the same event enqueued, decides; where there is none, one of the message.
            return entry.isReadAnyway ? LedgerStep(.deferred(.order), row) : deferred(row)
        }
        if order.isNewer { return news(entry, row, changes) }
        if entry.event == .created {
            let bringsUnseenPart = entry.version.parts.contains { row[$0.key] == nil }
            guard bringsUnseenPart && entry.isReadable else { return LedgerStep(.duplicate(.older), row) }
        }
        if !entry.isReadable && !order.isOlder { return news(entry, row, changes) }
        var step = entry.isReadable ? deferred(row) : LedgerStep(.duplicate(.older), row)
        if entry.event != .created, changes.contains(where: { $0.mayHaveMissed(entry, order) }) {
            step.overtakes = .edited
        }
        if entry.event != .created, let settled = row.settled, settled.mayHaveReplaced(entry, row, order) {
            (step.reopens, step.row.settled) = (settled, nil)
        }
        return step
    }

    /// The text of the event is not kept; a read of the message will show what stands.
    private static func deferred(_ row: LedgerRow) -> LedgerStep {
        var step = LedgerStep(.deferred(.order), row)
        step.row.flags.insert(.unkept)
        step.needsRead = true
        return step
    }

    private static func news(_ entry: LedgerEntry, _ row: LedgerRow, _ changes: [UnsettledChange]) -> LedgerStep {
        var step = LedgerStep(.new, row)
        step.row.take(entry)
        for change in changes where change.phase == .started && change.writesText {
            if change.isVoid(in: entry.version), !change.stands(in: entry.version) {
                step.overtakes = .edited
            } else if entry.isRead {
                step.overtakes = max(step.overtakes, .again)
            }
        }
        return step
    }

    /// A read that shows the present settles what waited for it.
    private static func applyRead(of entry: LedgerEntry, _ changes: [UnsettledChange], to step: inout LedgerStep) {
        for change in changes {
            switch change.phase {
            case .unsent where change.isVoid(in: entry.version): step.dropsUnsentText = true
            case .awaiting:
                let isOverwritten = change.overtaken == .edited && change.stands(in: entry.version)
                step.resolution = isOverwritten ? .overwrote : .confirmed
            case .started where entry.isDelivery && change.isVoid(in: entry.version):
                step.endsStarted = step.endsStarted || !change.stands(in: entry.version)
            case .unsent, .started: break
            }
        }
    }
}

extension UnsettledChange {
    /// Whether the text can have been written after the judged one; its event may come after the echo of our call.
    fileprivate func mayHaveMissed(_ entry: LedgerEntry, _ order: Ledger.Order) -> Bool {
        guard writesText, order.isOlder, let stamp = entry.stamp, let judgedStamp else { return writesText }
        return stamp > judgedStamp
    }
}

extension SettledText {
    /// Whether the text was written between the judged one and our call, which is known by times alone.
    fileprivate func mayHaveReplaced(_ entry: LedgerEntry, _ row: LedgerRow, _ order: Ledger.Order) -> Bool {
        guard order.isOlder, let stamp = entry.stamp, stamp > judgedStamp else { return false }
        return entry.version.parts.contains { part in
            guard let current = row[part.key], current.isOurs else { return false }
            return current.fingerprint != part.fingerprint && judged[part.key] != part.fingerprint
        }
    }
}

extension LedgerEntry {
    fileprivate var isHint: Bool { source == .hint }
    fileprivate var isDelivery: Bool { if case .read(_, _, isDelivery: true) = source { true } else { false } }
}
