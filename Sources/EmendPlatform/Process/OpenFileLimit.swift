import Glibc

/// How many files and sockets the process may hold open.
package enum OpenFileLimit {
    /// Raises the limit as far as the system lets this user, since the usual 1024 is less than a listener's connections.
    ///
    /// - Parameter wanted: No more is asked for.
    /// - Returns: The limit that holds now.
    @discardableResult package static func raise(to wanted: Int) -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        let current = limit.rlim_cur
        let possible = min(limit.rlim_max, UInt(clamping: wanted))
        guard possible > current else { return Int(clamping: current) }
        limit.rlim_cur = possible
        let isRaised = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        return Int(clamping: isRaised ? possible : current)
    }
}
