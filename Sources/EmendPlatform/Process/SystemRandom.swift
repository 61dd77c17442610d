import CSystem
import Glibc

/// Random bytes from the kernel, fit for keys.
package enum SystemRandom {
    /// Blocks only in the first moments after the machine's start. https://man7.org/linux/man-pages/man2/getrandom.2.html
    package static func bytes(_ count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = unsafe getrandom(buffer.baseAddress! + filled, count - filled, 0)
                precondition(got > 0 || errno == EINTR, "the kernel gives no random bytes")
                filled += max(0, got)
            }
        }
    }
}
