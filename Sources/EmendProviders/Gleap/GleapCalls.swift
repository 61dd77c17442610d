package import EmendCore

/// Changes as calls: `PUT /v3/messages/{id}` for text, `PUT /v3/tickets/{id}` for tags.
///
/// https://docs.gleap.io/api-reference/messages/update-a-message, read 2026-11. Whether an update merges or replaces is not
/// stated, so a member is sent whole with only the text changed. `user`, `session`, `bot`, `ticket`, `type`, `channel` and
/// `sendToChannel` are never sent: they change who wrote and may deliver the message again (inferred).
extension GleapAdapter {
    package func calls(
        for change: Change, on target: ChangeTarget, read message: Message?, record: JSONValue?
    ) -> CallPlan {
        var plan = CallPlan()
        if !change.text.isEmpty { redact(change.text, on: target, read: message, &plan) }
        tag(change, on: target, record: record ?? message?.ticketRecord, &plan)
        if !change.metadata.isEmpty { plan.isImpossible([.metadata], .unsupportedAction) }
        for mark in change.marks { plan.isImpossible([.mark(mark.state)], .unsupportedAction) }
        return plan
    }

    private func redact(
        _ edits: [PartEdit], on target: ChangeTarget, read message: Message?, _ plan: inout CallPlan
    ) {
        if target.isTicket { return plan.isImpossible([.redact], .ticketText) }
        guard let payload = message?.payload else { return plan.isImpossible([.redact], .unreadable) }
        let members = GleapContent(payload).members(after: edits)
        guard !members.isEmpty else { return plan.isImpossible([.redact], .contentType) }
        let body = JSONWriter.object { for member in members { $0.member(member.name, raw: member.value) } }
        plan.calls.append(put("/v3/messages/" + URLPart.encode(target.key.id), body, [.redact]))
    }

    /// Messages have no tags; those of the ticket are sent as the whole list.
    private func tag(_ change: Change, on target: ChangeTarget, record: JSONValue?, _ plan: inout CallPlan) {
        var wanted: [(effect: EffectKey, tags: [String])] = []
        for tag in change.tags { wanted.append((.tag(tag), [tag])) }
        if let translation = change.translation { wanted.append((.translate, ["translate:" + translation.target])) }
        guard !wanted.isEmpty else { return }
        guard let ticket = target.ticket else { return plan.isImpossible(wanted.map(\.effect), .missingAddress) }
        guard var tags = record.flatMap(GleapAdapter.tags) else {
            return plan.isImpossible(wanted.map(\.effect), .unreadable)
        }
        var effects: [EffectKey] = []
        for (effect, added) in wanted {
            let missing = added.filter { !tags.contains($0) }
            if missing.isEmpty { plan.satisfied.append(effect) } else { effects.append(effect) }
            tags += missing
        }
        guard !effects.isEmpty else { return }
        let body = JSONWriter.object { $0.member("tags", array: { for tag in tags { $0.string(tag) } }) }
        plan.calls.append(put("/v3/tickets/" + URLPart.encode(ticket), body, effects))
    }

    /// A ticket without the member has no tags (inferred); nil for a form that could not be sent back whole.
    private static func tags(of ticket: JSONValue) -> [String]? {
        guard let list = ticket.present("tags") else { return [] }
        guard list.kind == .array else { return nil }
        let tags = list.elements.map(\.string)
        return tags.contains(nil) ? nil : tags.compactMap(\.self)
    }

    private func put(_ target: String, _ body: [UInt8], _ effects: [EffectKey]) -> Call {
        var request = HTTPRequest(method: "PUT", target: target, headers: headers(), body: body)
        request.headers.append("Content-Type", "application/json")
        return Call(request, effects: effects)
    }
}

extension Message {
    /// The ticket as this message shows it: its own payload when it is the ticket's text, or the webhook's, which is what a
    /// replay has in place of a read.
    fileprivate var ticketRecord: JSONValue? {
        if contentType == GleapAdapter.ticketType { return payload }
        guard let webhook = eventPayload else { return nil }
        return webhook["data"].flatMap { $0.kind == .object ? $0 : nil } ?? webhook
    }
}
