import EmendCore
import EmendMatching

/// Judges conditions over one message. What several rules ask for is found once.
struct Evaluator {
    let message: Message
    let context: JudgingContext
    let scratch: JudgingScratch
    /// One per part, made when first asked for.
    private var subjects: [Subject?]
    /// Finds of detectors by slot and part.
    private var detected: [DetectorOutcome?]
    private let prefilter: Prefilter?
    /// Candidates by part, found when first asked for.
    private var candidates: [PrefilterResult?]
    private var foundLanguage: LanguageGuess??
    private let isTooLarge: Bool
    private var isLate = false
    private var questions = 0
    /// Binding leaves of the rule that is being judged, counted for ``Found/order``.
    private var order = 0
    private var found: [Found] = []
    private var wantsGroups = false
    private var incomplete: UnscannedReason?

    init(
        _ message: Message, _ context: JudgingContext, slots: Int, prefilter: Prefilter? = nil,
        _ scratch: JudgingScratch
    ) {
        (self.message, self.context, self.scratch, self.prefilter) = (message, context, scratch, prefilter)
        candidates = Array(repeating: nil, count: message.text.parts.count)
        subjects = Array(repeating: nil, count: message.text.parts.count)
        detected = Array(repeating: nil, count: slots * message.text.parts.count)
        isTooLarge = message.text.byteCount > context.textLimitBytes
    }

    mutating func evaluate(_ rule: Rule) -> Evaluation {
        // Nothing is bound or unknown in a rule that is false whatever the text says.
        if rule.hasCheapLeaves, cheapTruth(of: rule.condition, isNegated: false) == .no {
            return Evaluation(truth: .no)
        }
        order = 0
        wantsGroups = rule.usesGroups
        found.removeAll(keepingCapacity: true)
        incomplete = nil
        let truth = truth(of: rule.condition, isNegated: false, binds: true)
        return Evaluation(truth: truth, found: truth == .yes ? found : [], incomplete: incomplete)
    }

    /// - Parameters:
    ///   - isNegated: Under an odd number of `not`.
    ///   - binds: Under no `not` at all.
    private mutating func truth(of condition: Condition, isNegated: Bool, binds: Bool) -> Truth {
        switch condition {
        case .all(let items):
            var result = Truth.yes
            for item in items { result = result.and(truth(of: item, isNegated: isNegated, binds: binds)) }
            return result
        case .any(let items):
            var result = Truth.no
            for item in items { result = result.or(truth(of: item, isNegated: isNegated, binds: binds)) }
            return result
        case .not(let item): return !truth(of: item, isNegated: !isNegated, binds: false)
        case .leaf(.text(let leaf)): return truth(of: leaf, binds: binds)
        case .leaf(let leaf):
            if let field = leaf.input, context.unset.contains(field) { return Truth(!isNegated) }
            return truth(of: leaf)
        }
    }

    /// The truth as far as it can be told without looking at text, language or fields.
    private mutating func cheapTruth(of condition: Condition, isNegated: Bool) -> Truth {
        switch condition {
        case .all(let items):
            for item in items where cheapTruth(of: item, isNegated: isNegated) == .no { return .no }
            return .unknown(.limit)
        case .any(let items):
            for item in items where cheapTruth(of: item, isNegated: isNegated) != .no { return .unknown(.limit) }
            return .no
        case .not(let item):
            // Only certain leaves give yes, so only they can make this no.
            guard case .leaf(let leaf) = item, leaf.isCheap else { return .unknown(.limit) }
            return truth(of: condition, isNegated: isNegated, binds: false)
        case .leaf(let leaf):
            return leaf.isCheap ? truth(of: condition, isNegated: isNegated, binds: false) : .unknown(.limit)
        }
    }

