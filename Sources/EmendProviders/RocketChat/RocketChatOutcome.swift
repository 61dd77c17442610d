package import EmendCore

/// What an answer to an update means. Codes: `message.ts`, `chat.ts`, `methods/updateMessage.ts` and
/// `functions/updateMessage.ts` of Rocket.Chat, read 2026-11.
extension RocketChatAdapter {
    package func outcome(of response: HTTPResponse, to call: Call) -> CallOutcome {
        let json = response.json
        if response.isSuccess {
            guard let json, json.saysSuccess else {
                return byCode(RocketChatError(json)) ?? .refused(.unexpectedAnswer)
            }
            return .done(served: call.isFollowed ? nil : served(in: json, to: call))
        }
        let code = RocketChatError(json)
        if response.status == 429 || code == .tooManyRequests { return .retry(RetryAdvice(rocketChat: response, json)) }
        switch response.status {
        case 400: return byCode(code) ?? .refused(.validation)
        case 401: return .pauseAccount
        case 403: return .refused(.permission)
        case 413, 422: return .refused(.validation)
        case 408, 425, 500...599: return .retry(RetryAdvice(rocketChat: response, json))
        // A message that is not there is 400; 404 is an address that is not served, which must not pass for "gone".
        case 404, 410: return .refused(.unexpectedAnswer)
        case 402..<500: return .refused(.rejected)
        default: return .refused(.unexpectedAnswer)
        }
    }

    private func served(in root: JSONValue, to call: Call) -> Message? {
        guard let target = call.target, let shown = root["message"], shown.kind == .object else { return nil }
        var event = Event()
        add(shown: shown, at: target.address, to: &event)
        return event.messages.first { $0.key == target.key }
    }

    private func byCode(_ code: RocketChatError) -> CallOutcome? {
        switch code {
        case .noMessage: .gone
        case .tooManyRequests: .retry(RetryAdvice())
        // The visitor's token was replaced, the room is another visitor's, or the bot may not do it: someone must look.
        case .invalidToken, .invalidRoom, .notAllowed, .blocked: .refused(.permission)
        case .prevented, .unnamed: .refused(.rejected)
        case .invalidParams, .wrongRoom: .refused(.validation)
        case .other: nil
        }
    }
}

/// The reason that an error names, whatever its form: bare (`invalid-token`), in brackets behind a sentence
/// (`... [error-action-not-allowed]`), as `errorType`, or as a sentence alone.
enum RocketChatError {
    case noMessage, invalidToken, invalidRoom, invalidParams, notAllowed, blocked, prevented, wrongRoom, tooManyRequests
    /// A failure that gives no reason.
    case unnamed
    case other

    init(_ json: JSONValue?) {
        let text = json?["error"]?.string ?? json?["message"]?.string ?? ""
        let word = json?["errorType"]?.string ?? RocketChatError.bracketed(text) ?? text
        if word.isEmpty {
            self = json?.kind == .object ? .unnamed : .other
        } else {
            self =
                RocketChatError.words[word.hasPrefix("error-") ? String(word.dropFirst(6)) : word]
                ?? RocketChatError(sentence: text)
        }
    }

    private static let words: [String: RocketChatError] = [
        "invalid-message": .noMessage, "message-not-found": .noMessage, "invalid-token": .invalidToken,
        "invalid-room": .invalidRoom, "invalid-params": .invalidParams, "action-not-allowed": .notAllowed,
        "not-allowed": .notAllowed, "not-authorized": .notAllowed, "unauthorized": .notAllowed,
        "invalid-user": .notAllowed, "message-editing-blocked": .blocked, "room_is_blocked": .blocked,
        "You_have_been_muted": .blocked, "app-prevented-updating": .prevented, "too-many-requests": .tooManyRequests,
    ]

    private init(sentence: String) {
        let text = sentence.lowercased()
        if text.hasPrefix("no message found") {
            self = .noMessage
        } else if text.hasPrefix("the room id provided does not match") {
            self = .wrongRoom
        } else if text.contains("too many requests") {
            self = .tooManyRequests
        } else if text.contains("readonly") || text.contains("read-only") || text.contains("read only") {
            self = .blocked
        } else {
            self = .other
        }
    }

    private static func bracketed(_ text: String) -> String? {
        guard text.hasSuffix("]"), let start = text.lastIndex(of: "[") else { return nil }
        return String(text[text.index(after: start)...].dropLast())
    }
}

extension JSONValue {
    /// `success` is a boolean, in old versions its name as text; answers without it are judged by their status.
    var saysSuccess: Bool {
        guard let success = present("success") else { return kind == .object }
        return success.bool ?? (success.string == "true")
    }
}

extension RetryAdvice {
    /// Rocket.Chat sets no Retry-After: it names the seconds in its sentence, and in a header the moment in epoch
    /// milliseconds, which counts from the answer's own `Date`.
    init(rocketChat response: HTTPResponse, _ json: JSONValue?) {
        self.init(from: response)
        guard after == nil, response.status < 500 else { return }
        let day = Duration.seconds(24 * 3600)
        if let seconds = json?["error"]?.string.flatMap(RetryAdvice.namedSeconds) {
            after = min(.seconds(seconds), day)
        } else if let reset = response.headers["X-RateLimit-Reset"].flatMap({ Int64($0.trimmingSpaces) }),
            let now = response.headers["Date"].flatMap({ Timestamp(httpDate: $0) })
        {
            after = min(max(Timestamp(milliseconds: reset) - now, .zero), day)
        }
    }

    /// `... You must wait 26 seconds before trying this endpoint again.`
    private static func namedSeconds(_ sentence: String) -> Int64? {
        let words = sentence.split(separator: " ")
        guard let place = words.firstIndex(of: "wait"), place + 2 < words.count,
            words[place + 2].hasPrefix("second"), let seconds = Int64(words[place + 1]), seconds >= 0
        else { return nil }
        return seconds
    }
}
