extension Detector {
    /// Telephone numbers: international with a plus, North American, and national with a leading zero.
    ///
    /// ITU-T E.164 (2010): country codes, at most 15 digits. North American Numbering Plan: area and exchange begin
    /// with 2-9 and are not N11. Forms that other numbers share need a word nearby. A comma, a point or a colon before
    /// the number parts it from a word, but joins it to a digit, as in amounts and times.
    static let phone = Detector(
        "phone", summary: "telephone numbers, international and common national forms", gate: TextGate(digits: 7),
        pattern: #"(?:(?<![_+])\(?\+[ ]?|(?<![0-9A-Za-z_+#/$€£¥&?%-])(?<![0-9][ ,.:-])\(?)"#
            + #"[0-9](?:[ ]?[().\/-]{0,2}[ ]?[0-9])++"#,
        context: ContextWords([
            "phone", "phones", "telephone", "tel", "mobile", "cell", "cellphone", "call", "calls", "called", "calling",
            "ring", "dial", "text me", "sms", "whatsapp", "telegram", "viber", "signal", "fax", "hotline", "contact",
            "reach me", "telefon", "telefono", "teléfono", "téléphone", "tél", "handy", "mobil", "móvil", "movil",
            "celular", "telemóvel", "portable", "appelez", "anrufen", "ruf", "llama", "llame", "chiama", "ligue",
            "телефон", "тел", "звоните", "电话", "手机", "電話", "携帯", "전화",
        ])
    ) { candidate in
        candidate.digitCount < 7 ? [] : PhoneNumber(candidate).judgements
    }
}

/// Reads the groups of digits of a candidate as a telephone number.
struct PhoneNumber {
    private let candidate: Candidate
    private let groups: [Range<Int>]
    private let isInternational: Bool

    /// Words right before a number that is something else.
    private static let otherNumbers = KeywordSet([
        "order", "invoice", "ticket", "ref", "reference", "tracking", "isbn", "issn", "sku", "account", "acct", "iban",
        "case", "booking", "bestellung", "rechnung", "pedido", "commande", "facture", "version", "serial", "id", "ssn",
        "card", "policy", "customer", "order no", "vat",
    ])

    init(_ candidate: Candidate) {
        self.candidate = candidate
        groups = candidate.digitGroups
        isInternational = candidate.bytes[candidate.range].prefix(2).contains(UInt8(ascii: "+"))
    }

    /// A run of groups may hold several numbers, parted by a space alone.
    var judgements: [Judgement] {
        guard !endsInAnotherThing, isInternational || !followsOtherWord else { return [] }
        var found: [Judgement] = []
        var (start, endOfLast) = (0, 0)
        while start < groups.count {
            // A doubtful number counts where it would be the first once what is found before it is hidden.
            if let (number, end) = best(from: start, mayBeDoubtful: start == endOfLast && !isLikelyWithin(start)) {
                found.append(number)
                start = end
                endOfLast = end
            } else {
                start += 1
            }
        }
        return found
    }

    /// Whether a likely number begins soon behind `start`, of which a merely possible one would take a part.
    private func isLikelyWithin(_ start: Int) -> Bool {
        (start + 1..<max(start + 1, min(groups.count, start + Self.mostGroups))).contains {
            best(from: $0, mayBeDoubtful: false) != nil
        }
    }

    /// No telephone number has more groups.
    private static let mostGroups = 8

    /// The longest part from `start` on that is likely, else the longest that is possible.
    private func best(from start: Int, mayBeDoubtful: Bool) -> (Judgement, end: Int)? {
        guard start == 0 || isParted(after: start - 1) else { return nil }
        let isFirst = start == 0
        if !(isFirst && isInternational), isDate(groups[start...]) { return nil }
        var doubtful: (Judgement, end: Int)?
        for end in stride(from: min(groups.count, start + Self.mostGroups), to: start, by: -1)
        where end == groups.count || isParted(after: end - 1) {
            let part = Array(groups[start..<end])
            guard let found = isFirst && isInternational ? international(part) : national(part) else { continue }
            if found.confidence >= Detectors.defaultConfidence { return (found, end) }
            if mayBeDoubtful { doubtful = doubtful ?? (found, end) }
        }
        return doubtful
    }

