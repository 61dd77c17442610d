import EmendCore

/// `ticket.created` and `ticket.updated` with the header that the operator configured; no signature is documented.
extension GleapStandIn {
    static let defaultHeader = "x-emend-token"

    static func webhook(for change: StateChange, account: SandboxAccount, state: SandboxState) -> HTTPRequest? {
        let (event, ticket): (String, StoredTicket)
        switch change {
        case .ticketCreated(let changed): (event, ticket) = ("ticket.created", changed)
        case .ticketUpdated(let changed): (event, ticket) = ("ticket.updated", changed)
        case .created(let message), .updated(let message), .deleted(let message):
            guard let changed = state.ticket(message.conversation, in: message.account) else { return nil }
            (event, ticket) = (isFirst(change, in: state) ? "ticket.created" : "ticket.updated", changed)
        }
        var tree = state.sendsLatestComment ? shown(ticket, state: state) : ticket.tree
        if !state.sendsLatestComment { tree["latestComment"] = nil }
        let project = JSONTree.string(projectID(of: account))
        let body: JSONTree = ["event": .string(event), "projectId": project, "data": tree]
        return signed(body.encoded(), account: account)
    }

    private static func isFirst(_ change: StateChange, in state: SandboxState) -> Bool {
        guard case .created(let message) = change else { return false }
        return state.messages(of: message.conversation, in: message.account).first?.id == message.id
    }

    static func signed(_ body: [UInt8], account: SandboxAccount) -> HTTPRequest {
        let name = account.webhook["header"]?.revealed ?? defaultHeader
        let value = account.webhook["value"]?.revealed ?? SandboxAccount.defaultSecret
        return HTTPRequest(
            method: "POST", target: "/", headers: ["Content-Type": "application/json", name: value], body: body)
    }
}
