package import EmendCore

/// Changes as calls: one `PUT /api/v3/messages/{messageId}` carries all effects.
///
/// AmityCo/apidocs `v3/message/api.yaml`, read 2026-11. `tags` and `metadata` replace what was there
/// (`edit-and-delete-messages.mdx`), so they are sent merged over what was just read or not at all. Members that are not sent
/// stay as they are: stated for users, inferred for messages.
extension AmityAdapter {
    package func calls(
        for change: Change, on target: ChangeTarget, read message: Message?, record: JSONValue?
    ) -> CallPlan {
        var plan = CallPlan()
        var body = AmityUpdate()
        if !change.text.isEmpty { redact(change.text, read: message, &body, &plan) }
        merge(change, read: message, &body, &plan)
        for mark in change.marks { plan.isImpossible([.mark(mark.state)], .unsupportedAction) }
        guard !body.effects.isEmpty else { return plan }
        var request = HTTPRequest(
            method: "PUT", target: "/api/v3/messages/" + URLPart.encode(target.key.id), headers: headers(),
            body: body.encoded())
        request.headers.append("Content-Type", "application/json")
        plan.calls = [Call(request, effects: change.effects.filter(body.effects.contains))]
        return plan
    }

    /// `data.text`: "less than or equal to 20000 characters" in the server's own error. No count of characters that it may
    /// use is smaller than that of Unicode scalars, unless it counts graphemes (inferred).
    private static let longestText = 20_000

    private func redact(
        _ edits: [PartEdit], read message: Message?, _ body: inout AmityUpdate, _ plan: inout CallPlan
    ) {
        let isPlainText = edits.count == 1 && edits[0].part == .text
        if isPlainText, message.map({ $0.contentType == "text" }) ?? true {
            // A replacement may be longer than what it hides; the server would only refuse.
            guard edits[0].newText.scalarCount <= Self.longestText else {
                return plan.isImpossible([.redact], .tooLong)
            }
            body.data = JSONWriter.object { $0.member("text", text: edits[0].newText) }
        } else if let message {
            guard let data = splicedData(edits, of: message) else {
                return plan.isImpossible([.redact], .contentType)
            }
            body.data = data
        } else {
            return plan.isImpossible([.redact], .unreadable)
        }
        body.effects.insert(.redact)
        // Whether an update without `mentionees` clears the mentions is not documented, so they go along as they are.
        body.mentionees = message?.payload.flatMap { AmityUpdate.mentionees(of: $0) }
    }

    /// The whole `data` object with the captions replaced; nil where sending it is not provably harmless.
    ///
    /// Whether an update merges or replaces `data` is not documented. A flat object that is sent whole comes out the same
    /// either way; a nested one may hold what the server expanded for reading. `custom` data is never touched.
    private func splicedData(_ edits: [PartEdit], of message: Message) -> [UInt8]? {
        guard message.contentType != "custom", let payload = message.payload, let data = payload["data"],
            data.kind == .object, !data.hasDuplicateKeys,
            data.members.allSatisfy({ $0.value.kind != .object && $0.value.kind != .array })
        else { return nil }
        let fields = AmityPayload(message: payload, container: nil)
        var splices: [JSONSplice.Edit] = []
        for edit in edits {
            guard let string = fields.string(of: edit.part), string.kind == .string else { return nil }
            splices.append(.replaceString(string, with: edit.newText))
        }
        return JSONSplice.bytes(of: data, applying: splices)
    }

    /// What is written over what the message carries: tags, the translation (a tag and two entries), metadata.
    private func merge(
        _ change: Change, read message: Message?, _ body: inout AmityUpdate, _ plan: inout CallPlan
    ) {
        var carried = AmityCarried(message)
        var wanted: [(effect: EffectKey, tags: [String], entries: [MetadataEntry])] = []
        for tag in change.tags { wanted.append((.tag(tag), [tag], [])) }
        var owned: [MetadataEntry] = []
        if let translation = change.translation {
            owned = [
                MetadataEntry(key: "language", value: translation.language),
                MetadataEntry(key: "translate_to", value: translation.target),
            ]
            wanted.append((.translate, ["translate:" + translation.target], owned))
        }
        if !change.metadata.isEmpty {
            // `translate` owns its two keys.
            wanted.append((.metadata, [], change.metadata.filter { entry in !owned.contains { $0.key == entry.key } }))
        }
        for (effect, tags, entries) in wanted {
            switch carried.add(tags, entries) {
            case .success(true): body.effects.insert(effect)
            case .success(false): plan.satisfied.append(effect)
            case .failure(let reason): plan.isImpossible([effect], reason)
            }
        }
        body.tags = carried.tagsToSend
        body.metadata = carried.metadataToSend
    }
}
