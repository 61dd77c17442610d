import EmendCore

/// A named recogniser of one kind of entity: a pattern finds candidates, a function judges them, words nearby help.
package struct Detector: Sendable {
    /// The name in rule files, which is the entity too.
    package let name: String
    /// One line for people.
    package let summary: String
    /// What a text must have at least; false for most messages, so that the pattern is not even tried.
    let gate: TextGate
    /// Matches where a candidate stands, or just its beginning.
    let pattern: Pattern
    /// Words that make a doubtful candidate likely when one stands near; nil when context does not matter.
    let context: ContextWords?
    let judge: @Sendable (Candidate) -> [Judgement]

    init(
        _ name: String, summary: String, gate: TextGate, pattern: String, context: ContextWords? = nil,
        judge: @escaping @Sendable (Candidate) -> [Judgement]
    ) {
        (self.name, self.summary, self.gate, self.context, self.judge) = (name, summary, gate, context, judge)
        do throws(PatternError) {
            // Candidates of ours never backtrack far; the higher limit is for very long runs.
            self.pattern = try Pattern(pattern, matchLimit: Pattern.highestMatchLimit)
        } catch {
            preconditionFailure("the pattern of detector \(name) does not compile: \(error)")
        }
    }

    /// All finds with at least `confidence`, in the raw text and, unless `raw`, in the normalised one.
    package func finds(
        in subject: Subject, confidence: Double = Detectors.defaultConfidence, raw: Bool = false,
        scratch: MatchScratch, deadline: Deadline? = nil
    ) -> DetectorOutcome {
        var outcome = search(subject.text, subject.profile, confidence, scratch, deadline)
        guard !raw, let view = subject.normalized else { return outcome }
        let other = search(view.text, view.profile, confidence, scratch, deadline)
        outcome.unknown = outcome.unknown ?? other.unknown
        guard !other.finds.isEmpty else { return outcome }
        let mapped = other.finds.map { find in
            var find = find
            find.range = subject.sourceRange(ofNormalized: find.range)
            return find
        }
        outcome.finds = Subject.withoutNested(outcome.finds + mapped, range: \.range)
        return outcome
    }

    private func search(
        _ text: ValidUTF8, _ profile: TextProfile, _ confidence: Double, _ scratch: MatchScratch, _ deadline: Deadline?
    ) -> DetectorOutcome {
        guard gate.admits(profile), pattern.needs.admits(profile) else { return DetectorOutcome() }
        let candidates = pattern.matches(in: text, scratch: scratch, deadline: deadline)
        var finds: [DetectorFind] = []
        var unknown = candidates.unknown
        for (index, match) in candidates.matches.enumerated() {
            if finds.count >= FindLimit.perSearch {
                unknown = unknown ?? .limit
                break
            }
            if index & 63 == 63, deadline?.isOver() ?? false {
                unknown = .deadline
                break
            }
            for judged in judge(Candidate(bytes: text.bytes, range: match.range)) {
                let value = self.confidence(of: judged, in: text.bytes)
                guard value >= confidence else { continue }
                finds.append(DetectorFind(range: judged.range, entity: name, confidence: value))
            }
        }
        return DetectorOutcome(finds: Subject.withoutNested(finds, range: \.range), unknown: unknown)
    }

    private func confidence(of judged: Judgement, in bytes: [UInt8]) -> Double {
        guard judged.withContext > judged.confidence, let context, context.isNear(judged.range, in: bytes) else {
            return judged.confidence
        }
        return judged.withContext
    }
}