    /// A letter, a percent sign or a time of day goes on right behind the digits. `x` begins an extension.
    private var endsInAnotherThing: Bool {
        let (after, next) = (candidate.byteAfter, candidate.byte(at: candidate.range.upperBound + 1))
        if after == UInt8(ascii: ":"), next.isASCIIDigit { return true }
        if after == UInt8(ascii: "x") || after == UInt8(ascii: "X") { return !next.isASCIIDigit && next != 0x20 }
        return after.isASCIILetter || after >= 0x80 && isLetterBehind || "_%*@".utf8.contains(after)
    }

    private var isLetterBehind: Bool {
        UTF8Cursor.scalar(in: candidate.bytes, at: candidate.range.upperBound).0.properties.isAlphabetic
            && WordBoundary.isAsked(at: UTF8Cursor.scalar(in: candidate.bytes, at: candidate.range.upperBound).0)
    }

    private var followsOtherWord: Bool {
        var start = max(0, candidate.range.lowerBound - 20)
        while start < candidate.range.lowerBound, candidate.bytes[start] & 0xC0 == 0x80 { start += 1 }
        let before = Array(candidate.bytes[start..<candidate.range.lowerBound])
        return Self.otherNumbers.isFound(in: FoldedText(before, isASCII: false))
    }

    private func international(_ groups: [Range<Int>]) -> Judgement? {
        guard let last = groups.last else { return nil }
        let range = trimmed(candidate.range.lowerBound..<last.upperBound)
        let digits = candidate.digits(in: range)
        // A trunk zero in brackets may be written in addition to the 15 digits.
        guard let code = CallingCode.prefix(of: digits), (7...16).contains(digits.count) else { return nil }
        if candidate.byteBefore.isASCIILetter, digits.count < 10 { return nil }
        if code != 1, endsInYear(groups, digits: digits.count) { return nil }
        if code == 1 { return isNorthAmerican(digits) ? .certain(range) : .doubtful(range) }
        return digits.count == 7 ? Judgement(range, confidence: 0.6, withContext: 1) : .certain(range)
    }

    /// Four digits behind a number that is long enough without them.
    private func endsInYear(_ groups: [Range<Int>], digits: Int) -> Bool {
        guard let last = groups.last, last.count == 4, digits - 4 >= 11 else { return false }
        let value = candidate.digits(in: last).reduce(0) { $0 * 10 + Int($1) }
        return (1900...2100).contains(value) && candidate.byte(at: last.lowerBound - 1) == 0x20
    }

    private func national(_ groups: [Range<Int>]) -> Judgement? {
        guard let first = groups.first, let last = groups.last else { return nil }
        let digits = groups.flatMap { candidate.digits(in: $0) }
        // A bracket may open before the first group of all.
        let start = first == self.groups.first ? candidate.range.lowerBound : first.lowerBound
        let range = trimmed(start..<last.upperBound)
        let sizes = groups.map(\.count)
        guard (7...16).contains(digits.count), sizes != [3, 2, 4], !isAddress(groups), !CardNumber.isCard(digits) else {
            return nil
        }
        if digits.starts(with: [0, 0]) { return withExitCode(digits, sizes, range) }
        if isNorthAmerican(digits) { return northAmerican(sizes, range) }
        if digits[0] == 0 { return withTrunkZero(digits, groups, range) }
        let isSpread = sizes.count > 1 && sizes.count < 6 && sizes.allSatisfy { (2...8).contains($0) }
        return isSpread && digits.count <= 12 ? .doubtful(range) : nil
    }

