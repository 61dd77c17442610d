import EmendCore

/// `/_sandbox/…`: what a person or a test does to the stand-ins.
extension SandboxCore {
    func control(_ request: SandboxRequest) -> HTTPResponse {
        // A browser sends Origin; no page that someone happens to visit may move the sandbox.
        guard request.raw.headers["Origin"] == nil else { return Self.refusal(403, "not from a browser") }
        guard let segments = request.segments else { return Self.refusal(400, "the path has a broken escape") }
        do throws(FormError) {
            switch (request.method, segments.count, segments.count > 1 ? segments[1] : "") {
            case ("GET", 2, "state"): return HTTPResponse(status: 200, json: stateReport())
            case ("POST", 2, "messages"): return try addMessages(request)
            case ("PATCH", 3, "messages"), ("POST", 3, "messages"): return try editMessage(segments[2], request)
            case ("DELETE", 3, "messages"): return deleteMessage(segments[2], request)
            case ("POST", 2, "tickets"): return try addTickets(request)
            case ("POST", 2, "echo"): return try changeEcho(request)
            case ("POST", 2, "faults"): return try addFaults(request)
            case ("POST", 2, "release"):
                return HTTPResponse(status: 200, json: ["released": .int(release(.max))])
            case ("POST", 2, "reset"):
                reset()
                return HTTPResponse(status: 200, json: ["ok": true])
            default:
                return Self.refusal(
                    404,
                    "unknown; there are GET state and wait, POST messages, tickets, echo, faults, release and reset, "
                        + "PATCH and DELETE messages/ID, all below /_sandbox/")
            }
        } catch {
            return Self.refusal(400, error.reason)
        }
    }

    static func refusal(_ status: Int, _ reason: String) -> HTTPResponse {
        HTTPResponse(status: status, json: ["error": .string(reason)])
    }

    private func changeEcho(_ request: SandboxRequest) throws(FormError) -> HTTPResponse {
        let form = try Self.form(request, known: ["url"])
        do throws(SandboxError) { try setEcho(form["url"]?.string) } catch { throw FormError(reason: error.reason) }
        return HTTPResponse(status: 200, json: ["echo": form["url"] ?? nil])
    }

    private func addFaults(_ request: SandboxRequest) throws(FormError) -> HTTPResponse {
        var faults: [Fault] = []
        for form in try Self.forms(request) { faults.append(try Fault(form)) }
        change { $0.state.faults += faults }
        return HTTPResponse(status: 201, json: ["faults": .int(faults.count)])
    }

    /// Forgets everything but accounts and echo; requests that are held get 503.
    private func reset() {
        change { shared in
            shared.held = []
            shared.state = SandboxState(now: shared.state.now, sendsLatestComment: shared.state.sendsLatestComment)
        }
    }

    // MARK: Forms

    /// The body as one object or a list of objects.
    static func forms(_ request: SandboxRequest) throws(FormError) -> [JSONTree] {
        guard let document = try? JSONDocument(parsing: request.raw.body) else {
            throw FormError(reason: "the body is not JSON")
        }
        let tree = JSONTree(document.root)
        let forms = tree.isArray ? tree.elements : [tree]
        guard forms.allSatisfy(\.isObject) else {
            throw FormError(reason: "the body must be an object or a list of objects")
        }
        return forms
    }

    static func form(_ request: SandboxRequest, known: Set<String>) throws(FormError) -> JSONTree {
        let forms = try forms(request)
        guard forms.count == 1 else { throw FormError(reason: "the body must be one object") }
        try check(forms[0], known: known)
        return forms[0]
    }

    static func check(_ form: JSONTree, known: Set<String>) throws(FormError) {
        if let key = form.members.first(where: { !known.contains($0.key.string) })?.key.string {
            throw FormError(reason: "unknown key '\(key)'; known are \(known.sorted().joined(separator: ", "))")
        }
    }

    /// The account that a form means: by `account`, else the first one of `provider`.
    func account(for form: JSONTree) throws(FormError) -> SandboxAccount {
        if let name = form["account"]?.string {
            guard let account = accounts.first(where: { $0.name == name }) else {
                throw FormError(
                    reason: "unknown account '\(name)'; known are \(accounts.map(\.name).joined(separator: ", "))")
            }
            return account
        }
        guard let provider = form["provider"]?.string.flatMap(Provider.init) else {
            throw FormError(reason: "'provider' or 'account' is needed")
        }
        guard let account = accounts.first(where: { $0.provider == provider }) else {
            throw FormError(reason: "no account of \(provider.rawValue)")
        }
        return account
    }
}
