import EmendCore
import EmendPlatform

/// What other threads tell a listener's loop: answers, and to stop. The only state the loop shares.
final class AnswerBox: Sendable {
    struct Answer: Sendable {
        let ticket: Int
        let response: HTTPResponse
    }
    struct Content: Sendable {
        var answers: [Answer] = []
        /// No further connections or requests.
        var isQuiescing = false
        /// When the loop ends even if answers are missing, in terms of `SystemClock.uptimeNanoseconds()`.
        var endsAt: UInt64?
    }

    let wake: WakeUp
    private let content = Locked(Content())

    init() throws { wake = try WakeUp() }

    /// Adds all at once and wakes the loop once.
    func add(_ answers: [Answer]) {
        guard !answers.isEmpty else { return }
        // The loop empties the box only after it has cleared the wake-up, so a box that is not empty needs no other.
        let wasEmpty = content.withLock { content in
            let wasEmpty = content.answers.isEmpty
            content.answers.append(contentsOf: answers)
            return wasEmpty
        }
        if wasEmpty { wake.signal() }
    }

    func quiesce() {
        content.withLock { $0.isQuiescing = true }
        wake.signal()
    }

    func end(at moment: UInt64) {
        content.withLock {
            $0.isQuiescing = true
            $0.endsAt = min(moment, $0.endsAt ?? .max)
        }
        wake.signal()
    }

    /// Everything that came since the last call; the wishes to stop stay.
    func take() -> Content {
        content.withLock { content in
            defer { content.answers = [] }
            return content
        }
    }
}