    /// `00` and a country code.
    private func withExitCode(_ digits: [UInt8], _ sizes: [Int], _ range: Range<Int>) -> Judgement? {
        let number = Array(digits.dropFirst(2))
        guard CallingCode.prefix(of: number) != nil, (8...15).contains(number.count) else { return nil }
        return sizes.count > 1 ? Judgement(range, confidence: 0.6, withContext: 0.9) : .doubtful(range)
    }

    private func northAmerican(_ sizes: [Int], _ range: Range<Int>) -> Judgement {
        let isUsual =
            sizes == [3, 3, 4] || sizes == [1, 3, 3, 4] || (candidate.bytes[range].contains(UInt8(ascii: "(")))
        return isUsual ? Judgement(range, confidence: 0.8, withContext: 1) : .doubtful(range)
    }

    private func isNorthAmerican(_ digits: [UInt8]) -> Bool {
        let number = digits.count == 11 && digits[0] == 1 ? Array(digits[1...]) : digits
        guard number.count == 10 else { return false }
        func isCode(_ place: Int) -> Bool { number[place] >= 2 && !(number[place + 1] == 1 && number[place + 2] == 1) }
        return isCode(0) && isCode(3)
    }

    private func withTrunkZero(_ digits: [UInt8], _ groups: [Range<Int>], _ range: Range<Int>) -> Judgement? {
        guard (9...12).contains(digits.count) else { return nil }
        let sizes = groups.map(\.count)
        if sizes.count == 1 { return digits.count <= 11 ? .doubtful(range) : nil }
        guard (2...6).contains(sizes[0]), sizes.dropFirst().allSatisfy({ $0 >= 2 }) else { return nil }
        if sizes.allSatisfy({ $0 == 2 }) {
            let separators = Set(groups.indices.dropLast().map(separator(after:)))
            guard separators.count == 1 else { return nil }
        }
        return Judgement(range, confidence: 0.6, withContext: 0.9)
    }

    /// Whether another number may begin behind the group.
    private func isParted(after index: Int) -> Bool {
        let between = separator(after: index)
        return between == " " || between.hasSuffix("(")
    }

    private func separator(after index: Int) -> String {
        guard index + 1 < groups.count else { return "" }
        return candidate.text(in: groups[index].upperBound..<groups[index + 1].lowerBound)
    }

    /// Four numbers of up to three digits with dots between.
    private func isAddress(_ groups: [Range<Int>]) -> Bool {
        groups.count == 4 && groups.allSatisfy { $0.count <= 3 } && (0..<3).allSatisfy { separator(after: $0) == "." }
    }

    /// `2026-03-02 …`, `02.03.2026 …`: the first three groups are a day.
    private func isDate(_ groups: ArraySlice<Range<Int>>) -> Bool {
        let first = groups.startIndex
        guard groups.count >= 3, separator(after: first) == separator(after: first + 1) else { return false }
        let values = groups.prefix(3).map { candidate.digits(in: $0).reduce(0) { $0 &* 10 &+ Int($1) } }
        let sizes = groups.prefix(3).map(\.count)
        func isDay(_ month: Int, _ day: Int) -> Bool { (1...12).contains(month) && (1...31).contains(day) }
        let years = 1900...2100
        if sizes[0] == 4, sizes[1] <= 2, sizes[2] <= 2 {
            return years.contains(values[0]) && isDay(values[1], values[2])
        }
        guard sizes[0] <= 2, sizes[1] <= 2, sizes[2] == 4, years.contains(values[2]) else { return false }
        return isDay(values[0], values[1]) || isDay(values[1], values[0])
    }

    /// Without a bracket that encloses more than the number.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        let bytes = candidate.bytes[range]
        guard bytes.first == UInt8(ascii: "("), !bytes.contains(UInt8(ascii: ")")) else { return range }
        return range.lowerBound + 1..<range.upperBound
    }
}