    private mutating func truth(of leaf: Leaf) -> Truth {
        switch leaf {
        case .text: .no
        case .language(let leaf): truth(of: leaf)
        case .provider(let providers): Truth(providers.contains(message.provider))
        case .account(let names): Truth(names.contains(message.account))
        case .conversation(let ids): Truth(message.conversation.map(ids.contains) ?? false)
        case .sender(let ids): Truth(message.sender.id.map(ids.contains) ?? false)
        case .senderName(let names): Truth(message.sender.name.map(names.contains) ?? false)
        case .channel(let names): Truth(message.channel.map(names.contains) ?? false)
        case .reply(let wanted): Truth(message.isReply == wanted)
        case .attachments(let wanted): Truth(message.hasAttachments == wanted)
        case .field(let leaf): truth(of: leaf)
        case .time(let leaf): Truth(leaf.holds(at: message.createdAt ?? context.now))
        }
    }

    // MARK: Text

    private mutating func truth(of leaf: TextLeaf, binds: Bool) -> Truth {
        let place = order
        order += leaf.width
        if isTooLarge { return unknown(.tooLarge, binds && leaf.binds) }
        var result = Truth.no
        for index in message.text.parts.indices {
            if let reason = message.text.parts[index].unreadable {
                result = result.or(unknown(reason, binds && leaf.binds))
                continue
            }
            if leaf.isSearch, isOver() {
                return result.or(unknown(UnscannedReason.deadline, binds && leaf.binds))
            }
            result = result.or(truth(of: leaf, inPart: index, binds: binds, place: place))
        }
        return result
    }

    /// Looks at the clock now and then; once it is over it stays so.
    private mutating func isOver() -> Bool {
        if isLate { return true }
        questions &+= 1
        guard questions & 63 == 0, let deadline = context.deadline else { return false }
        isLate = deadline.isOver()
        return isLate
    }

    private mutating func unknown(_ reason: UnscannedReason, _ binds: Bool) -> Truth {
        if binds { incomplete = incomplete ?? reason }
        return .unknown(reason)
    }

    private mutating func unknown(_ reason: UnknownReason, _ binds: Bool) -> Truth {
        if reason == .deadline { isLate = true }
        let word: UnscannedReason = reason == .deadline ? .deadline : .limit
        return unknown(word, binds)
    }

    private mutating func truth(of leaf: TextLeaf, inPart part: Int, binds: Bool, place: Int) -> Truth {
        switch leaf.test {
        case .longerThan(let count): return Truth(message.text.parts[part].text.isLonger(thanScalars: count))
        case .equals(let values): return equals(values, leaf, part, binds, place)
        case .keywords(let keywords):
            guard canMatch(leaf, 0, part) else { return .no }
            let subject = subject(of: part)
            var isTrue = false
            for range in keywords.matches(in: subject, raw: leaf.raw) where !isExcepted(range, leaf, part) {
                isTrue = true
                if binds { found.append(Found(part: part, range: range, source: .keyword, order: place)) }
            }
            return Truth(isTrue)
        case .regex(let patterns):
            var result = Truth.no
            for (offset, pattern) in patterns.enumerated() where canMatch(leaf, offset, part) {
                result = result.or(search(pattern, leaf, part, binds, place + offset))
            }
            return result
        case .detect(let detectors, let slots, let confidence):
            var result = Truth.no
            for (offset, detector) in detectors.enumerated() {
                let outcome = finds(of: detector, slot: slots[offset], confidence, leaf.raw, part)
                for find in outcome.finds where !isExcepted(find.range, leaf, part) {
                    result = .yes
                    guard binds else { break }
                    found.append(
                        Found(
                            part: part, range: find.range, source: .detector(find.entity),
                            confidence: find.confidence, order: place + offset))
                }
                if let reason = outcome.unknown { result = result.or(unknown(reason, binds)) }
            }
            return result
        }
    }

    private mutating func equals(
        _ values: Set<ValidUTF8>, _ leaf: TextLeaf, _ part: Int, _ binds: Bool, _ place: Int
    ) -> Truth {
        let text = message.text.parts[part].text
        guard values.contains(text), !isExcepted(0..<text.bytes.count, leaf, part) else { return .no }
        if binds { found.append(Found(part: part, range: 0..<text.bytes.count, source: .whole, order: place)) }
        return .yes
    }

