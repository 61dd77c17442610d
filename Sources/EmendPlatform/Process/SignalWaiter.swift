import Glibc

/// Turns the signals that end or reload the server into values that one thread waits for.
///
/// Made in the main thread before any other thread starts, since threads inherit which signals are blocked.
package struct SignalWaiter: Sendable {
    package enum Signal: Int32, CaseIterable, Sendable {
        case hangUp = 1
        case interrupt = 2
        case terminate = 15
    }

    /// Blocks the signals in the calling thread, and ignores SIGPIPE in the process: a closed socket is an error
    /// to handle, not a reason to die.
    package init() {
        signal(SIGPIPE, SIG_IGN)
        var set = Self.set
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Sleeps until one of the signals comes.
    package func wait() -> Signal {
        var set = Self.set
        var number: Int32 = 0
        while true {
            let code = unsafe sigwait(&set, &number)
            if code == 0, let signal = Signal(rawValue: number) { return signal }
        }
    }

    /// Sends `signal` to this process, so that ``wait()`` returns it: how another thread asks for an orderly end.
    package static func raise(_ signal: Signal) { kill(getpid(), signal.rawValue) }

    private static var set: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in Signal.allCases { unsafe sigaddset(&set, signal.rawValue) }
        return set
    }
}
