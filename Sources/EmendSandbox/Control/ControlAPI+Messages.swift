import EmendCore

/// Messages and tickets, as the people who chat make them.
extension SandboxCore {
    private static let messageKeys: Set = [
        "provider", "account", "id", "text", "user", "agent", "channel", "ticket", "type", "content", "message", "echo",
    ]

    func addMessages(_ request: SandboxRequest) throws(FormError) -> HTTPResponse {
        let forms = try Self.forms(request)
        var reports: [JSONTree] = []
        for form in forms {
            try Self.check(form, known: Self.messageKeys)
            let account = try account(for: form)
            reports.append(try put(form, account: account))
        }
        let ids = reports.compactMap { $0["id"] }
        return HTTPResponse(status: 201, json: ["ids": .array(ids), "messages": .array(reports)])
    }

    /// Makes a message; a provider's own object of a known id is the author's edit of it.
    private func put(_ form: JSONTree, account: SandboxAccount) throws(FormError) -> JSONTree {
        guard let standIn = StandIns.of(account.provider) else {
            throw FormError(reason: "no stand-in of that provider")
        }
        let outcome: Result<JSONTree, FormError> = change { shared in
            do throws(FormError) {
                let made = try standIn.newMessage(from: form, in: account, state: &shared.state)
                guard var known = shared.state.message(made.id.string, in: account.name) else {
                    shared.state.insert(made)
                    return .success(Self.settle(.created(made), made, "created", form, &shared.state))
                }
                guard let version = form["message"] else {
                    throw FormError(reason: "there is a message '\(made.id.string)' already")
                }
                let isEdit = known.take(version, as: standIn, at: shared.state.now)
                shared.state.insert(known)
                guard isEdit else { return .success(Self.report(known, "unchanged")) }
                return .success(Self.settle(.updated(known), known, "edited", form, &shared.state))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    func editMessage(_ id: String, _ request: SandboxRequest) throws(FormError) -> HTTPResponse {
        let form = try Self.form(request, known: ["account", "text", "content", "data", "message", "echo"])
        let outcome: Result<HTTPResponse, FormError> = change { shared in
            switch Self.find(id, account: form["account"]?.string, in: shared.state) {
            case .failure(let refusal): return .success(refusal.response)
            case .success(var message):
                do throws(FormError) {
                    guard let standIn = StandIns.of(message.provider) else {
                        return .success(Self.refusal(404, "no stand-in"))
                    }
                    var edited = message
                    if let version = form["message"] {
                        edited.tree = version
                    } else {
                        try standIn.edit(&edited, by: form)
                    }
                    _ = message.take(edited.tree, as: standIn, at: shared.state.now)
                    shared.state.insert(message)
                    let report = Self.settle(.updated(message), message, "edited", form, &shared.state)
                    return .success(HTTPResponse(status: 200, json: report))
                } catch {
                    return .failure(error)
                }
            }
        }
        return try outcome.get()
    }

    func deleteMessage(_ id: String, _ request: SandboxRequest) -> HTTPResponse {
        change { shared in
            switch Self.find(id, account: request.value("account"), in: shared.state) {
            case .failure(let refusal): return refusal.response
            case .success(var message):
                guard let standIn = StandIns.of(message.provider) else { return Self.refusal(404, "no stand-in") }
                standIn.delete(&message)
                message.touch(standIn.editTimeFields, at: shared.state.now)
                shared.state.insert(message)
                let form: JSONTree = ["echo": .bool(request.value("echo") != "false")]
                return HTTPResponse(
                    status: 200, json: Self.settle(.deleted(message), message, "deleted", form, &shared.state))
            }
        }
    }

    func addTickets(_ request: SandboxRequest) throws(FormError) -> HTTPResponse {
        var ids: [JSONTree] = []
        for form in try Self.forms(request) {
            try Self.check(form, known: ["provider", "account", "ticket", "echo"])
            let account = try account(for: form)
            guard account.provider == .gleap, let tree = form["ticket"], let id = (tree["_id"] ?? tree["id"])?.string
            else {
                throw FormError(reason: "'ticket' must be a ticket with an '_id', of a Gleap account")
            }
            change { shared in
                let known = shared.state.ticket(id, in: account.name)
                var ticket = StoredTicket(account: account.name, id: id, tree: tree, updates: known?.updates ?? 0)
                if let known { ticket.keepWritten(of: known) }
                shared.state.insert(ticket)
                guard form["echo"]?.bool ?? true else { return }
                shared.state.announce(known == nil ? .ticketCreated(ticket) : .ticketUpdated(ticket))
            }
            ids.append(.string(id))
        }
        return HTTPResponse(status: 201, json: ["ids": .array(ids)])
    }

    // MARK: Parts

    private struct Refusal: Error { let response: HTTPResponse }

    private static func find(
        _ id: String, account: String?, in state: SandboxState
    ) -> Result<StoredMessage, Refusal> {
        let found = state.messages(id).filter { account == nil || $0.account == account }
        if found.count > 1 {
            return .failure(
                Refusal(response: refusal(409, "several accounts have a message '\(id)'; name one in 'account'")))
        }
        return found.first.map { .success($0) } ?? .failure(Refusal(response: refusal(404, "no message '\(id)'")))
    }

    /// Announces the change unless the form says `"echo": false`.
    private static func settle(
        _ change: StateChange, _ message: StoredMessage, _ result: String, _ form: JSONTree, _ state: inout SandboxState
    ) -> JSONTree {
        if form["echo"]?.bool ?? true { state.announce(change) }
        return report(message, result)
    }

    private static func report(_ message: StoredMessage, _ result: String) -> JSONTree {
        [
            "provider": .string(message.provider.rawValue), "account": .string(message.account),
            "id": .string(message.id),
            "result": .string(result), "message": message.tree,
        ]
    }
}

extension StoredTicket {
    /// Tags that the API wrote stay: a version from outside does not know of them.
    fileprivate mutating func keepWritten(of known: StoredTicket) {
        if known.updates > 0 { tree["tags"] = known.tree["tags"] }
        let times = [known.tree, tree].compactMap { $0["updatedAt"]?.string.flatMap { Timestamp(rfc3339: $0) } }
        if let latest = times.max() { tree["updatedAt"] = .string(latest.rfc3339) }
    }
}
