package import EmendCore

/// Changes as calls: `PUT /api/v1/livechat/message/{id}` with the visitor's token for `msg` of the visitor's own messages,
/// `POST /api/v1/chat.update` as the bot for everything else.
///
/// `chat.update` edits the description of the first attachment instead of `msg` where there is one, and `PUT` touches
/// `msg` alone; so each does what the other cannot. `edit_with: bot` prefers the second wherever it can do it.
/// `message.ts`, `chat.ts`, `methods/updateMessage.ts` of Rocket.Chat, read 2026-11.
extension RocketChatAdapter {
    package func calls(
        for change: Change, on target: ChangeTarget, read message: Message?, record: JSONValue?
    ) -> CallPlan {
        var plan = CallPlan()
        for mark in change.marks { plan.isImpossible([.mark(mark.state)], .unsupportedAction) }
        var target = target
        if let message { target.address = target.address.completed(by: message.address) }
        target.address.room = target.address.room ?? target.conversation
        guard let room = target.address.room else {
            plan.isImpossible(change.effects.filter { !$0.isMark }, .missingAddress)
            return plan
        }
        let place = RocketChatPlace(
            target: target, room: room, shown: message?.payload.map(RocketChatPayload.init(message:)))
        if !change.text.isEmpty { redact(change.text, place, &plan) }
        annotate(change, place, &plan)
        return plan
    }

    /// What the bot writes replaces the description of a file where there is one, which only a read shows.
    package func needsRead(for change: Change, on target: ChangeTarget) -> Bool {
        guard bot != nil, !change.text.isEmpty else { return false }
        return target.address.credential == nil || prefersBot || change.text.contains { $0.part != .text }
    }

    // MARK: Text

    private func redact(_ edits: [PartEdit], _ place: RocketChatPlace, _ plan: inout CallPlan) {
        var calls: [Call] = []
        var reason: ImpossibleReason?
        for edit in edits.sorted(by: { $0.part > $1.part }) {
            switch call(for: edit, place) {
            case .success(let call): calls.append(call)
            case .failure(let failure): reason = failure
            }
        }
        if let reason {
            // What can be hidden is hidden; the effect as a whole is impossible, and says so.
            plan.isImpossible([.redact], reason)
            for index in calls.indices { calls[index].effects = [] }
        } else {
            for index in calls.indices.dropLast() { calls[index].isFollowed = true }
        }
        plan.calls += calls
    }

    private func call(for edit: PartEdit, _ place: RocketChatPlace) -> Result<Call, ImpossibleReason> {
        switch edit.part {
        case .text: textCall(edit.newText, place)
        case RocketChatPayload.description:
            place.shown?.describesFile == false ? .failure(.contentType) : botCall(edit.newText, place)
        default: .failure(.contentType)
        }
    }

    private func textCall(_ text: ValidUTF8, _ place: RocketChatPlace) -> Result<Call, ImpossibleReason> {
        if place.shown?.blocks != nil { return .failure(.contentType) }
        let token = place.target.address.credential
        let describesFile = place.shown?.describesFile == true
        let isOnlyForPut = bot != nil && (describesFile || place.shown == nil)
        if let token, !prefersBot || isOnlyForPut { return .success(put(text, token, place)) }
        if describesFile { return .failure(bot == nil ? .missingCredential : .contentType) }
        return botCall(text, place)
    }

    /// Without having seen the message nobody knows which of its texts `chat.update` would replace.
    private func botCall(_ text: ValidUTF8, _ place: RocketChatPlace) -> Result<Call, ImpossibleReason> {
        guard let bot else { return .failure(.missingCredential) }
        guard place.shown != nil else { return .failure(.unreadable) }
        return .success(update(text, as: bot, place, [.redact]))
    }

    // MARK: Custom fields

    /// Tags, metadata and the translation stand in `customFields.emend`. They go out in a call of their own: one that the
    /// workspace's schema refuses must not take the redaction with it.
    private func annotate(_ change: Change, _ place: RocketChatPlace, _ plan: inout CallPlan) {
        var rest = change
        (rest.text, rest.marks) = ([], [])
        let wanted = rest.effects
        guard !wanted.isEmpty else { return }
        guard writesCustomFields else { return plan.isImpossible(wanted, .unsupportedAction) }
        guard let bot else { return plan.isImpossible(wanted, .missingCredential) }
        guard let shown = place.shown, var fields = RocketChatFields(shown.message) else {
            return plan.isImpossible(wanted, .unreadable)
        }
        let effects = fields.add(change)
        plan.satisfied += wanted.filter { !effects.contains($0) }
        guard !effects.isEmpty else { return }
        // The API wants a text; this is the one that stands there then, which it leaves as it is.
        let part = shown.describesFile ? RocketChatPayload.description : .text
        let text = change.text.first { $0.part == part }?.newText ?? shown.editableText
        plan.calls.append(update(text, as: bot, place, wanted.filter(effects.contains), fields: fields.encoded()))
    }

    // MARK: Requests

    /// Exactly these members: the server refuses any other.
    private func put(_ text: ValidUTF8, _ token: Secret, _ place: RocketChatPlace) -> Call {
        let body = JSONWriter.object {
            $0.member("token", string: token.revealed)
            $0.member("rid", text: place.room)
            $0.member("msg", text: text)
        }
        let path = "/api/v1/livechat/message/" + URLPart.encode(place.target.key.id)
        return call("PUT", path, headers: [:], body, [.redact], place)
    }

    private func update(
        _ text: ValidUTF8, as bot: RocketChatBot, _ place: RocketChatPlace, _ effects: [EffectKey],
        fields: [UInt8]? = nil
    ) -> Call {
        let body = JSONWriter.object {
            $0.member("roomId", text: place.room)
            $0.member("msgId", text: place.target.key.id)
            $0.member("text", text: text)
            if let fields { $0.member("customFields", raw: fields) }
        }
        return call("POST", "/api/v1/chat.update", headers: bot.headers, body, effects, place)
    }

    private func call(
        _ method: String, _ path: String, headers: HTTPHeaders, _ body: [UInt8], _ effects: [EffectKey],
        _ place: RocketChatPlace
    ) -> Call {
        var request = HTTPRequest(method: method, target: path, headers: headers, body: body)
        request.headers.append("Content-Type", "application/json")
        var call = Call(request, effects: effects)
        call.target = place.target
        return call
    }
}

/// Where a change is made.
private struct RocketChatPlace {
    let target: ChangeTarget
    let room: ValidUTF8
    /// Nil when the message was not read.
    let shown: RocketChatPayload?
}
