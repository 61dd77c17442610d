package import EmendCore

/// One request to be sent, and what it may cost.
package struct OutgoingRequest: Sendable {
    /// Scheme, host and port; its prefix is put before the target.
    package var origin: URLOrigin
    /// The target begins with `/` and is sent byte for byte; `Host`, `Content-Length` and the framing are the client's.
    package var request: HTTPRequest
    /// From the connection to the last byte of the answer.
    package var timeout: Duration
    /// Certificates to trust instead of the system's, in PEM form.
    package var caFile: String?
    /// A longer answer fails.
    package var responseLimitBytes: Int

    package init(
        origin: URLOrigin, request: HTTPRequest, timeout: Duration = .seconds(30), caFile: String? = nil,
        responseLimitBytes: Int = 4 << 20
    ) {
        (self.origin, self.request, self.timeout) = (origin, request, timeout)
        (self.caFile, self.responseLimitBytes) = (caFile, responseLimitBytes)
    }
}
