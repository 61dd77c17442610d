/// One line of a capture: a webhook as it came, or the answer to a read.
package struct CaptureLine: Sendable {
    package enum Kind: String, Sendable { case webhook, prehook, read }

    /// `file:line`, for reports.
    package let source: String
    package let kind: Kind
    package let account: String
    package let receivedAt: Timestamp?
    /// Method, path with query, headers and body; of a `read` line method and path are those of the request and the rest
    /// is the answer's.
    package let request: HTTPRequest
    /// Of a `read` line.
    package let status: Int?

    /// Nil for a blank line.
    ///
    /// - Throws: ``CaptureLineError`` that names the place.
    package init?(_ line: [UInt8], source: String) throws(CaptureLineError) {
        guard line.contains(where: { $0 != 32 && $0 != 9 && $0 != 13 }) else { return nil }
        func fail(_ what: String) -> CaptureLineError { CaptureLineError(reason: "\(source): \(what)") }
        guard let document = try? JSONDocument(parsing: line), document.root.kind == .object else {
            throw fail("not a capture line (no JSON object)")
        }
        let root = document.root
        let name = root["kind"]?.string ?? "webhook"
        guard let kind = Kind(rawValue: name) else { throw fail("unknown kind '\(name)'") }
        guard let account = root["account"]?.string, !account.isEmpty else { throw fail("'account' is missing") }
        guard let body = root["body"]?.text?.bytes ?? root["body_base64"]?.string.flatMap({ Base64.decode($0) }) else {
            throw fail("'body' is missing")
        }
        (self.source, self.kind, self.account) = (source, kind, account)
        receivedAt = root["received_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        status = root["status"]?.int64.flatMap { Int(exactly: $0) }
        var headers = HTTPHeaders()
        for (key, value) in root["headers"]?.members.map(\.self) ?? [] {
            headers.append(key.string, value.string ?? "")
        }
        request = HTTPRequest(
            method: root["method"]?.string ?? (kind == .read ? "GET" : "POST"), target: root["path"]?.string ?? "",
            headers: headers, body: body)
    }

    /// The lines of a whole file.
    package static func lines(in file: [UInt8], named name: String) throws(CaptureLineError) -> [CaptureLine] {
        var lines: [CaptureLine] = []
        for (place, bytes) in file.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            if let line = try CaptureLine(Array(bytes), source: "\(name):\(place + 1)") { lines.append(line) }
        }
        return lines
    }

    package var body: [UInt8] { request.body }

    /// What a `read` line says the provider answered.
    package var response: HTTPResponse {
        HTTPResponse(status: status ?? 200, headers: request.headers, body: request.body)
    }

    /// Whether a `read` line answers a read of that account: the same path, and no query item that the read lacks. Paging,
    /// which captures need not repeat, does not matter.
    package func answers(_ read: HTTPRequest, of account: String) -> Bool {
        guard kind == .read, self.account == account, request.path == read.path else { return false }
        let asked = Set(read.queryItems)
        return request.queryItems.allSatisfy(asked.contains)
    }
}

/// Why a line cannot be used: a sentence that begins with its place.
package struct CaptureLineError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String

    package init(reason: String) { self.reason = reason }

    package var description: String { reason }
}

extension HTTPRequest {
    fileprivate var queryItems: [Substring] { target.dropFirst(path.count).dropFirst().split(separator: "&") }
}
