package import EmendCore

/// What an answer to an update means. Codes: AmityCo/apidocs `global/error-example.yaml`, swagger 4.92.0, read 2026-11.
extension AmityAdapter {
    package func outcome(of response: HTTPResponse, to call: Call) -> CallOutcome {
        let json = response.json
        if response.isSuccess { return .done(served: json.flatMap { served(in: $0, to: call) }) }
        return byCode(json?["code"]?.int64, json, response) ?? byStatus(response, json)
    }

    private func served(in root: JSONValue, to call: Call) -> Message? {
        var event = Event()
        for payload in payloads(in: root) { add(payload, kind: nil, arrival: .read, webhook: nil, to: &event) }
        let address = call.request.path
        return event.messages.first { address.hasSuffix("/" + URLPart.encode($0.key.id)) }
    }

    private func byCode(_ code: Int64?, _ json: JSONValue?, _ response: HTTPResponse) -> CallOutcome? {
        switch code {
        case 400_100: .pauseAccount
        case 400_300, 400_301: .refused(.permission)
        // The same text too often in a short time: our fixed replacement can meet it (inferred), so it is tried late.
        case 400_307: .retry(RetryAdvice(from: response, isLate: true))
        case 400_308: .refused(.blockedWord)
        case 400_309: .refused(.blockedLink)
        case 400_311: .retry(RetryAdvice(from: response))
        case 400_400: .gone
        case 500_000: isValidation(json) ? .refused(.validation) : .retry(RetryAdvice(from: response))
        default: nil
        }
    }

    private func byStatus(_ response: HTTPResponse, _ json: JSONValue?) -> CallOutcome {
        switch response.status {
        case 401: .pauseAccount
        case 403: .refused(.permission)
        case 404, 410: .notFound
        case 400, 413, 422: .refused(.validation)
        case 500 where isValidation(json): .refused(.validation)
        case 408, 425, 429, 500...599: .retry(RetryAdvice(from: response))
        case 402..<500: .refused(.rejected)
        default: .refused(.unexpectedAnswer)
        }
    }

    /// The server answers wrong parameters and its own failures alike with 500 and code 500000; only the text and the
    /// presence of `data.detail` tell them apart. What cannot be told is retried.
    private func isValidation(_ json: JSONValue?) -> Bool {
        guard let json else { return false }
        if let detail = json["data"]?["detail"], detail.kind == .array, detail.count > 0 { return true }
        let message = json["message"]?.string?.lowercased() ?? ""
        return message.hasPrefix("parameters error") || message.contains("validation")
    }
}
