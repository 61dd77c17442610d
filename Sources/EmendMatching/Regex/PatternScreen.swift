/// What PCRE2 would compile but Emend cannot promise to run exactly, found before it is compiled.
enum PatternScreen {
    /// Settings that PCRE2 takes at the head of a pattern. They would switch off JIT or Unicode, or change limits.
    private static let heads = [
        "UTF", "UCP", "NO_JIT", "NO_START_OPT", "NO_AUTO_POSSESS", "NO_DOTSTAR_ANCHOR", "NOTEMPTY",
        "NOTEMPTY_ATSTART", "LIMIT_", "CR", "LF", "CRLF", "ANYCRLF", "ANY", "NUL", "BSR_",
    ]
    /// Their effect reaches beyond one start position, and texts are searched in windows of start positions.
    private static let verbs = ["(*COMMIT", "(*SKIP"]

    static func problem(in source: String) -> PatternError? {
        let scalars = Array(source.unicodeScalars)
        if source.utf8.count > Pattern.lengthLimit {
            return PatternError(message: "pattern is longer than \(Pattern.lengthLimit) bytes", offset: scalars.count)
        }
        if let head = heads.first(where: { source.hasPrefix("(*\($0)") }) {
            return PatternError(message: "(*\(head)...) is not allowed", offset: 0)
        }
        return verbProblem(scalars) ?? anchorProblem(scalars)
    }

    private static func verbProblem(_ scalars: [Unicode.Scalar]) -> PatternError? {
        for verb in verbs {
            let wanted = Array(verb.unicodeScalars)
            guard scalars.count >= wanted.count else { continue }
            for start in 0...(scalars.count - wanted.count)
            where scalars[start..<start + wanted.count].elementsEqual(wanted) {
                return PatternError(message: "\(verb)) is not allowed", offset: start)
            }
        }
        return nil
    }

    /// `\G` is true where a call begins, which is at every window.
    private static func anchorProblem(_ scalars: [Unicode.Scalar]) -> PatternError? {
        var index = 0
        var isQuoted = false
        while index + 1 < scalars.count {
            guard scalars[index] == "\\" else {
                index += 1
                continue
            }
            switch scalars[index + 1] {
            case "E": isQuoted = false
            case "Q" where !isQuoted: isQuoted = true
            case "G" where !isQuoted: return PatternError(message: "\\G is not allowed", offset: index)
            default: break
            }
            // Inside \Q..\E a backslash is a character of its own.
            index += isQuoted && scalars[index + 1] == "\\" ? 1 : 2
        }
        return nil
    }
}
