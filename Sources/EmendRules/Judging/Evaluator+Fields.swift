import EmendCore
import EmendMatching

extension Evaluator {
    mutating func truth(of leaf: LanguageLeaf) -> Truth {
        if isTooLarge { return .unknown(.tooLarge) }
        if let reason = languagePart?.unreadable { return .unknown(reason) }
        return Truth(leaf.holds(for: language()?.code))
    }

    /// The message's own text, or where there is none the first other part.
    private var languagePart: TextPart? {
        message.text.parts.first { $0.key == .text } ?? message.text.parts.first
    }

    /// Nil when the message has no text or none that can be judged.
    mutating func language() -> LanguageGuess? {
        if let foundLanguage { return foundLanguage }
        var guess: LanguageGuess?
        if let part = languagePart, part.unreadable == nil, !part.text.isEmpty, !isTooLarge {
            guess = LanguageIdentifier.identify(
                part.text, running: context.runningLanguage, expected: context.expectedLanguages)
        }
        foundLanguage = .some(guess)
        return guess
    }

    /// The language if some rule has asked for it.
    var askedLanguage: String? { foundLanguage.flatMap { $0?.code } }

    func truth(of leaf: FieldLeaf) -> Truth {
        let root = leaf.source == .message ? message.payload : message.eventPayload
        let value = root?.value(at: leaf.path)
        switch leaf.test {
        case .exists(let wanted): return Truth((value != nil) == wanted)
        case .oneOf(let values): return Truth(value?.scalarText.map(values.contains) ?? false)
        case .regex(let patterns):
            guard let text = value?.scalarText else { return .no }
            guard text.bytes.count <= context.textLimitBytes else { return .unknown(.tooLarge) }
            return patterns.reduce(.no) { result, pattern in
                let outcome = pattern.matches(
                    in: text, scratch: scratch.matching, deadline: context.deadline, limit: 1)
                switch outcome.truth {
                case .some(let value): return result.or(Truth(value))
                case .none: return result.or(.unknown(outcome.unknown == .deadline ? .deadline : .limit))
                }
            }
        }
    }
}
