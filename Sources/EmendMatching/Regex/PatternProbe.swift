package import EmendCore

extension Pattern {
    /// A short text, built from the pattern's own pieces, on which it runs into its match limit; nil when none did.
    ///
    /// For `check`: nested repeats such as `(a+)+$` give themselves away on long runs of what they repeat. Takes up to
    /// some hundred milliseconds for a bad pattern.
    package func textThatHitsLimit(scratch: MatchScratch) -> ValidUTF8? {
        for text in probes where matches(in: text, scratch: scratch).unknown == .limit { return text }
        return nil
    }

    /// Runs of each piece and of pairs of pieces, each with an end that the piece does not go on with.
    private var probes: [ValidUTF8] {
        let pieces = probePieces
        var runs = pieces.map { String(repeating: $0, count: 96) }
        for first in pieces.prefix(6) {
            for second in pieces.prefix(6) where first != second {
                runs.append(String(repeating: first + second, count: 48))
            }
        }
        // The engine gives up early when a character that every match needs is nowhere, so each stands at the end.
        let all = pieces.joined()
        return runs.flatMap { [ValidUTF8($0 + "\u{1}" + all), ValidUTF8($0 + "!")] }
    }

    /// Characters that stand in the pattern for themselves, and one of each kind that its escapes name.
    private var probePieces: [String] {
        var pieces: [String] = []
        func add(_ piece: String) {
            if pieces.count < 12, !pieces.contains(piece) { pieces.append(piece) }
        }
        var isEscaped = false
        for scalar in source.unicodeScalars {
            if isEscaped {
                isEscaped = false
                switch scalar {
                case "d": add("1")
                case "w", "S", "D", "p", "X", "N": add("a")
                case "s", "h", "W": add(" ")
                default: if !scalar.properties.isAlphabetic { add(String(scalar)) }
                }
            } else if scalar == "\\" {
                isEscaped = true
            } else if !"()[]{}*+?|^$.".unicodeScalars.contains(scalar) {
                add(String(scalar))
            } else if scalar == "." || scalar == "[" {
                add("a")
            }
        }
        return pieces
    }
}
