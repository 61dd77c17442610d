import EmendCore

/// Texts that a pattern might take long over, made from the characters and classes it is written with.
enum PatternPieces {
    /// Long enough for exponential and cubic patterns to show, short enough for linear ones to pass.
    private static let length = 1200
    private static let mostPieces = 24

    static func texts(for pattern: String) -> [ValidUTF8] {
        let pieces = pieces(of: pattern)
        guard !pieces.isEmpty else { return [] }
        var texts: [String] = []
        // A character that most patterns do not take, so that everything before it has to be given back. The engine gives
        // up early when a character that every match needs is nowhere, so each stands behind it once.
        for end in ["\u{1}" + pieces.joined(), "!", " "] {
            for index in pieces.indices {
                let head = pieces[..<index].joined()
                texts.append(head + repeated(pieces[index]) + end)
                if index + 1 < pieces.count {
                    texts.append(head + repeated(pieces[index] + pieces[index + 1]) + end)
                }
            }
            texts.append(repeated(pieces.joined()) + end)
        }
        return texts.map { ValidUTF8($0) }
    }

    private static func repeated(_ piece: String) -> String {
        String(repeating: piece, count: max(1, length / max(1, piece.unicodeScalars.count)))
    }

    /// One sample text for each stretch of literals, escape or class, in order. Close is good enough: what is read
    /// wrongly only gives a text that the pattern does not match.
    private static func pieces(of pattern: String) -> [String] {
        var pieces: [String] = []
        let scalars = Array(pattern.unicodeScalars)
        var index = 0
        func add(_ piece: String) { if pieces.count < mostPieces { pieces.append(piece) } }
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "\\":
                guard index < scalars.count else { break }
                if let sample = sample(ofEscape: scalars[index]) { add(sample) }
                index += 1
            case "[":
                let close = scalars[min(index + 1, scalars.count)...].firstIndex(of: "]") ?? scalars.count
                add(sample(ofClass: scalars[min(index, close)..<close]))
                index = min(close + 1, scalars.count)
            case "(":
                // The head of a group is no text: `?:`, `?=`, `?<name>`.
                if index < scalars.count, scalars[index] == "?" {
                    let end = scalars[index...].firstIndex { [":", "=", "!", ">", ")"].contains($0) }
                    index = (end ?? scalars.count - 1) + 1
                }
            case "{":
                index = (scalars[index...].firstIndex(of: "}") ?? scalars.count - 1) + 1
            case ".": add("a")
            case ")", "|", "*", "+", "?", "^", "$": break
            default: add(String(Character(scalar)))
            }
        }
        return pieces
    }

    static func sample(ofEscape scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "d": "1"
        case "w", "S", "D", "p", "X": "a"
        case "s", "h", "W": " "
        case "n", "R", "v": "\n"
        case "t": "\t"
        case "b", "B", "A", "z", "Z", "K", "E", "Q": nil
        default: String(Character(scalar))
        }
    }

    static func sample(ofClass members: ArraySlice<Unicode.Scalar>) -> String {
        guard let first = members.first else { return "a" }
        if first == "^" { return members.contains("a") ? "0" : "a" }
        if first == "\\", members.count > 1 { return sample(ofEscape: members[members.startIndex + 1]) ?? "a" }
        return String(Character(first))
    }
}
