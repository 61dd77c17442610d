/// An address that cannot be listened on.
package struct ListenerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `host:port` as configured.
    package let address: String
    package let reason: String

    /// `127.0.0.1:8080: cannot listen (Address already in use)`
    package var description: String { "\(address): cannot listen (\(reason))" }
}
