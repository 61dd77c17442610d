import EmendCore

/// What a webhook of Gleap says: that something happened to a ticket.
///
/// No page describes the body. Shapes, all third-party, read 2026-11: `{event, projectId, data: ticket}`
/// (nlproduction/gleaptracker, running service); the ticket's members with `event` beside them (weaker);
/// `{integrationAction, data: ticket}` (devstride/ds-gleap, old). Only `ticket.created` and `ticket.updated` were seen.
struct GleapEvent {
    let ticket: JSONValue
    let id: ValidUTF8

    /// The names are not published: whatever happened to a ticket, its messages may have changed with it.
    private static let prefix = "ticket."
    private static let deletion = "ticket.deleted"

    init(_ root: JSONValue, project: String?) throws(GleapEventError) {
        let data = root["data"].flatMap { $0.kind == .object ? $0 : nil }
        if let event = root.present("event") {
            guard let name = event.string else { throw .rejected(.wrongType) }
            guard name.hasPrefix(GleapEvent.prefix) else { throw .ignored(.unknownEvent) }
            guard name != GleapEvent.deletion else { throw .ignored(.deleted) }
            ticket = data ?? root
        } else if root.present("integrationAction") != nil, let data {
            ticket = data
        } else {
            throw .rejected(.missingField)
        }
        // A webhook of another project would be read with the wrong key, and its ids belong to another realm.
        let named = root["projectId"]?.string ?? ticket["projectId"]?.string ?? ticket["project"]?.string
        if let named, let project, named != project { throw .ignored(.unsupportedEvent) }
        do { id = try GleapPayload.id(of: ticket) } catch { throw .rejected(error) }
    }
}

enum GleapEventError: Error {
    case rejected(RejectedReason)
    case ignored(IgnoredReason)

    var verdict: SkipVerdict {
        switch self {
        case .rejected(let reason): .rejected(reason)
        case .ignored(let reason): .ignored(reason)
        }
    }
}
