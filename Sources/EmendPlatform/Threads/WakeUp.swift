import CSystem
import Glibc

/// A descriptor that becomes readable when any thread calls ``signal()``: wakes a thread that sleeps in `poll`.
///
/// https://man7.org/linux/man-pages/man2/eventfd.2.html
package final class WakeUp: Sendable {
    /// To be polled for `POLLIN`; open as long as this object lives.
    package let descriptor: Int32

    package init() throws(SystemError) {
        descriptor = emend_eventfd()
        guard descriptor >= 0 else { throw SystemError("create an event descriptor", code: errno) }
    }

    deinit { close(descriptor) }

    package func signal() { eventfd_write(descriptor, 1) }

    /// Makes the descriptor unreadable until the next signal.
    package func clear() {
        var count: eventfd_t = 0
        unsafe eventfd_read(descriptor, &count)
    }
}
