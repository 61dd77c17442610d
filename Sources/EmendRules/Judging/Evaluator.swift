import EmendCore
import EmendMatching

/// Judges conditions over one message. What several rules ask for is found once.
struct Evaluator {
    let message: Message
    let context: JudgingContext
    let scratch: JudgingScratch
    /// One per part, made when first asked for.
    var subjects: [Subject?]
    /// Finds of detectors by slot and part.
    var detected: [DetectorOutcome?]
    let prefilter: Prefilter?
    /// Candidates by part, found when first asked for.
    var candidates: [PrefilterResult?]
    var foundLanguage: LanguageGuess??
    let isTooLarge: Bool
    /// The deadline has passed; every search is unknown from then on.
    var isLate = false
    var questions = 0
    /// Binding leaves of the rule that is being judged, counted for ``Found/order``.
    var order = 0
    var found: [Found] = []
    /// How many of ``found`` each search of the rule brought, by its place in the order.
    var taken: [Int: Int] = [:]
    var wantsGroups = false
    var incomplete: UnscannedReason?

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
        if !taken.isEmpty { taken.removeAll(keepingCapacity: true) }
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
}
