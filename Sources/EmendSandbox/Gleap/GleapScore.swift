import EmendCore

/// Playing captured Gleap webhooks: the ticket comes from the hint, its messages from the reads behind it.
extension GleapStandIn {
    static func score(of line: CaptureLine, reads: [CaptureLine]) -> PlayerScore {
        guard let body = (try? JSONDocument(parsing: line.body)).map({ JSONTree($0.root) }) else {
            return PlayerScore()
        }
        var ticket = body["data"].flatMap { $0.isObject ? $0 : nil } ?? body
        guard (ticket["_id"] ?? ticket["id"])?.string != nil else { return PlayerScore() }
        let latest = ticket["latestComment"]
        ticket["latestComment"] = nil
        ticket["event"] = nil
        var messages: [JSONTree] = []
        for read in reads {
            guard let document = try? JSONDocument(parsing: read.body) else { continue }
            let root = JSONTree(document.root)
            messages += root.isArray ? root.elements : root["items"]?.elements ?? []
        }
        // Without a read the hint's own comment is all there is.
        if messages.isEmpty, let latest, latest.isObject { messages = [latest] }
        let known = messages.filter { ($0["_id"] ?? $0["id"])?.string != nil && ticketID(of: $0) != nil }
        let oldestFirst = known.sorted { ($0["createdAt"]?.string ?? "") < ($1["createdAt"]?.string ?? "") }
        var score = PlayerScore(orders: [.put(ticket: ticket)] + oldestFirst.map { .put($0) })
        if latest != nil { score.body = { captured, stored in Self.body(captured, body, showing: stored) } }
        return score
    }

    /// The captured bytes, unless the sandbox shows the hint's comment with another text by now.
    private static func body(_ captured: [UInt8], _ tree: JSONTree, showing stored: [JSONTree]) -> [UInt8] {
        var data = tree["data"] ?? [:]
        guard let latest = data["latestComment"], let id = latest["_id"],
            let current = stored.last(where: { $0["_id"] == id }), text(of: current) != text(of: latest)
        else { return captured }
        data["latestComment"] = current
        var body = tree
        body["data"] = data
        return body.encoded()
    }
}
