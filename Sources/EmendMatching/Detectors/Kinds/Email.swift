extension Detector {
    /// Mail addresses as people write them: a dot-atom, or its form with letters of any script, at a host name.
    ///
    /// RFC 5321 section 4.1.2 (lengths: 4.5.3.1), RFC 6531 for other scripts. Quoted local parts and address
    /// literals are not looked for. Points and hyphens that stand before an address, and a word that a hyphen or an
    /// underscore joins to its end, belong to the sentence.
    static let email = Detector(
        "email", summary: "e-mail addresses", gate: TextGate(bytes: [UInt8(ascii: "@")]),
        pattern: #"(?<![0-9A-Za-z_%+])[\w%+](?:[\w.%+'-]{0,62}[\w%+-])?@(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62}\.)+"#
            + #"(?:xn--[A-Za-z0-9-]{2,59}|[A-Za-z]{2,24}|(?![A-Za-z])\p{L}[\p{L}\p{M}]{1,23})"#
            + #"(?![0-9A-Za-z])"#
    ) { candidate in
        let candidate = withoutDotsBefore(withoutSentenceBefore(candidate))
        return isAddress(candidate) ? [.certain(candidate.range)] : []
    }

    /// In scripts without spaces the sentence runs on into the address, as in `邮箱是a@example.com`.
    private static func withoutSentenceBefore(_ candidate: Candidate) -> Candidate {
        guard let at = candidate.bytes[candidate.range].lastIndex(of: UInt8(ascii: "@")) else { return candidate }
        var start = at
        while start > candidate.range.lowerBound,
            let scalar = UTF8Cursor.scalar(in: candidate.bytes, before: start),
            scalar.value < 0x80 || WordBoundary.continuesWord(scalar, after: true)
        {
            start -= String(scalar).utf8.count
        }
        guard start < at, candidate.byte(at: start) != UInt8(ascii: ".") else { return candidate }
        return Candidate(bytes: candidate.bytes, range: start..<candidate.range.upperBound)
    }

    /// Two points in a row end what stands before them, as in `mail...a@example.com`.
    private static func withoutDotsBefore(_ candidate: Candidate) -> Candidate {
        guard let at = candidate.bytes[candidate.range].lastIndex(of: UInt8(ascii: "@")) else { return candidate }
        var start = at
        while start > candidate.range.lowerBound, !candidate.bytes[start - 1..<start + 1].elementsEqual("..".utf8) {
            start -= 1
        }
        guard start > candidate.range.lowerBound else { return candidate }
        while start < at, "-.'".utf8.contains(candidate.bytes[start]) { start += 1 }
        return Candidate(bytes: candidate.bytes, range: start..<candidate.range.upperBound)
    }

    private static func isAddress(_ candidate: Candidate) -> Bool {
        guard candidate.range.count <= 254, let at = candidate.bytes[candidate.range].lastIndex(of: UInt8(ascii: "@"))
        else { return false }
        let local = candidate.text(in: candidate.range.lowerBound..<at)
        let labels = candidate.text(in: at + 1..<candidate.range.upperBound).split(
            separator: ".", omittingEmptySubsequences: false)
        guard !local.contains(".."), local.utf8.count <= 64, labels.allSatisfy({ !$0.hasSuffix("-") }) else {
            return false
        }
        return !isImageName(labels)
    }

    /// `logo@2x.png` is how pictures for dense screens are named.
    private static func isImageName(_ labels: [Substring]) -> Bool {
        guard labels.count == 2, let host = labels.first, let ending = labels.last else { return false }
        let scales: Set<Substring> = ["1x", "2x", "3x", "4x"]
        let endings: Set<String> = ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "css", "js"]
        return scales.contains(host) && endings.contains(ending.lowercased())
    }
}
