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
    let health: ServiceHealth

    /// Of 500 rows each: a ledger of ten million rows is gone through in half a day, in about a second of each minute.
    private static let ledgerSteps = 30

    func run(until isOver: () -> Bool) {
        let now = SystemClock.now()
        do throws(StoreError) {
            try sweep(now, until: isOver)
            if let oldest = try operations.statistics().oldestRedaction, now - oldest > exposureTarget() {
                log.write(.redactionLate, .waitMilliseconds((now - oldest).wholeMilliseconds))
            }
        } catch {
            if error.kind == .replaced { health.loseStore() }
            log.write(.storeFailed, .reason("\(error.kind)"), .detail(error.message))
        }
    }

    /// In steps that are short enough for webhooks to pass in between.
    private func sweep(_ now: Timestamp, until isOver: () -> Bool) throws(StoreError) {
        let (hits, ledger) = (now - settings.keepHits, now - settings.keepLedger)
        var (hasMore, steps) = (true, 0)
        while hasMore && !isOver() {
            // The ledger is gone through little by little: what is too old in it can wait for another minute.
            let ledgerBefore = steps < HousekeepingWork.ledgerSteps ? ledger : nil
            hasMore = try store.wait {
                store.sweep(hitsBefore: hits, ledgerBefore: ledgerBefore, limit: 500, completion: $0)
            }
            steps += 1
        }
    }
}
