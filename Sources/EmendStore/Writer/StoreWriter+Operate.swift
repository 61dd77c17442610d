import EmendCore
import EmendCrypto

/// What operators and the clock ask for.
extension StoreWriter {
    func activate(
        digest: String, source: [UInt8], disabled: Set<String>, at: Timestamp
    ) throws(StoreError) -> RulesetGeneration {
        let sealed: [UInt8]
        do throws(CryptoError) {
            sealed = try keys.seal(ruleset: source, digest: digest)
        } catch {
            throw StoreError(kind: .keys, code: 0, message: "cannot seal: \(error)")
        }
        let row = try names.activate(digest: digest, source: sealed, at: at)
        if !disabled.isEmpty {
            for id in try hits.changes(onlyOf: disabled) {
                if let row = try outbox.row(id) { try drop(row, .ruleDisabled, at: at) }
            }
        }
        ruleset = row
        generation += 1
        return generation
    }

    /// Makes what waits due now; a refused change becomes a read of its message, which is then judged anew.
    func retry(_ selection: OutboxSelection, at: Timestamp) throws(StoreError) -> OutboxProgress {
        let (ids, next) = try rows(selection)
        var count = 0
        for id in ids {
            guard var row = try outbox.row(id) else { continue }
            switch row.state {
            case .unsent, .started:
                (row.notBefore, row.failures) = (at, 0)
                try outbox.update(row)
            case .refused:
                guard let message = row.message, var stored = try ledger.row(row.realm, message) else { continue }
                stored.row.flags.insert(.owed)
                try ledger.save(stored, row.realm, message)
                try remove(row)
                try enqueueRead(
                    row.sealedFor, address(stored, row.sealedFor), row.account, row.realm, at: at, repeats: 0)
            case .awaiting: continue
            }
            count += 1
        }
        return OutboxProgress(count: count, next: next)
    }

    /// Gives up what waits. A call that is in flight may still arrive.
    func discard(_ selection: OutboxSelection, at: Timestamp) throws(StoreError) -> OutboxProgress {
        let (ids, next) = try rows(selection)
        var count = 0
        for id in ids {
            guard let row = try outbox.row(id), row.state != .awaiting else { continue }
            try drop(row, .discarded, at: at)
            if row.isRead, let message = row.message { try resolveUnread(row.realm, message, at: at) }
            count += 1
        }
        return OutboxProgress(count: count, next: next)
    }

    /// So many rows are one transaction, so that webhooks pass in between.
    private static let step = 500

    private func rows(_ selection: OutboxSelection) throws(StoreError) -> (ids: [Int64], next: OutboxID?) {
        let found = try extras.outboxRows(
            account: selection.account, rule: selection.rule, after: selection.after?.value ?? 0, limit: Self.step)
        let next = found.count == Self.step ? found.last.map { OutboxID($0) } : nil
        guard let ids = selection.ids else { return (found, next) }
        let wanted = Set(ids.map(\.value))
        return (found.filter(wanted.contains), next)
    }

    private func drop(_ row: OutboxRow, _ reason: DroppedReason, at: Timestamp) throws(StoreError) {
        try hits.drop(row.id, reason, at: at)
        try remove(row)
        guard !row.isRead, let message = row.message, var stored = try ledger.row(row.realm, message) else { return }
        stored.row.flags.remove(.owed)
        try ledger.save(stored, row.realm, message)
    }

    /// One bounded step of forgetting.
    ///
    /// - Returns: Whether another step would find more.
    func sweep(hitsBefore: Timestamp?, ledgerBefore: Timestamp?, limit: Int) throws(StoreError) -> Bool {
        var hasMore = false
        if let time = hitsBefore {
            try hits.sweep(before: time, limit: limit)
            hasMore = connection.changes == limit
            try extras.sweepOutbox(before: time, limit: limit)
        }
        if let time = ledgerBefore {
            let next = try extras.ledgerPlace(after: sweepPlace, count: limit)
            try ledger.sweep(after: sweepPlace, notMovedSince: time, limit: limit)
            hasMore = hasMore || next != nil
            sweepPlace = next ?? (0, "")
        }
        return hasMore
    }
}
