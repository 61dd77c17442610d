import CCurl
import EmendCore

/// One request on its way. Touched by the client's thread only.
@safe final class Transfer {
    let completion: HTTPClient.Completion
    private let handle: UnsafeMutableRawPointer
    private let limitBytes: Int
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var headers = HTTPHeaders()
    private var body: [UInt8] = []
    private var isTooLarge = false
    /// The first failure of an option.
    private var setup = CURLE_OK
    /// Whether a connection was there and the request may have been written to it.
    private var isStarted = false
    /// Whether sending the request a second time has no further effect.
    private var isRepeatable = false

    init(_ handle: UnsafeMutableRawPointer, limitBytes: Int, _ completion: @escaping HTTPClient.Completion) {
        unsafe (self.handle, self.limitBytes, self.completion) = unsafe (handle, limitBytes, completion)
    }

    deinit { unsafe curl_slist_free_all(headerList) }

    // MARK: Before

    /// Sets every option; the handle was fresh or reset.
    ///
    /// https://curl.se/libcurl/c/curl_easy_setopt.html
    func prepare(_ outgoing: OutgoingRequest, connectTimeout: Duration) throws(TransportFailure) {
        let request = outgoing.request
        // curl would cut the target at `#`.
        let isPlain = request.target.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
        guard isPlain, request.target.hasPrefix("/"), RequestFraming.isPlain(name: request.method, value: "")
        else { throw .notSent(.invalidRequest) }
        set(CURLOPT_URL, outgoing.origin.text + request.target)
        // Otherwise curl resolves `..` in a path, and an id could reach another address of the API.
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_CUSTOMREQUEST, request.method)
        set(CURLOPT_PROTOCOLS_STR, outgoing.origin.scheme.rawValue)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        // Proxies of the environment would get every credential.
        set(CURLOPT_NOPROXY, "*")
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TIMEOUT_MS, max(1, Int(outgoing.timeout.wholeMilliseconds)))
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(connectTimeout.wholeMilliseconds)))
        set(CURLOPT_HTTP09_ALLOWED, 0)
        if let caFile = outgoing.caFile { set(CURLOPT_CAINFO, caFile) }
        isRepeatable = request.method == "GET" || request.method == "HEAD"
        // A connection that long unused was perhaps closed by the server, unseen so far.
        set(CURLOPT_MAXAGE_CONN, 50)
        try setHeaders(request.headers)
        setBody(request)
        receive()
        // An option that did not take (an older library, no memory) may be one that keeps a secret or a path as it is.
        guard setup == CURLE_OK else { throw .notSent(.internalError) }
    }

    private func setHeaders(_ headers: HTTPHeaders) throws(TransportFailure) {
        // Without this curl waits for `100 Continue` before it sends a longer body; the others are curl's own additions.
        append("Expect:")
        if headers["Content-Type"] == nil { append("Content-Type:") }
        if headers["Accept"] == nil { append("Accept:") }
        for (name, value) in headers.fields {
            guard RequestFraming.isPlain(name: name, value: value), !Self.isOwn(name) else {
                throw .notSent(.invalidRequest)
            }
            // A field without a value is written with a semicolon; `Name:` would take the field away.
            append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        keep(unsafe emend_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headerList))
    }

    /// Fields that only curl may set, since they frame the request.
    private static func isOwn(_ name: String) -> Bool {
        ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect"].contains {
            $0.equalsIgnoringASCIICase(name)
        }
    }

    private func append(_ line: String) {
        guard let longer = unsafe curl_slist_append(headerList, line) else { return keep(CURLE_OUT_OF_MEMORY) }
        unsafe headerList = unsafe longer
    }

    private func setBody(_ request: HTTPRequest) {
        if request.method == "HEAD" { return set(CURLOPT_NOBODY, 1) }
        if request.body.isEmpty && (request.method == "GET" || request.method == "DELETE") {
            return set(CURLOPT_HTTPGET, 1)
        }
        // The size first, since otherwise the copy would end at the first NUL.
        keep(unsafe emend_curl_set_large(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
        if request.body.isEmpty { return set(CURLOPT_COPYPOSTFIELDS, "") }
        keep(
            unsafe request.body.withUnsafeBytes { bytes in
                unsafe emend_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
            })
    }

    /// The loop keeps this object until the transfer is finished and removed.
    private func receive() {
        let pointer = unsafe Unmanaged.passUnretained(self).toOpaque()
        keep(unsafe emend_curl_set_sink(handle, CURLOPT_WRITEFUNCTION, bodyCallback))
        keep(unsafe emend_curl_set_pointer(handle, CURLOPT_WRITEDATA, pointer))
        keep(unsafe emend_curl_set_sink(handle, CURLOPT_HEADERFUNCTION, headerCallback))
        keep(unsafe emend_curl_set_pointer(handle, CURLOPT_HEADERDATA, pointer))
        keep(unsafe emend_curl_set_start(handle, startCallback))
        keep(unsafe emend_curl_set_pointer(handle, CURLOPT_PREREQDATA, pointer))
    }

    private func set(_ option: CURLoption, _ value: Int) {
        keep(unsafe emend_curl_set_long(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) {
        keep(unsafe emend_curl_set_text(handle, option, value))
    }

    private func keep(_ code: CURLcode) {
        if setup == CURLE_OK { setup = code }
    }

    // MARK: Meanwhile

    /// A connection is there, and curl is about to write the request. False ends the transfer.
    ///
    /// When a connection that was used before breaks without a byte of answer, curl connects anew and sends the request
    /// again. The server may have acted on the first one, so only what has no effect is repeated.
    func willSend() -> Bool {
        defer { isStarted = true }
        return !isStarted || isRepeatable
    }

    /// False ends the transfer.
    func received(_ bytes: UnsafeRawBufferPointer) -> Bool {
        isTooLarge = bytes.count > limitBytes - body.count
        if !isTooLarge { unsafe body.append(contentsOf: bytes) }
        return !isTooLarge
    }

    /// One line of a header section. curl also hands over those of `100 Continue`, and trailers.
    func receivedHeader(_ line: UnsafeRawBufferPointer) {
        let text = unsafe String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            headers = HTTPHeaders()
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].utf8
            let start = value.drop { $0 == 0x20 || $0 == 0x09 }
            let end = start.reversed().drop { $0 <= 0x20 }
            headers.append(String(text[..<colon]), String(decoding: end.reversed(), as: UTF8.self))
        }
    }

    // MARK: After

    func result(_ code: CURLcode) -> Result<HTTPResponse, TransportFailure> {
        guard code == CURLE_OK else { return .failure(failure(reason(code))) }
        let status = unsafe emend_curl_get_long(handle, CURLINFO_RESPONSE_CODE)
        return .success(HTTPResponse(status: status, headers: headers, body: body))
    }

    func failure(_ reason: TransportFailure.Reason) -> TransportFailure {
        isStarted ? .maybeSent(reason) : .notSent(reason)
    }

    private func reason(_ code: CURLcode) -> TransportFailure.Reason {
        if isTooLarge { return .tooLarge }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .unresolved
        case CURLE_COULDNT_CONNECT: return .unreachable
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR:
            return .insecure
        case CURLE_SSL_CACERT_BADFILE: return .badTrustStore
        case CURLE_OPERATION_TIMEDOUT: return .timeout
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING: return .malformed
        case CURLE_URL_MALFORMAT: return .invalidRequest
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: return .internalError
        default: return .broken
        }
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

/// Returning less than was given ends the transfer. https://curl.se/libcurl/c/CURLOPT_WRITEFUNCTION.html
private func bodyCallback(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = unsafe transfer(context) else { return 0 }
    return unsafe transfer.received(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

private func headerCallback(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = unsafe transfer(context) else { return 0 }
    unsafe transfer.receivedHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}

/// https://curl.se/libcurl/c/CURLOPT_PREREQFUNCTION.html
private func startCallback(
    _ context: UnsafeMutableRawPointer?, _: UnsafeMutablePointer<CChar>?, _: UnsafeMutablePointer<CChar>?, _: Int32,
    _: Int32
) -> Int32 {
    unsafe transfer(context)?.willSend() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}
