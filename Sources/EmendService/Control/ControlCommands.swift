import EmendCore
import EmendPlatform
import EmendStore

/// Carries out what commands ask for; on the control socket's thread in a server, or in the command itself when no
/// server runs.
package struct ControlCommands: Sendable {
    private let operations: StoreOperations
    /// The configured accounts, which a reload may change.
    private let accounts: @Sendable () -> [String]
    private let health: ServiceHealth?
    private let onPause: @Sendable (String, String?) -> Void
    private let onOutboxChange: @Sendable () -> Void
    private let stats: (@Sendable () -> Gauges)?

    /// For a command that has opened the store itself.
    package init(operations: StoreOperations, accounts: [String]) {
        self.init(
            operations: operations, accounts: { accounts }, health: nil, onPause: { _, _ in }, onOutboxChange: {},
            stats: nil)
    }

    init(
        operations: StoreOperations, accounts: @escaping @Sendable () -> [String], health: ServiceHealth?,
        onPause: @escaping @Sendable (String, String?) -> Void, onOutboxChange: @escaping @Sendable () -> Void,
        stats: (@Sendable () -> Gauges)?
    ) {
        (self.operations, self.accounts, self.health) = (operations, accounts, health)
        (self.onPause, self.onOutboxChange, self.stats) = (onPause, onOutboxChange, stats)
    }

    package func answer(line: String) -> ControlAnswer {
        guard let request = ControlRequest(line: line) else {
            return ControlAnswer(error: "the request is not one that this server knows")
        }
        return answer(request)
    }

    package func answer(_ request: ControlRequest) -> ControlAnswer {
        do throws(StoreError) {
            switch request.verb {
            case .pause: return try setPause(request, reason: "operator")
            case .resume: return try setPause(request, reason: nil)
            case .outboxList: return ControlAnswer(rows: try list(request))
            case .outboxRetry: return changed(try operations.retry(selection(request)))
            case .outboxDiscard: return changed(try operations.discard(selection(request)))
            case .health: return try showHealth()
            case .stats: return try showStatistics()
            }
        } catch {
            return ControlAnswer(error: error.message)
        }
    }

    private func setPause(_ request: ControlRequest, reason: String?) throws(StoreError) -> ControlAnswer {
        let accounts = accounts()
        if let account = request.account, !accounts.contains(account) {
            return ControlAnswer(error: "there is no account \(account)")
        }
        let names = request.account.map { [$0] } ?? accounts
        for name in names {
            try operations.setPause(account: name, reason: reason)
            onPause(name, reason)
        }
        return ControlAnswer(
            rows: names.map { name in
                row {
                    $0.member("account", string: name)
                    $0.member("paused", bool: reason != nil)
                }
            })
    }

    private func selection(_ request: ControlRequest) -> OutboxSelection {
        OutboxSelection(
            ids: request.ids.isEmpty ? nil : request.ids.map { OutboxID($0) }, account: request.account,
            rule: request.rule)
    }

    private func changed(_ count: Int) -> ControlAnswer {
        onOutboxChange()
        return ControlAnswer(rows: [row { $0.member("rows", int: count) }])
    }

    private func list(_ request: ControlRequest) throws(StoreError) -> [String] {
        let entries = try operations.outbox(selection(request), limit: request.limit.map { max(0, $0) })
        return entries.prefix(max(0, request.limit ?? .max)).map { entry in
            row { line in
                line.member("id", int: entry.id.value)
                line.member("account", string: entry.account)
                line.key("message_id")
                if let id = entry.messageID { line.text(id) } else { line.null() }
                line.key("conversation_id")
                if let id = entry.conversation { line.text(id) } else { line.null() }
                line.member("kind", string: entry.isRead ? "read" : "change")
                line.key("effects")
                line.array { for word in entry.effects.words { $0.string(word) } }
                line.member("state", string: entry.state.rawValue)
                line.key("reason")
                if let reason = entry.reason { line.string(reason) } else { line.null() }
                line.member("failures", int: entry.failures)
                line.member("committed_at", string: entry.committedAt.rfc3339)
                line.member("not_before", string: entry.notBefore.rfc3339)
            }
        }
    }

    private func showHealth() throws(StoreError) -> ControlAnswer {
        let paused = try operations.pausedAccounts()
        let statistics = try operations.statistics()
        let line = row { line in
            line.member("status", string: health?.word ?? "not_serving")
            line.key("paused")
            line.object { list in
                for (account, reason) in paused.sorted(by: { $0.key < $1.key }) { list.member(account, string: reason) }
            }
            line.member("refused", int: statistics.refused)
            if let gauges = stats?() {
                line.member("generation", int: gauges.generation)
                line.member("ruleset", string: gauges.ruleset)
                line.key("last_reload_error")
                if let reason = gauges.lastReloadError { line.string(reason) } else { line.null() }
                line.key("restart_needed")
                line.array { for key in gauges.needsRestart { $0.string(key) } }
            }
        }
        return ControlAnswer(rows: [line])
    }

    private func showStatistics() throws(StoreError) -> ControlAnswer {
        let statistics = try operations.statistics()
        let line = row { line in
            line.member("pending_redactions", int: statistics.pendingRedactions)
            line.member("pending_reads", int: statistics.pendingReads)
            line.member("pending_tags", int: statistics.pendingTags)
            line.member("pending_marks", int: statistics.pendingMarks)
            line.member("refused", int: statistics.refused)
            line.key("oldest_redaction")
            if let time = statistics.oldestRedaction { line.string(time.rfc3339) } else { line.null() }
            if let gauges = stats?() { line.member("queue_length", int: gauges.queueLength) }
        }
        return ControlAnswer(rows: [line])
    }

    private func row(_ fill: (inout JSONWriter) -> Void) -> String {
        String(decoding: JSONWriter.object(fill), as: UTF8.self)
    }
}
