import CPCRE2
package import EmendCore

extension Pattern {
    /// Start positions that one call of the engine may try; the deadline is looked at in between.
    private static let window = 256

    /// All matches that do not overlap, in the order of the text.
    ///
    /// - Parameters:
    ///   - groups: Whether ``RegexMatch/groups`` are filled in.
    ///   - limit: Stops after so many matches.
    package func matches(
        in text: ValidUTF8, scratch: MatchScratch, deadline: Deadline? = nil, groups: Bool = false,
        limit: Int = .max
    ) -> MatchOutcome {
        text.bytes.isEmpty
            ? search([0], count: 0, scratch, deadline, groups, limit)
            : search(text.bytes, count: text.bytes.count, scratch, deadline, groups, limit)
    }

    /// Whether the pattern matches all of the text, raw or normalised; used for `except:`. Nil: could not be judged.
    package func matchesAll(of subject: Subject, scratch: MatchScratch) -> Bool? {
        let raw = matchesAll(of: subject.text, scratch)
        guard raw != true, let view = subject.normalized else { return raw }
        let normalized = matchesAll(of: view.text, scratch)
        return normalized == true ? true : raw == nil ? nil : normalized
    }

    private func matchesAll(of text: ValidUTF8, _ scratch: MatchScratch) -> Bool? {
        let options = UInt32(PCRE2_ANCHORED) | UInt32(PCRE2_ENDANCHORED)
        let bytes = text.bytes.isEmpty ? [0] : text.bytes
        let code = unsafe bytes.withUnsafeBufferPointer { buffer in
            let text = unsafe UnsafeBufferPointer(rebasing: buffer[..<text.bytes.count])
            return unsafe call(text, from: 0, to: 0, options, scratch)
        }
        return code > 0 ? true : code == PCRE2_ERROR_NOMATCH ? false : nil
    }

    private func search(
        _ bytes: [UInt8], count: Int, _ scratch: MatchScratch, _ deadline: Deadline?, _ groups: Bool, _ limit: Int
    ) -> MatchOutcome {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            let text = unsafe UnsafeBufferPointer(rebasing: buffer[..<count])
            var outcome = MatchOutcome()
            // With NOTEMPTY the matches are those of an ordinary search for all, less the empty ones.
            outcome.unknown = unsafe scan(text, UInt32(PCRE2_NOTEMPTY), scratch, deadline) { range, ovector in
                outcome.matches.append(unsafe match(range, ovector, groups))
                return outcome.matches.count < limit
            }
            if canMatchEmpty, outcome.matches.isEmpty, outcome.unknown == nil {
                outcome.unknown = unsafe scan(text, 0, scratch, deadline) { _, _ in
                    outcome.matchedEmpty = true
                    return false
                }
            }
            return outcome
        }
    }

    private func match(_ range: Range<Int>, _ ovector: UnsafePointer<Int>, _ groups: Bool) -> RegexMatch {
        guard groups, groupCount > 0 else { return RegexMatch(range: range) }
        let ranges = (1...groupCount).map { number -> Range<Int>? in
            let (low, high) = unsafe (ovector[2 * number], ovector[2 * number + 1])
            // PCRE2_UNSET is the highest size, which is -1 here.
            return low >= 0 && high >= low ? low..<high : nil
        }
        return RegexMatch(range: range, groups: ranges)
    }

    /// Calls the engine window by window over the whole subject. `found` gets each match and says whether to go on.
    ///
    /// The engine's limit starts again at every start position, so that a call over a long text could run for
    /// seconds without an error; with windows the deadline is seen. After an error the search goes on behind the
    /// window, since what it finds there is still worth hiding.
    private func scan(
        _ text: UnsafeBufferPointer<UInt8>, _ options: UInt32, _ scratch: MatchScratch, _ deadline: Deadline?,
        found: (Range<Int>, UnsafePointer<Int>) -> Bool
    ) -> UnknownReason? {
        var unknown: UnknownReason?
        var start = 0
        var positionsSinceLook = 0
        while start <= text.count {
            if positionsSinceLook >= Self.window {
                if let deadline, deadline.isOver() { return .deadline }
                positionsSinceLook = 0
            }
            let last = unsafe text.scalarBoundary(atOrAfter: start + Self.window)
            let code = unsafe call(text, from: start, to: last, options, scratch)
            if code > 0 {
                let ovector = unsafe pcre2_get_ovector_pointer_8(scratch.data)
                guard let ovector = unsafe ovector else { return .limit }
                let (low, high) = unsafe (ovector[0], ovector[1])
                if low <= high, unsafe !found(low..<high, UnsafePointer(ovector)) { return unknown }
                // A call costs about as much as several positions, so that many matches are seen too.
                positionsSinceLook += 16 + max(0, high - start)
                start = unsafe high > start ? high : text.scalarBoundary(atOrAfter: start + 1)
            } else {
                if code != PCRE2_ERROR_NOMATCH { unknown = .limit }
                positionsSinceLook += Self.window
                guard last < text.count else { break }
                start = unsafe text.scalarBoundary(atOrAfter: last + 1)
            }
        }
        return unknown
    }

    /// One call of the engine. A match is attempted at start positions `from...to`.
    ///
    /// Every code below 0 other than "no match" means that the limit (-47), the stack (-46) or another bound was hit.
    private func call(
        _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ options: UInt32, _ scratch: MatchScratch
    ) -> Int32 {
        unsafe pcre2_set_match_limit_8(scratch.context, UInt32(matchLimit))
        unsafe pcre2_set_offset_limit_8(scratch.context, to)
        // The quick entry knows neither anchors nor the UTF check, which ValidUTF8 has made.
        if hasJIT, options & UInt32(PCRE2_ANCHORED) == 0 {
            return unsafe pcre2_jit_match_8(
                code, text.baseAddress, text.count, from, options, scratch.data, scratch.context)
        }
        return unsafe pcre2_match_8(
            code, text.baseAddress, text.count, from, options | UInt32(PCRE2_NO_UTF_CHECK), scratch.data,
            scratch.context)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The first place from `index` on where a scalar begins, or the end.
    fileprivate func scalarBoundary(atOrAfter index: Int) -> Int {
        var index = index
        while index < count, unsafe self[index] & 0xC0 == 0x80 { index += 1 }
        return Swift.min(index, count)
    }
}
