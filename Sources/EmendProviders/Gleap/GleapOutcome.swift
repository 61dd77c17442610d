package import EmendCore

/// What an answer to an update means. Only success is in the reference; the four shapes of errors were observed by an
/// integrator (third-party skill "gleap", read 2026-11).
extension GleapAdapter {
    package func outcome(of response: HTTPResponse, to call: Call) -> CallOutcome {
        let json = response.json
        switch response.status {
        // What a success holds is not documented; it could be the message as it was before. A read proves.
        case 200..<300: return .done(served: nil)
        case 401: return .pauseAccount
        case 403: return .refused(.permission)
        case 404, 410: return .notFound
        // A query of the backend that took too long, in the guise of a conflict.
        case 409 where json?["codeName"]?.string == "MaxTimeMSExpired":
            return .retry(RetryAdvice(from: response))
        // Plain text: the project id was not taken, which no other message will mend.
        case 400 where json == nil && response.body.starts(with: Array("Project header".utf8)): return .pauseAccount
        case 400, 413, 422: return .refused(.validation)
        case 408, 425, 429, 500...599: return .retry(RetryAdvice(from: response))
        case 402..<500: return .refused(.rejected)
        default: return .refused(.unexpectedAnswer)
        }
    }
}
