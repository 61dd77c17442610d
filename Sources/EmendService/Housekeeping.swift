import EmendCore
import EmendPlatform
import EmendStore

/// What is done every minute: forget what is older than it is to be kept, and look for redactions that are late.
final class Housekeeping: Sendable {
    private let thread: OwnedThread
    private let stopping: BlockingQueue<Void>

    init(_ work: HousekeepingWork, every interval: Duration) throws {
        let stopping = BlockingQueue<Void>()
        self.stopping = stopping
        thread = try OwnedThread(name: "emend-keeper") {
            var next = SystemClock.uptime() + interval
            while stopping.popAll(waitingUntil: next) != nil {
                work.run { stopping.isClosed }
                next = SystemClock.uptime() + interval
            }
        }
    }

    deinit { stopping.close() }

    func stop() {
        stopping.close()
        thread.join()
    }
}

struct HousekeepingWork: Sendable {
    let store: any Store
    let settings: StoreSettings
    let operations: StoreOperations
    /// The shortest of all accounts.
    let exposureTarget: @Sendable () -> Duration
    let log: Log

    func run(until isOver: () -> Bool) {
        let now = SystemClock.now()
        do throws(StoreError) {
            try sweep(now, until: isOver)
            if let oldest = try operations.statistics().oldestRedaction, now - oldest > exposureTarget() {
                log.write(.redactionLate, .waitMilliseconds((now - oldest).wholeMilliseconds))
            }
        } catch {
            log.write(.storeFailed, .reason("\(error.kind)"), .detail(error.message))
        }
    }

    /// In steps that are short enough for webhooks to pass in between.
    private func sweep(_ now: Timestamp, until isOver: () -> Bool) throws(StoreError) {
        let (hits, ledger) = (now - settings.keepHits, now - settings.keepLedger)
        var hasMore = true
        while hasMore && !isOver() {
            hasMore = try store.wait {
                store.sweep(hitsBefore: hits, ledgerBefore: ledger, limit: 500, completion: $0)
            }
        }
    }
}
