import EmendCore

/// Trouble that was ordered for the next calls.
struct Fault: Sendable {
    enum Hold: Sendable {
        case none
        /// The call takes effect when it comes, its answer waits.
        case answer
        /// The call itself waits.
        case request
    }

    let provider: Provider?
    let method: String?
    /// The answer instead of the API's own; nil leaves that.
    let response: HTTPResponse?
    /// Whether the call takes effect although another answer is given.
    let appliesCall: Bool
    let hold: Hold
    var remaining: Int

    func concerns(_ method: String, of provider: Provider) -> Bool {
        remaining > 0 && (self.provider ?? provider) == provider && (self.method ?? method) == method
    }

    /// `{"provider", "status", "body"?, "headers"?, "count", "method"?, "hold", "apply"}`; all have defaults, but one of
    /// `status` and `hold` is needed.
    init(_ form: JSONTree) throws(FormError) {
        try SandboxCore.check(
            form, known: ["provider", "status", "body", "headers", "count", "method", "hold", "apply"])
        let provider = try Fault.provider(form)
        let hold = try Fault.hold(form)
        let response = try Fault.response(form)
        let count = form["count"].map { $0.int64 ?? 0 } ?? 1
        guard (1...1_000_000).contains(count) else { throw FormError(reason: "'count' must be from 1 to 1000000") }
        guard response != nil || hold != .none else { throw FormError(reason: "'status' or 'hold' is needed") }
        (self.provider, self.hold, self.response) = (provider, hold, response)
        (method, appliesCall) = (form["method"]?.string?.uppercased(), form["apply"]?.bool ?? false)
        remaining = Int(count)
    }

    private static func provider(_ form: JSONTree) throws(FormError) -> Provider? {
        guard let name = form["provider"] else { return nil }
        guard let provider = name.string.flatMap(Provider.init(rawValue:)), StandIns.of(provider) != nil else {
            let known = StandIns.all.map { $0.provider.rawValue }.joined(separator: ", ")
            throw FormError(reason: "'provider' must be one of \(known)")
        }
        return provider
    }

    private static func hold(_ form: JSONTree) throws(FormError) -> Hold {
        guard let value = form["hold"] else { return .none }
        if let bool = value.bool { return bool ? .answer : .none }
        guard value.string == "request" else {
            throw FormError(reason: "'hold' must be true, false or \"request\"")
        }
        return .request
    }

    private static func response(_ form: JSONTree) throws(FormError) -> HTTPResponse? {
        guard let status = form["status"] else { return nil }
        guard let number = status.int64, (200...599).contains(number) else {
            throw FormError(reason: "'status' must be from 200 to 599")
        }
        var response = HTTPResponse(status: Int(number))
        for (name, value) in form["headers"]?.members ?? [] {
            guard let value = value.string else { throw FormError(reason: "'headers' must hold texts") }
            response.headers.append(name.string, value)
        }
        guard let body = form["body"] else { return response }
        response.body = body.text?.bytes ?? body.encoded()
        if response.headers["Content-Type"] == nil {
            response.headers.append("Content-Type", body.text == nil ? "application/json" : "text/plain; charset=utf-8")
        }
        return response
    }
}
