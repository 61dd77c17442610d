extension Detector {
    /// IPv4 addresses in dotted decimal form.
    ///
    /// RFC 791; RFC 6943 section 3.1.1 on leading zeros, which make a number ambiguous. Four numbers are also how
    /// software counts versions.
    static let ipv4 = Detector(
        "ipv4", summary: "IPv4 addresses", gate: TextGate(digits: 4, bytes: [UInt8(ascii: ".")]),
        pattern: #"(?<![0-9A-Za-z_.])(?<![0-9][,-])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9A-Za-z_]|\.[0-9A-Za-z_])"#
    ) { candidate in
        IPv4Address.judgement(of: candidate).map { [$0] } ?? []
    }
}

enum IPv4Address {
    private static let versionWords = KeywordSet(["version", "versions", "ver", "release", "build", "v", "firmware"])

    static func judgement(of candidate: Candidate) -> Judgement? {
        for group in candidate.digitGroups {
            let digits = candidate.digits(in: group)
            let value = digits.reduce(0) { $0 * 10 + Int($1) }
            guard value <= 255, digits.count == 1 || digits[0] != 0 else { return nil }
        }
        return Judgement(candidate.range, confidence: followsVersionWord(candidate) ? 0.3 : 1)
    }

    /// The word right before, as in `version 1.2.3.4` or `build: 10.0.0.1`.
    private static func followsVersionWord(_ candidate: Candidate) -> Bool {
        var end = candidate.range.lowerBound
        while end > 0,
            [0x20, UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: ".")].contains(candidate.byte(at: end - 1))
        {
            end -= 1
        }
        var start = end
        while start > 0, candidate.byte(at: start - 1).isASCIILetter, end - start < 12 { start -= 1 }
        let word = FoldedText(Array(candidate.bytes[start..<end]), isASCII: true)
        return versionWords.isFound(in: word)
    }
}
