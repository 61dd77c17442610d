import EmendCore

/// Playing captured Amity webhooks.
extension AmityStandIn {
    static func score(of line: CaptureLine, reads: [CaptureLine]) -> PlayerScore {
        guard let body = (try? JSONDocument(parsing: line.body)).map({ JSONTree($0.root) }),
            let event = body["event"]?.string, event.hasPrefix("message.")
        else { return PlayerScore() }
        // The newer generation of messages has no sender that the older interface could show.
        let given: [JSONTree] = body["data"]?["messages"]?.elements ?? []
        let messages = given.filter { message in
            ["messageId", "channelId", "userId"].allSatisfy { message[$0]?.string != nil }
        }
        if event == "message.didDelete" {
            return PlayerScore(orders: messages.compactMap { $0["messageId"]?.string }.map(PlayerOrder.delete))
        }
        var score = PlayerScore(orders: messages.map { PlayerOrder.put($0) })
        // A creation is posted as captured, so that its repetition is the provider's own retry. Any other event shows
        // the message as it is now: with what was redacted since, and with times that follow those of our updates.
        if event != "message.didCreate" { score.body = { _, stored in Self.body(body, showing: stored) } }
        return score
    }

    private static func body(_ captured: JSONTree, showing stored: [JSONTree]) -> [UInt8] {
        let shown = (captured["data"]?["messages"]?.elements ?? []).map { message -> JSONTree in
            guard var current = stored.last(where: { $0["messageId"] == message["messageId"] }) else { return message }
            for key in ["metadata", "myReactions"] where message[key] == nil { current[key] = nil }
            return current
        }
        var (body, data) = (captured, captured["data"] ?? [:])
        data["messages"] = .array(shown)
        body["data"] = data
        return body.encoded()
    }
}
