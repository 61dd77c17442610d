import EmendCore

/// The list query of messages and tickets: filters on any field, `sort`, `limit`, `skip`.
///
/// https://docs.gleap.io/api-reference/messages, as in `openapi/gleap-messages-api-openapi.yml`, read 2026-11-20
struct GleapQuery {
    private static let reserved: Set = [
        "sort", "limit", "skip", "paginated", "before", "showHistory", "language", "ignoreArchived",
    ]

    private let filters: [QueryTerm]
    private let order: [(field: String, isDescending: Bool)]
    private let limit: Int
    private let skip: Int
    private let before: String?
    let isPaginated: Bool

    /// - Parameter mostItems: The largest `limit` that the documentation allows.
    init(_ request: SandboxRequest, mostItems: Int) throws(GleapProblem) {
        filters = request.query.filter { !Self.reserved.contains($0.name) }
        order = (request.value("sort") ?? "").split(separator: ",").map { field in
            (String(field.drop { "+-".contains($0) }), field.hasPrefix("-"))
        }
        let limitText = request.value("limit")
        let skipText = request.value("skip")
        let limit = limitText.map { Int($0) ?? 0 } ?? mostItems
        let skip = skipText.map { Int($0) ?? -1 } ?? 0
        guard (1...mostItems).contains(limit) else {
            throw GleapProblem("limit", "must be a number from 1 to \(mostItems)")
        }
        guard skip >= 0 else {
            throw GleapProblem("skip", "must be a number from 0")
        }
        (self.limit, self.skip) = (limit, skip)
        isPaginated = request.value("paginated") == "true"
        before = request.value("before")
    }

    /// The ticket that a filter `ticket=ID` names.
    var onlyTicket: String? {
        filters.first { $0.name == "ticket" && $0.comparison == .equal && !$0.value.contains(",") }?.value
    }

    /// The wanted page, and whether there is more behind it.
    func page(of documents: [JSONTree]) -> (items: [JSONTree], hasMore: Bool, count: Int) {
        var found = documents.filter { document in
            filters.allSatisfy { matches(document, $0) }
                && before.map { Self.isOrdered(document["createdAt"] ?? nil, .string($0)) } ?? true
        }
        for (field, isDescending) in order.reversed() {
            // The standard sort keeps the order of equals, as a sort by several fields needs.
            found.sort { left, right in
                let (left, right) = (Self.value(field, in: left), Self.value(field, in: right))
                return isDescending ? Self.isOrdered(right, left) : Self.isOrdered(left, right)
            }
        }
        let rest = found.dropFirst(skip)
        return (Array(rest.prefix(limit)), rest.count > limit, found.count)
    }

    private func matches(_ document: JSONTree, _ term: QueryTerm) -> Bool {
        var value = Self.value(term.name, in: document)
        if term.name == "ticket" || term.name == "session" || term.name == "user", let id = value["_id"] { value = id }
        let candidates = value.isArray ? value.elements : [value]
        let wanted = term.value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let operand = JSONTree.string(term.value)
        return switch term.comparison {
        case .equal: candidates.contains { wanted.contains(Self.plain($0)) }
        case .not: !candidates.contains { wanted.contains(Self.plain($0)) }
        case .more: candidates.contains { Self.isOrdered(operand, $0) }
        case .less: candidates.contains { Self.isOrdered($0, operand) }
        case .atLeast: candidates.contains { Self.isSet($0) && !Self.isOrdered($0, operand) }
        case .atMost: candidates.contains { Self.isSet($0) && !Self.isOrdered(operand, $0) }
        }
    }

    private static func isSet(_ value: JSONTree) -> Bool { value != .null }

    private static func value(_ path: String, in document: JSONTree) -> JSONTree {
        path.split(separator: ".").reduce(document) { $0[String($1)] ?? nil }
    }

    private static func plain(_ value: JSONTree) -> String {
        switch value {
        case .string(let text): text.string
        case .number(let token): token
        case .bool(let bool): bool ? "true" : "false"
        default: ""
        }
    }

    /// Whether `left` comes before `right`: as times, else as numbers, else as text; what is not there comes first.
    private static func isOrdered(_ left: JSONTree, _ right: JSONTree) -> Bool {
        let (a, b) = (plain(left), plain(right))
        if let first = time(a), let second = time(b) { return first < second }
        if let first = Double(a), let second = Double(b) { return first < second }
        let ranks = ["LOW", "MEDIUM", "HIGH"]
        if let first = ranks.firstIndex(of: a), let second = ranks.firstIndex(of: b) { return first < second }
        return a < b
    }

    private static func time(_ text: String) -> Timestamp? {
        Timestamp(rfc3339: text.utf8.count == 10 ? text + "T00:00:00Z" : text)
    }
}

/// A refusal in the shape `{"fields": {PATH: {"message"}}}`.
struct GleapProblem: Error {
    let path: String
    let message: String

    init(_ path: String, _ message: String) { (self.path, self.message) = (path, message) }
}
