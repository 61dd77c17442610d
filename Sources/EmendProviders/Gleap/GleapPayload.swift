import EmendCore

/// One message of a Gleap payload.
///
/// Names: the reference of `GET /messages` and readers of live data (nlproduction/gleaptracker
/// `src/integrations/gleap/client.ts`), read 2026-11.
struct GleapPayload {
    let message: JSONValue

    func id() throws(RejectedReason) -> ValidUTF8 { try GleapPayload.id(of: message) }

    /// Live objects carry `_id` and `id` alike, webhooks sometimes one of them.
    static func id(of object: JSONValue) throws(RejectedReason) -> ValidUTF8 {
        try object.identifier(object.present("_id") == nil ? "id" : "_id")
    }

    var type: String? { message["type"]?.string }
    var channel: ValidUTF8? { message["channel"]?.filledText("type") }
    var isReply: Bool { message.filledText("replyTo") != nil }
    var hasAttachments: Bool { message["attachments"].map { $0.kind == .array && $0.count > 0 } ?? false }
    var createdAt: Timestamp? { message.timestamp("createdAt") }
    /// Moves with every update of the message, text or not (inferred); the only time that moves with the text.
    var updatedAt: Timestamp? { message.timestamp("updatedAt") }

    /// The ticket, by its id or as an object.
    var ticket: ValidUTF8? {
        guard let ticket = message.present("ticket") else { return nil }
        return ticket.kind == .object ? try? GleapPayload.id(of: ticket) : ticket.acceptedID
    }

    /// Why the message is not judged, whatever it holds.
    var ignored: IgnoredReason? {
        if message["isNote"]?.bool == true || type == "NOTE" { return .note }
        return message["senderType"]?.string == "system" ? .system : nil
    }

    /// Lists of the account first, then the rule that a live service uses (gleaptracker
    /// `src/jobs/followUpDecision.ts`).
    func sender(in account: AccountSettings) -> Sender {
        let user = message.present("user")
        let session = message.present("session")
        let kind = markedKind ?? (user != nil ? .agent : session != nil ? .visitor : nil)
        let person = kind == .visitor ? session ?? user : user ?? session
        // Visitors choose the e-mail and name of their session, so only its id counts.
        let names = GleapPayload.names(user) + [session.flatMap(GleapPayload.identity)].compactMap(\.self)
        let id = person.flatMap(GleapPayload.identity)
        let name = person.flatMap(GleapPayload.displayName)
        if names.contains(where: account.bots.contains) { return Sender(.bot, id: id, name: name, isCertain: true) }
        if names.contains(where: account.agents.contains), kind != .bot {
            return Sender(.agent, id: id, name: name, isCertain: true)
        }
        return Sender(kind ?? .visitor, id: id, name: name, isCertain: kind != nil)
    }

    private var markedKind: SenderKind? {
        switch (message["senderType"]?.string, type) {
        case ("user", _), (_, "USER_TEXT"): .visitor
        case ("agent", _): .agent
        case ("bot", _), (_, "BOT"), (_, "BOT_REPLY"): .bot
        case _ where message["bot"]?.bool == true: .bot
        case (_, "SHARED_COMMENT"): .visitor
        default: nil
        }
    }

    /// A person is an object, or its id alone.
    private static func identity(_ person: JSONValue) -> ValidUTF8? {
        person.text ?? person.filledText("_id") ?? person.filledText("id")
    }

    private static func displayName(_ person: JSONValue) -> ValidUTF8? {
        if let name = person.filledText("name") { return name }
        let names = ["firstName", "lastName"].compactMap { person.filledText($0)?.string }
        return names.isEmpty ? nil : ValidUTF8(names.joined(separator: " "))
    }

    /// What the lists of an account may call a member of the team.
    private static func names(_ person: JSONValue?) -> [ValidUTF8] {
        guard let person else { return [] }
        return [identity(person), person.filledText("email"), displayName(person)].compactMap(\.self)
    }
}

/// A ticket, as far as its own text goes.
///
/// No update of a ticket's text is documented, so this text is judged only where no message carries it. The order says
/// which is the part `text`. `form.<field>.value` repeats `formData` with HTML entities and is not read.
struct GleapTicket {
    let ticket: JSONValue

    var text: TextView? {
        var (texts, seen): ([ValidUTF8], Set<ValidUTF8>) = ([], [])
        func add(_ text: ValidUTF8?) {
            if let text, !text.isEmpty, seen.insert(text).inserted { texts.append(text) }
        }
        for key in ["plainContent", "description", "title", "formText"] { add(ticket[key]?.text) }
        for text in GleapTicket.strings(in: ticket["formData"]) { add(text) }
        guard !texts.isEmpty else { return nil }
        return TextView(
            texts.enumerated().map { place, text in
                TextPart(place == 0 ? .text : PartKey(.copy, UInt16(clamping: place - 1)), text)
            }
        ).bounded
    }

    private static func strings(in value: JSONValue?) -> [ValidUTF8] {
        var (found, waiting): ([ValidUTF8], [JSONValue]) = ([], value.map { [$0] } ?? [])
        // Without recursion: a stranger chooses how deeply it is nested.
        while let value = waiting.popLast() {
            if let text = value.text { found.append(text) }
            waiting += value.members.map(\.value).reversed() + value.elements.reversed()
        }
        return found
    }
}
