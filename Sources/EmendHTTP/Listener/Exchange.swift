package import EmendCore
import Synchronization

/// The right to answer one request, once, from any thread.
///
/// The first answer counts and later ones are dropped. Letting go of it unanswered answers 503, so a lost request
/// makes the sender try again and never hangs.
package final class Exchange: Sendable {
    let answers: AnswerBox
    private let ticket: Int
    private let isAnswered = Atomic(false)

    init(ticket: Int, answers: AnswerBox) { (self.ticket, self.answers) = (ticket, answers) }

    deinit {
        if let answer = claim(with: .unavailable) { answers.add([answer]) }
    }

    package func respond(_ response: HTTPResponse) {
        if let answer = claim(with: response) { answers.add([answer]) }
    }

    /// The answer to put into the box; nil when there was one before.
    func claim(with response: HTTPResponse) -> AnswerBox.Answer? {
        isAnswered.exchange(true, ordering: .relaxed) ? nil : AnswerBox.Answer(ticket: ticket, response: response)
    }
}

extension HTTPResponse {
    static let unavailable = HTTPResponse(status: 503, headers: ["Retry-After": "5"])
}
