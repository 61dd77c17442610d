import CMicroHTTPD
import EmendCore
import Glibc

/// Ways to get an answer onto the wire.
enum ResponseWriter {
    /// Gives the answer to the library; false when it does not take it.
    static func queue(_ response: HTTPResponse, on connection: OpaquePointer, closing: Bool) -> Bool {
        let handle = unsafe response.body.withUnsafeBytes { body in
            // Copied: the library sends after this call. It takes a pointer to mutable bytes but only reads.
            unsafe MHD_create_response_from_buffer(
                body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
        }
        guard let handle = unsafe handle else { return false }
        defer { unsafe MHD_destroy_response(handle) }
        for (name, value) in response.headers.fields where RequestFraming.isPlain(name: name, value: value) {
            guard unsafe MHD_add_response_header(handle, name, value) == .YES else { return false }
        }
        if closing { unsafe MHD_add_response_header(handle, "Connection", "close") }
        return unsafe MHD_queue_response(connection, UInt32(clamping: response.status), handle) == .YES
    }

    /// Sends the answer past the library, which takes none in the middle of a body; the connection has to end then.
    ///
    /// Earlier answers are all with the kernel, and a short one fits the socket's buffer; what does not is lost with
    /// the connection.
    static func sendLast(_ response: HTTPResponse, to socket: Int32) {
        let reason = unsafe String(cString: MHD_get_reason_phrase_for(UInt32(clamping: response.status)))
        var text = "HTTP/1.1 \(response.status) \(reason)\r\nConnection: close\r\n"
        text += "Content-Length: \(response.body.count)\r\n"
        for (name, value) in response.headers.fields where RequestFraming.isPlain(name: name, value: value) {
            text += "\(name): \(value)\r\n"
        }
        let bytes = Array((text + "\r\n").utf8) + response.body
        _ = unsafe bytes.withUnsafeBytes {
            unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
    }
}
