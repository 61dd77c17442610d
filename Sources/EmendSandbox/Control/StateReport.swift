import EmendCore

/// `GET /_sandbox/state`.
extension SandboxCore {
    func stateReport() -> JSONTree {
        let (state, echo, held) = snapshot()
        return [
            "echo": echo.map { .string($0) } ?? .null,
            "accounts": .array(
                accounts.map { ["name": .string($0.name), "provider": .string($0.provider.rawValue)] }),
            "messages": .array(state.messages.map(Self.report)), "tickets": .array(state.tickets.map(Self.report)),
            "calls": .array(state.calls.map(\.json)), "call_count": .int(state.callCount),
            "deliveries": .array(state.deliveries.map(\.json)), "delivery_count": .int(state.deliveryCount),
            "update_count": .int(state.updateCount), "held": .int(held), "faults": .int(state.faults.count),
        ]
    }

    private static func report(_ message: StoredMessage) -> JSONTree {
        let text = StandIns.of(message.provider)?.text(of: message.tree) ?? ""
        return [
            "provider": .string(message.provider.rawValue), "account": .string(message.account),
            "id": .string(message.id),
            "conversation": .string(message.conversation), "original": .string(message.original),
            "authored": .string(message.authored), "current": .string(text), "updates": .int(message.updates),
            "edits": .int(message.edits), "deleted": .bool(message.isDeleted),
            "previous": .array(message.previous.map { .string($0) }), "message": message.tree,
        ]
    }

    private static func report(_ ticket: StoredTicket) -> JSONTree {
        [
            "provider": "gleap", "account": .string(ticket.account), "id": .string(ticket.id),
            "updates": .int(ticket.updates), "ticket": ticket.tree,
        ]
    }
}
