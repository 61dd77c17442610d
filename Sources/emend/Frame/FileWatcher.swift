import EmendPlatform
import Synchronization

/// Looks at files every so often, in a thread of its own, and tells when they are not what they were.
///
/// Contents are compared, not times: they count, and a mounted volume may change them without moving any time.
final class FileWatcher<Content: Equatable & Sendable>: Sendable {
    /// Nothing is ever pushed: closing it ends the pause between two looks.
    private let ending = BlockingQueue<Bool>()
    private let thread: OwnedThread

    /// - Parameters:
    ///   - known: What was there before it was taken over, so that a change in between is noticed.
    ///   - changed: Called on the watcher's thread, once per change.
    init(
        every interval: Duration, known first: Content, look: @escaping @Sendable () -> Content,
        changed: @escaping @Sendable () -> Void
    ) throws {
        thread = try OwnedThread(name: "emend-watch") { [ending] in
            var known = first
            while ending.popAll(waitingUntil: SystemClock.uptime() + interval) != nil {
                let found = look()
                guard found != known else { continue }
                known = found
                changed()
            }
        }
    }

    deinit { ending.close() }

    func stop() {
        ending.close()
        thread.join()
    }
}
