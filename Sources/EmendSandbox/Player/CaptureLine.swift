package import EmendCore

/// One line of a capture file, as far as the player needs it.
package struct CaptureLine: Sendable {
    package enum Kind: String, Sendable { case webhook, prehook, read }

    /// `file:line`, for reports.
    package let source: String
    package let kind: Kind
    package let account: String
    package let headers: HTTPHeaders
    package let body: [UInt8]

    /// Nil for a blank line.
    ///
    /// - Throws: ``SandboxError`` that names the place.
    package init?(_ line: [UInt8], source: String) throws(SandboxError) {
        guard line.contains(where: { $0 != 32 && $0 != 9 && $0 != 13 }) else { return nil }
        guard let document = try? JSONDocument(parsing: line), document.root.kind == .object else {
            throw SandboxError(reason: "\(source): not a capture line (no JSON object)")
        }
        let root = document.root
        let name = root["kind"]?.string ?? "webhook"
        guard let kind = Kind(rawValue: name) else { throw SandboxError(reason: "\(source): unknown kind '\(name)'") }
        guard let account = root["account"]?.string, !account.isEmpty else {
            throw SandboxError(reason: "\(source): 'account' is missing")
        }
        guard let body = root["body"]?.text?.bytes ?? root["body_base64"]?.string.flatMap({ Base64.decode($0) }) else {
            throw SandboxError(reason: "\(source): 'body' is missing")
        }
        (self.source, self.kind, self.account, self.body) = (source, kind, account, body)
        var fields: [(name: String, value: String)] = []
        if let headers = root["headers"] {
            for (key, value) in headers.members { fields.append((name: key.string, value: value.string ?? "")) }
        }
        headers = HTTPHeaders(fields)
    }

    /// The lines of a whole file.
    package static func lines(in file: [UInt8], named name: String) throws(SandboxError) -> [CaptureLine] {
        var lines: [CaptureLine] = []
        for (place, bytes) in file.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            if let line = try CaptureLine(Array(bytes), source: "\(name):\(place + 1)") { lines.append(line) }
        }
        return lines
    }
}
