import EmendCore
import EmendMatching

/// Judges the redacted text again until no rule finds more in it.
///
/// What stands beside a find can keep a pattern from matching: in `4111.. 536-90-4399` the digits before it hide the
/// second number. Once the first is hidden the second shows, so without this a redacted message would be redacted
/// again, and until then the second number would stay readable. What could not be settled, be it for the deadline or
/// for a bound, is recorded as not scanned.
struct Settling {
    /// Bytes of text that are judged again for one message: a row of neighbours that show one by one settles whole in
    /// a text of some kilobytes, and no text takes seconds where there is no deadline.
    private static let mostBytes = 8 << 20
    private static let leastRounds = 4

    typealias Edit = (index: Int, edit: PartEdit)

    /// What makes two finds of a rule the same.
    private struct Place: Hashable {
        var part: Int
        var range: Range<Int>
        var order: Int

        init(_ found: Found) { (part, range, order) = (found.part, found.range, found.order) }
    }

    private let ruleset: Ruleset
    private let message: Message
    private let context: JudgingContext
    private let rendering: Rendering

    init(_ ruleset: Ruleset, _ message: Message, _ context: JudgingContext, language: String) {
        (self.ruleset, self.message, self.context) = (ruleset, message, context)
        rendering = Rendering(message: message, now: context.now, language: language)
    }

    /// - Returns: What `judged` changes in the end, where it was worked out here; nil where it still has to be.
    func run(_ judged: inout [JudgedRule], _ applicable: [Int], _ scratch: JudgingScratch) -> [Edit]? {
        // Behind a rule that stopped the judging no rule has a say in any round.
        let last =
            judged.last { ruleset.rules[$0.index].mode == .live && ruleset.rules[$0.index].stops }
            .flatMap { $0.evaluation.truth == .yes ? $0.index : nil } ?? .max
        let settling = applicable.filter { $0 <= last && ruleset.rules[$0].settles }
        guard !settling.isEmpty else { return nil }
        var adding: [Int] = []
        var rounds = 0
        while true {
            if context.deadline?.isOver() ?? false {
                // Merging many finds takes long too; it is done once, for the decision.
                guard judged.contains(where: hides) else { return nil }
                for index in settling { note(.deadline, of: index, in: &judged) }
                return nil
            }
            let edits = edits(of: judged)
            guard !edits.isEmpty else { return edits }
            guard rounds < Self.leastRounds || rounds * message.text.byteCount < Self.mostBytes else { break }
            rounds += 1
            let isFinal: Bool
            (adding, isFinal) = round(edits, settling, &judged, scratch)
            if adding.isEmpty { return isFinal ? edits : nil }
        }
        for index in adding { note(.limit, of: index, in: &judged) }
        return nil
    }

    /// Whether the text may change by this rule.
    private func hides(_ entry: JudgedRule) -> Bool {
        let rule = ruleset.rules[entry.index]
        guard rule.mode == .live, entry.evaluation.truth == .yes else { return false }
        return rule.redactions.contains { $0.target == .message }
            || !entry.evaluation.found.isEmpty
                && !rule.redactions.isEmpty
    }

    /// Judges the text after `edits`.
    ///
    /// - Returns: The rules that found something new in it, and whether the edits stay as they are when what could not
    ///   be judged is hidden too.
    private func round(
        _ edits: [Edit], _ settling: [Int], _ judged: inout [JudgedRule], _ scratch: JudgingScratch
    ) -> (adding: [Int], isFinal: Bool) {
        var next = message
        var maps: [Int: SourceMap] = [:]
        for (index, edit) in edits {
            next.text.parts[index].text = edit.newText
            maps[index] = SourceMap(edit.replacements)
        }
        var evaluator = Evaluator(next, context, slots: ruleset.slots, prefilter: ruleset.prefilter, scratch)
        var adding: [Int] = []
        var isFinal = true
        for index in settling {
            let evaluation = evaluator.evaluate(ruleset.rules[index])
            if add(evaluation, of: index, maps, to: &judged) { adding.append(index) }
            if evaluation.truth != .no, let reason = evaluation.incomplete {
                note(reason, of: index, in: &judged)
            }
            if ruleset.rules[index].onUnscanned == .redactAll,
                judged.contains(where: { $0.index == index && $0.evaluation.incomplete != nil })
            {
                isFinal = false
            }
        }
        return (adding, isFinal)
    }

