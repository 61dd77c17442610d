extension Detector {
    /// Payment card numbers (PAN): issuer prefix, length and check digit.
    ///
    /// ISO/IEC 7812-1:2017 (numbering, check digit in annex B).
    static let creditCard = Detector(
        "credit_card", summary: "payment card numbers: issuer prefix, length and Luhn check digit",
        gate: TextGate(digits: 12),
        pattern: #"(?<![0-9A-Za-z])(?<![0-9][.,])[0-9](?:[ ]?[-]?[ ]?[0-9])++(?![A-Za-z])(?![.,][0-9])"#
    ) { candidate in
        CardNumber.cards(in: candidate)
    }
}

enum CardNumber {
    /// A run of groups may hold more than the card: its expiry date or security code, or a number before it.
    ///
    /// The whole run may be grouped in any way; a part of it only in a way that is printed on cards.
    static func cards(in candidate: Candidate) -> [Judgement] {
        guard candidate.digitCount >= 12 else { return [] }
        let groups = candidate.digitGroups
        let whole = candidate.digits(in: candidate.range)
        if isCard(whole) { return [.certain(candidate.range)] }
        var found: [Judgement] = []
        var index = 0
        while index < groups.count {
            guard let last = lastGroup(of: candidate, groups, from: index) else {
                index += 1
                continue
            }
            found.append(.certain(groups[index].lowerBound..<groups[last].upperBound))
            index = last + 1
        }
        return found
    }

    /// The longest printed grouping from `first` on that is a card.
    private static func lastGroup(of candidate: Candidate, _ groups: [Range<Int>], from first: Int) -> Int? {
        for count in [5, 4, 3, 2, 1] where first + count <= groups.count {
            let part = groups[first..<first + count]
            guard printed.contains(part.map(\.count)) || count == 1 else { continue }
            let digits = part.flatMap { candidate.digits(in: $0) }
            if isCard(digits) { return first + count - 1 }
        }
        return nil
    }

    private static let printed: Set<[Int]> = [
        [4, 4, 4, 4, 3], [4, 4, 4, 4], [4, 6, 5], [4, 6, 4], [6, 13], [4, 4, 5], [8, 8], [4, 4, 4], [6, 6], [4, 5, 6],
    ]

    static func isCard(_ digits: [UInt8]) -> Bool {
        (12...19).contains(digits.count) && isIssued(digits) && luhn(digits)
    }

    /// Double every second digit from the right, add the digits; ISO/IEC 7812-1, annex B.
    static func luhn(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = Int(digit) * (place % 2 == 0 ? 1 : 2)
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0
    }

    /// First six digits and lengths, as the networks publish them.
    private static let issuers: [(prefixes: ClosedRange<Int>, lengths: [Int])] = [
        (400_000...499_999, [13, 16, 18, 19]),  // Visa
        (510_000...559_999, [16]), (222_100...272_099, [16]),  // Mastercard
        (340_000...349_999, [15]), (370_000...379_999, [15]),  // American Express
        (601_100...601_199, Array(16...19)), (644_000...659_999, Array(16...19)),  // Discover, RuPay
        (620_000...629_999, Array(16...19)), (810_000...817_199, Array(16...19)),  // UnionPay
        (352_800...358_999, Array(16...19)),  // JCB
        (300_000...305_999, Array(14...19)), (309_500...309_599, Array(14...19)),  // Diners Club
        (360_000...369_999, Array(14...19)), (380_000...399_999, Array(16...19)),
        (500_000...509_999, Array(12...19)), (560_000...589_999, Array(12...19)),  // Maestro and national schemes
        (600_000...601_099, Array(12...19)), (601_200...619_999, Array(16...19)), (630_000...643_999, Array(12...19)),
        (670_000...679_999, Array(12...19)),
        (220_000...220_499, Array(16...19)),  // Mir
        (979_200...979_299, [16]),  // Troy
    ]

    private static func isIssued(_ digits: [UInt8]) -> Bool {
        let prefix = digits.prefix(6).reduce(0) { $0 * 10 + Int($1) }
        return issuers.contains { $0.prefixes.contains(prefix) && $0.lengths.contains(digits.count) }
    }
}
