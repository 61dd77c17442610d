import CSystem
import Glibc
import Synchronization

/// A thread of our own, for calls that block (SQLite, curl, sockets) and so do not belong on Swift's shared pool.
///
/// All signals are blocked in it, so that they reach the thread that waits for them.
package final class OwnedThread: Sendable {
    private enum State { case running, joined }
    private let handle: pthread_t
    private let state = Mutex(State.running)

    /// Starts `body` at once.
    ///
    /// - Parameters:
    ///   - name: Shown by `top -H`; Linux keeps 15 bytes.
    ///   - stackSizeBytes: At least 64 KiB.
    package init(
        name: String, stackSizeBytes: Int = 1 << 20, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, stackSizeBytes)
        // The new thread inherits the mask, so a signal cannot slip in before the thread's first instruction.
        var (all, before) = (sigset_t(), sigset_t())
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var handle = pthread_t()
        let code = unsafe pthread_create(&handle, &attributes, runThread, start.toOpaque())
        guard code == 0 else {
            unsafe start.release()
            throw SystemError("start the thread \(name)", code: code)
        }
        self.handle = handle
    }

    deinit {
        if state.withLock({ $0 == .running }) { pthread_detach(handle) }
    }

    /// Waits until the body has returned; later calls return at once. Not to be called from the thread itself.
    package func join() {
        precondition(pthread_equal(pthread_self(), handle) == 0, "a thread cannot wait for its own end")
        state.withLock { state in
            guard state == .running else { return }
            pthread_join(handle, nil)
            state = .joined
        }
    }
}

private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) { (self.name, self.body) = (name, body) }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    unsafe _ = emend_name_this_thread(start.name)
    start.body()
    return nil
}
