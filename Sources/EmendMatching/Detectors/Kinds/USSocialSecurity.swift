extension Detector {
    /// United States social security numbers: area, group and serial number.
    ///
    /// SSA, "Social Security Number Randomization" and POMS RM 10201.035: no area 000, 666 or 900-999, no group 00,
    /// no serial 0000. There is no check digit, so nine digits without separators need a word nearby.
    ///
    /// With hyphens the form speaks for itself, whatever stands around it; with spaces a number before or behind makes
    /// it doubtful; without either it must stand alone.
    static let usSSN = Detector(
        "us_ssn", summary: "United States social security numbers", gate: TextGate(digits: 9),
        pattern: #"(?<![0-9])(?<![0-9]-)[0-9]{3}-[0-9]{2}-[0-9]{4}(?![0-9]|-[0-9])"#
            + #"|(?<![0-9A-Za-z])(?<![0-9][./-])[0-9]{3} [0-9]{2} [0-9]{4}(?![0-9A-Za-z]|[./-][0-9])"#
            + #"|(?<![0-9A-Za-z])(?<![0-9][ .,/-])(?:[0-9]{9}|[0-9]{3}\.[0-9]{2}\.[0-9]{4})(?![0-9A-Za-z]|[.,/-][0-9])"#,
        context: ContextWords([
            "ssn", "ssns", "ss#", "social security", "social", "soc sec", "social security number", "ssa",
            "tax id", "taxpayer",
        ])
    ) { candidate in
        SocialSecurityNumber.judgement(of: candidate).map { [$0] } ?? []
    }
}

enum SocialSecurityNumber {
    /// Printed in advertisements and used by thousands; void by decision of the SSA (ssa.gov/history/ssn/misused.html).
    private static let void: Set<Int> = [78_051_120, 219_099_999]

    static func judgement(of candidate: Candidate) -> Judgement? {
        let number = candidate.digits(in: candidate.range).reduce(0) { $0 * 10 + Int($1) }
        let (area, group, serial) = (number / 1_000_000, number / 10_000 % 100, number % 10_000)
        guard area != 0, area != 666, area < 900, group != 0, serial != 0, !void.contains(number) else { return nil }
        switch candidate.byte(at: candidate.range.lowerBound + 3) {
        case UInt8(ascii: "-"): return Judgement(candidate.range, confidence: 0.8, withContext: 1)
        case UInt8(ascii: " "):
            return Judgement(candidate.range, confidence: isBesideNumber(candidate) ? 0.3 : 0.5, withContext: 0.9)
        default: return .doubtful(candidate.range)
        }
    }

    /// `+43 664 123 45 6789` and other rows of groups.
    private static func isBesideNumber(_ candidate: Candidate) -> Bool {
        candidate.byteBefore == 0x20 && candidate.byte(at: candidate.range.lowerBound - 2).isASCIIDigit
    }
}
