import EmendCore

/// What a command asks of the running server: one JSON object in one line.
package struct ControlRequest: Hashable, Sendable {
    package enum Verb: String, CaseIterable, Sendable {
        case pause, resume
        case outboxList = "outbox_list"
        case outboxRetry = "outbox_retry"
        case outboxDiscard = "outbox_discard"
        case health
        case stats
    }

    package var verb: Verb
    /// Nil means every account.
    package var account: String?
    package var rule: String?
    package var ids: [Int64] = []
    package var limit: Int?

    package init(_ verb: Verb) { self.verb = verb }

    /// The line without its line feed.
    package var line: String {
        let bytes = JSONWriter.object { request in
            request.member("verb", string: verb.rawValue)
            if let account { request.member("account", string: account) }
            if let rule { request.member("rule", string: rule) }
            if !ids.isEmpty {
                request.key("ids")
                request.array { for id in ids { $0.int(id) } }
            }
            if let limit { request.member("limit", int: limit) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Nil when the line is not a request that this version knows.
    package init?(line: String) {
        guard let document = try? JSONDocument(parsing: Array(line.utf8)), document.root.kind == .object,
            let verb = document.root["verb"]?.string.flatMap(Verb.init(rawValue:))
        else { return nil }
        let root = document.root
        self.init(verb)
        account = root["account"]?.string
        rule = root["rule"]?.string
        if let list = root["ids"] {
            for element in list.elements {
                guard let id = element.int64 else { return nil }
                ids.append(id)
            }
        }
        limit = root["limit"]?.int64.flatMap { Int(exactly: $0) }
    }
}

/// The answer: first a line that says whether it worked, then one line of JSON per row.
package struct ControlAnswer: Hashable, Sendable {
    /// A sentence when the request failed.
    package var error: String?
    /// JSON objects.
    package var rows: [String] = []

    package init(rows: [String] = []) { self.rows = rows }
    package init(error: String) { self.error = error }

    package var lines: [String] {
        let status = JSONWriter.object { line in
            line.member("ok", bool: error == nil)
            if let error { line.member("error", string: error) }
        }
        return [String(decoding: status, as: UTF8.self)] + rows
    }

    /// Nil when the first line is not one of ours.
    package init?(lines: [String]) {
        guard let first = lines.first, let status = try? JSONDocument(parsing: Array(first.utf8)).root,
            let isFine = status["ok"]?.bool
        else { return nil }
        error = isFine ? nil : status["error"]?.string ?? "the server could not do it"
        rows = Array(lines.dropFirst())
    }
}