    /// Records that the rule could not be judged over all of the redacted text.
    private func note(_ reason: UnscannedReason, of index: Int, in judged: inout [JudgedRule]) {
        let place = judged.firstIndex { $0.index >= index } ?? judged.endIndex
        guard place < judged.endIndex, judged[place].index == index else {
            judged.insert(JudgedRule(index: index, evaluation: Evaluation(truth: .unknown(reason))), at: place)
            return
        }
        guard judged[place].evaluation.truth == .yes else { return }
        judged[place].evaluation.incomplete = judged[place].evaluation.incomplete ?? reason
    }

    private func edits(of judged: [JudgedRule]) -> [Edit] {
        var merger = TextMerger()
        for entry in judged {
            merger.add(
                OutcomeMerger.hidden(
                    by: ruleset.rules[entry.index], order: entry.index, entry.evaluation, in: message.text))
        }
        return merger.isEmpty
            ? []
            : merger.edits(of: message.text) { piece, value in
                rendering.replacement(for: piece, value, context.token)
            }
    }

    /// - Returns: Whether there was anything new in it.
    private func add(
        _ evaluation: Evaluation, of index: Int, _ maps: [Int: SourceMap], to judged: inout [JudgedRule]
    ) -> Bool {
        guard evaluation.truth == .yes else { return false }
        let group = ruleset.rules[index].redactions.first { $0.group != nil }?.group
        let mapped = evaluation.found.compactMap { find -> Found? in
            guard let map = maps[find.part] else { return find }
            return find.mapped(through: map, group: group)
        }
        guard !mapped.isEmpty else { return false }
        let place = judged.firstIndex { $0.index >= index } ?? judged.endIndex
        guard place < judged.endIndex, judged[place].index == index else {
            judged.insert(JudgedRule(index: index, evaluation: Evaluation(truth: .yes, found: mapped)), at: place)
            return true
        }
        let known = Set(judged[place].evaluation.found.map(Place.init))
        let fresh = mapped.filter { !known.contains(Place($0)) }
        let searches = ruleset.rules[index].condition.bindingLeaves.reduce(0) { $0 + $1.width }
        let new = fresh.prefix(max(0, searches * FindLimit.perSearch - known.count))
        if new.count < fresh.count { note(.limit, of: index, in: &judged) }
        judged[place].evaluation.found += new
        if case .unknown(let reason) = judged[place].evaluation.truth, !new.isEmpty {
            judged[place].evaluation.truth = .yes
            judged[place].evaluation.incomplete = reason
        }
        return !new.isEmpty
    }
}

extension Found {
    /// The find in the text before `replacements`; nil when what it would hide lies inside one of them.
    fileprivate func mapped(through map: SourceMap, group: String?) -> Found? {
        var find = self
        if case .regex(let groups) = source {
            if let hidden = groups.first(where: { $0.name == group })?.range, map.isInside(hidden) { return nil }
            find.source = .regex(groups.map { Group(name: $0.name, range: map.source(of: $0.range)) })
        }
        guard !map.isInside(range) else { return nil }
        find.range = map.source(of: range)
        return find
    }
}

/// Where the text after replacements came from.
private struct SourceMap {
    private let stretches: [(source: Range<Int>, shown: Range<Int>)]

    init(_ replacements: [Replacement]) {
        var shift = 0
        stretches = replacements.map { replacement in
            let start = replacement.range.lowerBound + shift
            let count = replacement.text.bytes.count
            shift += count - replacement.range.count
            return (replacement.range, start..<start + count)
        }
    }

    func isInside(_ range: Range<Int>) -> Bool {
        guard let index = lastStretch(startingAtOrBefore: range.lowerBound) else { return false }
        return range.upperBound <= stretches[index].shown.upperBound
    }

    /// Widened to whole stretches.
    func source(of range: Range<Int>) -> Range<Int> {
        let start = place(range.lowerBound, atEnd: false)
        return start..<max(start, place(range.upperBound, atEnd: true))
    }

    private func place(_ offset: Int, atEnd: Bool) -> Int {
        guard let index = lastStretch(startingAtOrBefore: offset) else { return offset }
        let stretch = stretches[index]
        if offset == stretch.shown.lowerBound { return stretch.source.lowerBound }
        if offset < stretch.shown.upperBound { return atEnd ? stretch.source.upperBound : stretch.source.lowerBound }
        return offset + stretch.source.upperBound - stretch.shown.upperBound
    }

    private func lastStretch(startingAtOrBefore offset: Int) -> Int? {
        var (low, high) = (0, stretches.count)
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].shown.lowerBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }
}
