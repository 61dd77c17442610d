import EmendCore
import EmendPlatform
import EmendStore

/// Measures what is not counted, at the moment of asking.
struct GaugeReader: Sendable {
    let queue: BlockingQueue<JudgingJob>
    let active: Replaceable<ActiveRuleset>
    let health: ServiceHealth
    let dispatcher: Dispatcher
    let operations: StoreOperations
    let lastReload: Replaceable<ReloadState>
    let log: Log

    func read() -> Gauges {
        var gauges = Gauges()
        gauges.queueLength = queue.count
        gauges.generation = active.value.generation
        gauges.ruleset = active.value.digest
        gauges.isReady = health.isReady
        gauges.droppedLogLines = log.droppedLines
        let reload = lastReload.value
        (gauges.lastReloadError, gauges.needsRestart) = (reload.error, reload.needsRestart)
        // A store that cannot be read shows as not ready; the other numbers are still worth telling.
        gauges.pausedAccounts = ((try? operations.pausedAccounts()) ?? [:]).keys.sorted()
        if let statistics = try? operations.statistics() {
            gauges.pending = [
                (kind: "redaction", count: statistics.pendingRedactions),
                (kind: "read", count: statistics.pendingReads),
                (kind: "tag", count: statistics.pendingTags), (kind: "mark", count: statistics.pendingMarks),
                (kind: "confirming", count: statistics.confirming), (kind: "refused", count: statistics.refused),
            ]
            gauges.oldestRedaction = statistics.oldestRedaction.map { max(.zero, SystemClock.now() - $0) }
        }
        return gauges
    }
}
