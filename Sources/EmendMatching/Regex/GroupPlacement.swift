/// Where a named group stands in its pattern, as far as a redaction of that group alone depends on it.
package enum GroupPlacement: Hashable, Sendable {
    /// Takes part at most once in a match, within it.
    case plain
    /// Inside a repeat: only its last round would be known.
    case repeated
    /// Inside a lookaround: it may lie outside the match.
    case lookaround
    /// The pattern uses something that this reading does not follow, such as `(?x)` or `(?|`; treat it as refused.
    case unclear
}

extension Pattern {
    /// Nil when there is no group of that name.
    package func placement(of name: String) -> GroupPlacement? {
        guard number(of: name) != nil else { return nil }
        guard names.count(where: { $0.name == name }) == 1 else { return .unclear }
        var reader = PlacementReader(source)
        return reader.placement(of: name)
    }
}

/// Follows the parentheses of a pattern that PCRE2 has accepted.
private struct PlacementReader {
    private enum Opening {
        case group(Open)
        /// `(?i)` and its like.
        case nothing
        case notFollowed
    }

    private struct Open {
        var isLookaround = false
        /// The wanted group stands inside, or is this one.
        var holdsWanted = false
    }

    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    mutating func placement(of name: String) -> GroupPlacement {
        var stack: [Open] = []
        var found: GroupPlacement?
        while let scalar = next() {
            switch scalar {
            case "\\":
                guard let escaped = next(), escaped != "Q", escaped != "g", escaped != "k" else { return .unclear }
            case "[":
                guard skipClass() else { return .unclear }
            case "(":
                switch readOpening(wanted: name) {
                case .notFollowed: return .unclear
                case .nothing: break
                case .group(let open):
                    stack.append(open)
                    guard open.holdsWanted, found == nil else { break }
                    found = stack.contains(where: \.isLookaround) ? .lookaround : .plain
                    for place in stack.indices { stack[place].holdsWanted = true }
                }
            case ")":
                guard let closed = stack.popLast() else { return .unclear }
                if closed.holdsWanted, found == .plain, repeats() { found = .repeated }
            default: break
            }
        }
        return found ?? .unclear
    }

    private mutating func next() -> Unicode.Scalar? {
        guard index < scalars.count else { return nil }
        defer { index += 1 }
        return scalars[index]
    }

    private func looksAt(_ text: String) -> Bool { scalars[index...].starts(with: text.unicodeScalars) }

    private mutating func readOpening(wanted: String) -> Opening {
        guard looksAt("?") || looksAt("*") else {
            return .group(Open())
        }
        if looksAt("?:") || looksAt("?>") { return .group(Open()) }
        for start in ["?=", "?!", "?<=", "?<!"] where looksAt(start) {
            return .group(Open(isLookaround: true))
        }
        for (start, end) in [("?<", ">"), ("?P<", ">"), ("?'", "'")] as [(String, Unicode.Scalar)]
        where looksAt(start) {
            let begin = index + start.unicodeScalars.count
            guard let close = scalars[begin...].firstIndex(of: end) else { return .notFollowed }
            var name = String.UnicodeScalarView()
            name.append(contentsOf: scalars[begin..<close])
            index = close + 1
            return .group(Open(holdsWanted: String(name) == wanted))
        }
        return readOptions()
    }

    /// `(?i)` opens nothing, `(?i:` a group. Extended syntax and everything else is not followed.
    private mutating func readOptions() -> Opening {
        var place = index + 1
        while place < scalars.count, ["i", "m", "s", "-", "U"].contains(scalars[place]) { place += 1 }
        guard looksAt("?"), place < scalars.count, place > index + 1 else { return .notFollowed }
        index = place + 1
        return scalars[place] == ")" ? .nothing : scalars[place] == ":" ? .group(Open()) : .notFollowed
    }

    /// Behind a closing parenthesis: `*`, `+` and `{` repeat, `?` does not.
    private func repeats() -> Bool {
        guard index < scalars.count else { return false }
        return ["*", "+", "{"].contains(scalars[index])
    }

    /// Behind `[`. False when it holds a quotation, which could hide its end.
    private mutating func skipClass() -> Bool {
        if looksAt("^") { index += 1 }
        if looksAt("]") { index += 1 }
        while let scalar = next() {
            switch scalar {
            case "]": return true
            case "\\": if let escaped = next(), escaped == "Q" || escaped == "E" { return false }
            case "[":
                for kind in [":", ".", "="] as [Unicode.Scalar] where looksAt(String(kind)) {
                    // A POSIX name such as [:alpha:] ends with :]; without that end it is a plain bracket.
                    var place = index + 1
                    while place + 1 < scalars.count, scalars[place] != "]", scalars[place] != kind { place += 1 }
                    if place + 1 < scalars.count, scalars[place] == kind, scalars[place + 1] == "]" {
                        index = place + 2
                    }
                    break
                }
            default: break
            }
        }
        return false
    }
}
