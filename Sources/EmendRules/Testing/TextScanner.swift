package import EmendCore
package import EmendMatching

/// Judges plain texts that are no messages: `emend scan`.
package struct TextScanner {
    package struct Result: Sendable {
        package var spans: [Span]
        package var text: ValidUTF8
        /// Rules that could not judge the text, with the reason.
        package var unscanned: [(rule: String?, reason: UnscannedReason)] = []
        fileprivate var original: ValidUTF8

        /// Of the text as it was; identified when it is asked for.
        package var language: LanguageGuess { LanguageIdentifier.identify(original) }
    }

    package struct Span: Hashable, Sendable {
        /// In Unicode scalars of the raw text.
        package var range: Range<Int>
        package var entity: String
        /// Nil when detectors ran without rules.
        package var rule: String?

        package init(range: Range<Int>, entity: String, rule: String?) {
            (self.range, self.entity, self.rule) = (range, entity, rule)
        }
    }

    /// What is known of where the texts come from; everything else counts in favour of a match.
    package struct Origin: Sendable {
        package var provider: Provider?
        package var from: SenderKind?
        package var at: Timestamp?

        package init(provider: Provider? = nil, from: SenderKind? = nil, at: Timestamp? = nil) {
            (self.provider, self.from, self.at) = (provider, from, at)
        }
    }

    private let ruleset: Ruleset
    private let isBare: Bool
    private let origin: Origin
    private let context: JudgingContext
    private let scratch = JudgingScratch()

    /// - Parameter now: For conditions on time when the origin tells none but asks for it, and for `{date}`.
    package init(
        _ ruleset: Ruleset, origin: Origin = Origin(), now: Timestamp,
        token: @escaping (_ entity: String, _ value: ValidUTF8) -> String
    ) {
        self.init(ruleset, isBare: false, origin, now, token)
    }

    /// Detectors without rules; each find becomes `[entity]`.
    package init(detectors: [Detector], confidence: Double = Detectors.defaultConfidence, now: Timestamp) {
        let leaf = TextLeaf(test: .detect(detectors, slots: Array(detectors.indices), confidence: confidence))
        let condition = Condition.leaf(.text(leaf))
        let rule = Rule(
            id: "detect", location: SourceLocation(file: "", line: 0, column: 0), events: [.created, .edited],
            from: Set(SenderKind.allCases), mode: .live, onUnscanned: .flag, condition: condition,
            actions: [.redact(Redaction())], tests: [], providers: Set(Provider.allCases))
        let ruleset = Ruleset([rule], slots: detectors.count, digestInput: [])
        self.init(ruleset, isBare: true, Origin(), now) { _, _ in "" }
    }

    private init(
        _ ruleset: Ruleset, isBare: Bool, _ origin: Origin, _ now: Timestamp,
        _ token: @escaping (_ entity: String, _ value: ValidUTF8) -> String
    ) {
        (self.ruleset, self.isBare, self.origin) = (ruleset, isBare, origin)
        var context = JudgingContext(now: origin.at ?? now, token: token)
        context.unset = Set(InputField.allCases)
        if origin.provider != nil { context.unset.remove(.provider) }
        if origin.from != nil { context.unset.remove(.from) }
        if origin.at != nil { context.unset.remove(.time) }
        self.context = context
    }

    package func scan(_ text: ValidUTF8) -> Result {
        let message = Message(
            account: "scan", provider: origin.provider ?? .amity, key: MessageKey(realm: "scan", id: "scan"),
            text: TextView(text: text), sender: Sender(origin.from ?? .visitor, isCertain: origin.from != nil),
            arrival: .webhook)
        let decision = ruleset.judge(message, context, scratch: scratch)
        let live = decision.outcomes.filter { $0.mode == .live }
        let spans =
            isBare
            ? bareSpans(message)
            : live.flatMap { outcome in
                outcome.spans.map { Span(range: $0.range, entity: $0.entity, rule: outcome.rule) }
            }
        return Result(
            spans: spans.sorted {
                ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
            },
            text: decision.change?.text.first?.newText ?? text,
            unscanned: live.compactMap { outcome in
                guard case .unscanned(let reason) = outcome.result else { return nil }
                return (isBare ? nil : outcome.rule, reason)
            }, original: text)
    }

    /// All finds, also those that overlap.
    private func bareSpans(_ message: Message) -> [Span] {
        var evaluator = Evaluator(message, context, slots: ruleset.slots, prefilter: ruleset.prefilter, scratch)
        let bytes = message.text.parts[0].text.bytes
        var counter = ScalarCounter(message.text)
        return ruleset.rules.flatMap { evaluator.evaluate($0).found }.map { find in
            let start = counter.scalars(before: find.range.lowerBound, in: 0)
            return Span(
                range: start..<start + bytes[find.range].scalarCount, entity: find.detector ?? "", rule: nil)
        }
    }
}