    private mutating func search(
        _ pattern: Pattern, _ leaf: TextLeaf, _ part: Int, _ binds: Bool, _ place: Int
    ) -> Truth {
        let subject = subject(of: part)
        let outcome = pattern.matches(
            in: subject, raw: leaf.raw, scratch: scratch.matching, deadline: context.deadline,
            groups: binds && wantsGroups)
        var result = Truth(outcome.matchedEmpty && outcome.matches.isEmpty)
        for match in outcome.matches where !isExcepted(match.range, leaf, part) {
            result = .yes
            guard binds else { break }
            let groups =
                !wantsGroups
                ? []
                : pattern.names.compactMap { group in
                    match.group(group.number).map { Found.Group(name: group.name, range: $0) }
                }
            found.append(Found(part: part, range: match.range, source: .regex(groups), order: place))
        }
        if let reason = outcome.unknown { result = result.or(unknown(reason, binds)) }
        return result
    }

    private mutating func finds(
        of detector: Detector, slot: Int, _ confidence: Double, _ raw: Bool, _ part: Int
    ) -> DetectorOutcome {
        let place = slot * subjects.count + part
        if let known = detected[place] { return known }
        let outcome = detector.finds(
            in: subject(of: part), confidence: confidence, raw: raw, scratch: scratch.matching,
            deadline: context.deadline)
        detected[place] = outcome
        return outcome
    }

    /// False when the prefilter knows that the matcher finds nothing.
    private mutating func canMatch(_ leaf: TextLeaf, _ index: Int, _ part: Int) -> Bool {
        guard let prefilter, leaf.filters.indices.contains(index) else { return true }
        if let known = candidates[part] { return known.contains(leaf.filters[index]) }
        let found = prefilter.candidates(in: subject(of: part))
        candidates[part] = found
        return found.contains(leaf.filters[index])
    }

    private mutating func subject(of part: Int) -> Subject {
        if let subject = subjects[part] { return subject }
        let subject = Subject(message.text.parts[part].text)
        subjects[part] = subject
        return subject
    }

    private func isExcepted(_ range: Range<Int>, _ leaf: TextLeaf, _ part: Int) -> Bool {
        guard let except = leaf.except else { return false }
        let bytes = Array(message.text.parts[part].text.bytes[range])
        return except.cover(ValidUTF8(unchecked: bytes), scratch: scratch.matching)
    }

    // MARK: Language and fields

    private mutating func truth(of leaf: LanguageLeaf) -> Truth {
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

    private func truth(of leaf: FieldLeaf) -> Truth {
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

extension Leaf {
    /// What the input has to say before this can be asked; nil for the text, which is always there.
    var input: InputField? {
        switch self {
        case .text, .language: nil
        case .provider: .provider
        case .account: .account
        case .conversation: .conversation
        case .sender: .sender
        case .senderName: .senderName
        case .channel: .channel
        case .reply: .reply
        case .attachments: .attachments
        case .field: .fields
        case .time: .time
        }
    }
}

extension Leaf {
    /// Compares a value or two; no search, no identification of a language.
    var isCheap: Bool {
        switch self {
        case .text, .language, .field: false
        default: true
        }
    }
}

extension TextLeaf {
    /// How many places in the order of finds the leaf takes.
    var width: Int {
        switch test {
        case .regex(let patterns): patterns.count
        case .detect(let detectors, _, _): detectors.count
        case .keywords, .equals, .longerThan: 1
        }
    }

    /// Takes time that grows with the text.
    var isSearch: Bool {
        switch test {
        case .regex, .detect, .keywords: true
        case .equals, .longerThan: false
        }
    }
}

extension JSONValue {
    /// Strings as they are, numbers as written, `true`, `false`, `null`; nil for objects and arrays.
    var scalarText: ValidUTF8? {
        switch kind {
        case .string: text
        case .number: numberText.map { ValidUTF8($0) }
        case .bool: bool.map { $0 ? "true" : "false" }
        case .null: "null"
        case .array, .object: nil
        }
    }
}

extension ValidUTF8 {
    func isLonger(thanScalars count: Int) -> Bool {
        bytes.count > count && scalarCount > count
    }
}
