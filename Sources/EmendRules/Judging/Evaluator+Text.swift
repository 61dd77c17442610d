import EmendCore
import EmendMatching

extension Evaluator {
    mutating func truth(of leaf: TextLeaf, binds: Bool) -> Truth {
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
            let limit = limit(of: leaf, at: place, binds)
            let outcome = keywords.matches(
                in: subject(of: part), raw: leaf.raw, deadline: context.deadline, limit: limit)
            return take(outcome, limit, leaf, part, binds, place) { match in
                Found(part: part, range: match.range, source: .keyword, order: place)
            }
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
                result = result.or(
                    take(outcome.finds, outcome.unknown, leaf, part, binds, place + offset, range: \.range) { find in
                        Found(
                            part: part, range: find.range, source: .detector(find.entity),
                            confidence: find.confidence, order: place + offset)
                    })
            }
            return result
        }
    }

    /// How many matches a search has to bring; one tells the truth of a leaf that binds none.
    private func limit(of leaf: TextLeaf, at place: Int, _ binds: Bool) -> Int {
        if !binds { return leaf.except == nil ? 1 : FindLimit.perSearch }
        return max(1, FindLimit.perSearch - taken[place, default: 0])
    }

    private mutating func take(
        _ outcome: MatchOutcome, _ limit: Int, _ leaf: TextLeaf, _ part: Int, _ binds: Bool,
        _ place: Int, _ find: (RegexMatch) -> Found
    ) -> Truth {
        let isCut = (binds || leaf.except != nil) && outcome.matches.count >= limit
        let truth = take(
            outcome.matches, outcome.unknown ?? (isCut ? .limit : nil), leaf, part, binds, place, range: \.range, find)
        return truth.or(Truth(outcome.matchedEmpty && outcome.matches.isEmpty))
    }

    /// Keeps what a search brought, less what is excepted, as far as the limit and the deadline let it.
    private mutating func take<Match>(
        _ matches: [Match], _ reason: UnknownReason?, _ leaf: TextLeaf, _ part: Int, _ binds: Bool,
        _ place: Int, range: (Match) -> Range<Int>, _ find: (Match) -> Found
    ) -> Truth {
        var (truth, reason) = (Truth.no, reason)
        guard !matches.isEmpty else { return reason.map { unknown($0, binds) } ?? .no }
        let before = found.count
        let room = binds ? FindLimit.perSearch - taken[place, default: 0] : 0
        for match in matches {
            if leaf.except != nil {
                // The exceptions may be patterns, each with steps of its own.
                if isOver() {
                    reason = .deadline
                    break
                }
                if isExcepted(range(match), leaf, part) { continue }
            }
            truth = .yes
            guard binds else { break }
            guard found.count - before < room else {
                reason = reason ?? .limit
                break
            }
            found.append(find(match))
        }
        if binds { taken[place, default: 0] += found.count - before }
        return reason.map { truth.or(unknown($0, binds)) } ?? truth
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
        let (limit, wantsGroups) = (limit(of: leaf, at: place, binds), wantsGroups)
        let outcome = pattern.matches(
            in: subject(of: part), raw: leaf.raw, scratch: scratch.matching, deadline: context.deadline,
            groups: binds && wantsGroups, limit: limit)
        return take(outcome, limit, leaf, part, binds, place) { match in
            let groups =
                !wantsGroups
                ? []
                : pattern.names.compactMap { group in
                    match.group(group.number).map { Found.Group(name: group.name, range: $0) }
                }
            return Found(part: part, range: match.range, source: .regex(groups), order: place)
        }
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
}
