extension Detector {
    /// Payment card numbers (PAN): issuer prefix, length and check digit.
    ///
    /// ISO/IEC 7812-1:2017 (numbering, check digit in annex B). The pattern takes any run of digits with a space or a
    /// hyphen between; what stands around it is judged together with the number, since a list, a table or a word may
    /// touch it.
    static let creditCard = Detector(
        "credit_card", summary: "payment card numbers: issuer prefix, length and Luhn check digit",
        gate: TextGate(digits: 12),
        pattern: #"(?<![0-9])[0-9](?>[ ]?-?[ ]?[0-9]){11,}+"#,
        context: ContextWords([
            "card", "cards", "credit", "debit", "visa", "mastercard", "maestro", "amex", "uatp", "cvv", "cvc", "expiry",
            "karte", "kreditkarte", "kartennummer", "carte", "tarjeta", "carta", "cartão", "kaart", "kort", "karta",
            "карта", "карты", "kart",
        ])
    ) { candidate in
        CardRun(candidate).cards
    }
}

/// A run of groups of digits, which may hold more than a card: its expiry date or security code, or a number before it.
struct CardRun {
    private let candidate: Candidate
    private let groups: [Range<Int>]

    init(_ candidate: Candidate) {
        self.candidate = candidate
        groups = candidate.digitGroups
    }

    /// The whole run may be grouped in any way, and so may a common card at its beginning or end; elsewhere a card is
    /// found where it is grouped as cards are printed.
    var cards: [Judgement] {
        if let card = card(in: groups.indices) { return [card] }
        var found: [Judgement] = []
        var (open, start) = (0, 0)
        while start < groups.count {
            let next = printed(from: start) ?? (start == open ? prefix(from: start) : nil)
            if let next {
                found.append(next.card)
                (open, start) = (next.end, next.end)
            } else {
                start += 1
            }
        }
        if let last = suffix(from: open) { found.append(last) }
        return found
    }

    /// The longest printed grouping from `start` on that is a card.
    private func printed(from start: Int) -> (card: Judgement, end: Int)? {
        for end in stride(from: min(groups.count, start + 5), to: start, by: -1) {
            guard end == start + 1 || isPrinted(start..<end) else { continue }
            if let card = card(in: start..<end) { return (card, end) }
        }
        return nil
    }

    private func isPrinted(_ part: Range<Int>) -> Bool { Self.printed.contains(groups[part].map(\.count)) }

    private static let printed: Set<[Int]> = [
        [4, 4, 4, 4, 3], [4, 4, 4, 4], [4, 6, 5], [4, 6, 4], [6, 13], [4, 4, 5], [8, 8], [4, 4, 4], [6, 6], [4, 5, 6],
    ]

    /// A common card in whole groups from `start` on, such as one with a space between all digits.
    private func prefix(from start: Int) -> (card: Judgement, end: Int)? {
        var digits = 0
        for end in start..<groups.count {
            digits += groups[end].count
            guard digits <= CardNumber.lengths.upperBound else { return nil }
            if let card = card(in: start..<end + 1, onlyCommon: true) { return (card, end + 1) }
        }
        return nil
    }

    /// The same at the end of the run, not before `first`.
    private func suffix(from first: Int) -> Judgement? {
        var digits = 0
        for start in stride(from: groups.count - 1, through: first, by: -1) {
            digits += groups[start].count
            guard digits <= CardNumber.lengths.upperBound else { return nil }
            if let card = card(in: start..<groups.count, onlyCommon: true) { return card }
        }
        return nil
    }

    /// - Parameter onlyCommon: Of the numbers of the large networks, and of the lengths that nearly all of them have.
    private func card(in part: Range<Int>, onlyCommon: Bool = false) -> Judgement? {
        guard groups[part].reduce(0, { $0 + $1.count }) <= CardNumber.lengths.upperBound else { return nil }
        let range = groups[part.lowerBound].lowerBound..<groups[part.upperBound - 1].upperBound
        let digits = candidate.digits(in: range)
        guard let kind = CardNumber.kind(of: digits), kind == .common || !onlyCommon else { return nil }
        guard !isPhone(at: range.lowerBound, digits: digits.count) else { return nil }
        if part.count == 1, isFraction(at: range.lowerBound) { return nil }
        if touchesWord(range) { return kind == .common && isPlainWord(around: range) ? .certain(range) : nil }
        return kind == .possible && !(part.count > 1 && isPrinted(part)) ? .doubtful(range) : .certain(range)
    }

    private func touchesWord(_ range: Range<Int>) -> Bool {
        candidate.byte(at: range.lowerBound - 1).isASCIILetter || candidate.byte(at: range.upperBound).isASCIILetter
    }

    /// A plus begins a telephone number, of at most 15 digits (ITU-T E.164).
    private func isPhone(at start: Int, digits: Int) -> Bool {
        digits <= 15 && candidate.byte(at: start - 1) == UInt8(ascii: "+")
    }

    /// `3.1415926535897932`: a point and a few digits stand right before it. A comma parts the columns of a table.
    private func isFraction(at start: Int) -> Bool {
        guard candidate.byte(at: start - 1) == UInt8(ascii: ".") else { return false }
        var index = start - 2
        while candidate.byte(at: index).isASCIIDigit { index -= 1 }
        return (1..<12).contains(start - 2 - index)
    }

    /// `visa4111…` or `4111…EUR`, but neither a hash nor a tracking number, which mix letters and digits.
    private func isPlainWord(around range: Range<Int>) -> Bool {
        var (start, end) = (range.lowerBound - 1, range.upperBound)
        while candidate.byte(at: start).isASCIILetter { start -= 1 }
        while candidate.byte(at: end).isASCIILetter { end += 1 }
        return !candidate.byte(at: start).isASCIIDigit && !candidate.byte(at: end).isASCIIDigit
    }
}
