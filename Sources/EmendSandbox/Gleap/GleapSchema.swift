import EmendCore

/// What the published schemas let into a body; whatever else comes is refused, as they say `additionalProperties: false`.
///
/// https://api.gleap.io/api-docs.json, 14.0.0, as kept in api-evangelist/gleap, `openapi/`, read 2026-11-20
indirect enum GleapSchema: Sendable {
    case text, flag, number, any, list
    case texts
    case choice([String])
    /// `isOpen` lets unknown members in.
    case object([String: GleapSchema], required: [String] = [], isOpen: Bool = false)
    case objects(GleapSchema)

    /// `UpdateMessageDto`
    static let updateMessage = GleapSchema.object([
        "user": .text, "session": .text, "bot": .flag,
        "fallbackUser": .object(["username": .text, "email": .text, "imageUrl": .text]), "messageRef": .text,
        "ticket": .text, "data": .any, "translatedData": .any, "type": .text, "emailId": .text,
        "sessionNotificationsUnread": .flag, "outbound": .text, "outboundTemplate": .text, "outboundSubject": .text,
        "status": .any, "statusHistory": .list, "comment": .any, "replyTo": .text, "kaiChat": .flag, "aiData": .any,
        "attachments": .objects(attachment),
        "actions": .objects(.object(["type": .text, "data": .any], required: ["type"], isOpen: true)),
        "channel": .object(["id": .text, "type": .text, "messageId": .text], required: ["id"]),
        "sendToChannel": .flag, "isNote": .flag, "rating": .text,
    ])

    /// `UpdateTicketDto`
    static let updateTicket: GleapSchema = {
        var members: [String: GleapSchema] = [
            "bot": .object(
                [
                    "active": .flag, "currentBot": .text, "currentActionFlow": .text, "currentAction": .number,
                    "forwardedToSupportAt": .text, "kaiActive": .flag, "noAnswerFound": .flag,
                ]),
            "priority": .choice(["LOW", "MEDIUM", "HIGH"]), "sentiment": .choice(["positive", "negative", "neutral"]),
            "lastResponse": .object(["contact": .text, "admin": .text]), "attachments": .objects(attachment),
            "upvotes": .objects(.object(["email": .text])), "integrations": .object([:], isOpen: true),
            "channel": .object(["id": .text, "type": .text, "metaData": .any], required: ["id"]),
            // The one text of the schema that may be null.
            "snoozedUntil": .any,
        ]
        let plain: [(GleapSchema, String)] = [
            (
                .text,
                """
                title plainContent imageUrl description latestComment latestPublicComment processingUser processingTeam \
                queuedAt aiSummary aiSupportSummary dueDate duplicateOf outbound type status shareToken \
                secretShareToken lexorank project organisation screenshotUrl screenshotBroke replayDataUrl replayUrl \
                replayStartDate replayRenderingStartedAt originalEmailContent lastNotification screenRecordingUrl \
                firstAssignmentAt archivedAt
                """
            ),
            (
                .flag,
                """
                conversationClosed slaBreached hidden needInitialPush noHumanInteraction snoozed queued \
                generatingScreenshot screenshotRenderingFailed screenshotLive isSilent generatingReplay \
                replayRenderingFailed replayLive hasWebReplay faqSuggested notificationsUnread \
                sessionNotificationsUnread hasAgentReply archived disabled isSpam manuallyAdded forceCloseOverride
                """
            ),
            (.number, "duplicatesCount bugId conversationRating upvotesCount score"),
            (.list, "emailRefs sessions"), (.texts, "mentions linkedTickets tags"),
            (
                .any,
                "content attributes formData form session screenshotDataUrl metaData actionLog customData replay fromData"
            ),
        ]
        for (kind, names) in plain {
            for name in names.split(separator: " ") { members[String(name)] = kind }
        }
        return .object(members)
    }()

    private static let attachment = GleapSchema.object(
        ["name": .text, "url": .text, "type": .text], required: ["name", "url"])

    /// What is wrong with `value`, by path: `requestBody.tags[0]`.
    func problems(in value: JSONTree, at path: String = "requestBody") -> [(path: String, message: String)] {
        switch self {
        case .any: []
        case .text: value.string == nil ? [(path, "invalid string value")] : []
        case .flag: value.bool == nil ? [(path, "invalid boolean value")] : []
        case .number: if case .number = value { [] } else { [(path, "invalid float number")] }
        case .list: value.isArray ? [] : [(path, "invalid array")]
        case .texts: Self.elements(of: value, at: path, each: .text)
        case .objects(let each): Self.elements(of: value, at: path, each: each)
        case .choice(let allowed):
            allowed.contains(value.string ?? "")
                ? [] : [(path, "should be one of the following; ['\(allowed.joined(separator: "','"))']")]
        case .object(let members, let required, let isOpen):
            Self.object(value, at: path, members, required: required, isOpen: isOpen)
        }
    }

    private static func elements(
        of value: JSONTree, at path: String, each: GleapSchema
    ) -> [(path: String, message: String)] {
        guard value.isArray else { return [(path, "invalid array")] }
        return value.elements.enumerated().flatMap { each.problems(in: $1, at: "\(path)[\($0)]") }
    }

    private static func object(
        _ value: JSONTree, at path: String, _ members: [String: GleapSchema], required: [String], isOpen: Bool
    ) -> [(path: String, message: String)] {
        guard value.isObject else { return [(path, "invalid object")] }
        var problems: [(path: String, message: String)] = []
        for name in required where value[name] == nil {
            problems.append(("\(path).\(name)", "'\(name)' is required"))
        }
        for (key, member) in value.members {
            let name = key.string
            if let schema = members[name] {
                problems += schema.problems(in: member, at: "\(path).\(name)")
            } else if !isOpen {
                problems.append(
                    ("\(path).\(name)", "\"\(name)\" is an excess property and therefore is not allowed"))
            }
        }
        return problems
    }
}
