package import EmendCore

extension Pattern {
    /// Short texts that the pattern matches, made by following its syntax: few and many rounds of its repeats, each of
    /// its branches. Empty where it is not followed far enough.
    ///
    /// For `check`: what a redaction makes of them shows whether the rule finds its own output.
    package func samples(scratch: MatchScratch) -> [ValidUTF8] {
        var sampler = PatternSampler(source)
        let node = sampler.read()
        var texts: [ValidUTF8] = []
        for branch in 0..<3 {
            for extent in PatternSampler.extents {
                let text = ValidUTF8(node.text(extent: extent, branch: branch))
                guard !text.isEmpty, text.bytes.count <= PatternSampler.mostBytes, !texts.contains(text) else {
                    continue
                }
                if !matches(in: text, scratch: scratch, limit: 1).matches.isEmpty { texts.append(text) }
            }
        }
        return texts
    }
}

/// Reads a pattern that PCRE2 has accepted. Close is good enough: a text that does not match is not used.
struct PatternSampler {
    /// Rounds of a repeat beyond the fewest.
    static let extents = [0, 1, 4, 12]
    static let mostBytes = 1000

    indirect enum Node {
        case text(String)
        case sequence([Node])
        case alternatives([Node])
        case repeated(Node, least: Int, most: Int)

        func text(extent: Int, branch: Int) -> String {
            switch self {
            case .text(let text): text
            case .sequence(let nodes): nodes.reduce(into: "") { $0 += $1.text(extent: extent, branch: branch) }
            case .alternatives(let nodes): nodes[branch % nodes.count].text(extent: extent, branch: branch)
            case .repeated(let node, let least, let most):
                String(
                    repeating: node.text(extent: extent, branch: branch),
                    count: Swift.min(Swift.min(most, least + extent), PatternSampler.mostBytes))
            }
        }
    }

    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    /// Up to the next closing parenthesis or the end.
    mutating func read() -> Node {
        var branches: [Node] = []
        var nodes: [Node] = []
        while let scalar = current, scalar != ")" {
            index += 1
            switch scalar {
            case "|":
                branches.append(.sequence(nodes))
                nodes = []
            case "*": wrap(&nodes, 0, .max)
            case "+": wrap(&nodes, 1, .max)
            case "?": wrap(&nodes, 0, 1)
            case "{": readBounds(&nodes)
            default: nodes.append(readAtom(scalar))
            }
        }
        guard !branches.isEmpty else { return .sequence(nodes) }
        return .alternatives(branches + [.sequence(nodes)])
    }

    private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    /// A lazy or possessive mark behind a quantifier changes nothing.
    private mutating func wrap(_ nodes: inout [Node], _ least: Int, _ most: Int) {
        if let last = nodes.popLast() { nodes.append(.repeated(last, least: least, most: most)) }
        if current == "?" || current == "+" { index += 1 }
    }

    private mutating func readBounds(_ nodes: inout [Node]) {
        let close = scalars[index...].firstIndex(of: "}") ?? scalars.count
        let inside = String(String.UnicodeScalarView(scalars[index..<close]))
        let bounds = inside.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard close < scalars.count, let first = bounds.first, let least = first, bounds.count <= 2 else {
            return nodes.append(.text("{"))
        }
        index = close + 1
        wrap(&nodes, least, bounds.count == 1 ? least : bounds[1] ?? .max)
    }

    private mutating func readAtom(_ scalar: Unicode.Scalar) -> Node {
        switch scalar {
        case "\\":
            guard let escaped = current else { return .text("") }
            index += 1
            if escaped == "p" || escaped == "P" { skipProperty() }
            return .text(PatternPieces.sample(ofEscape: escaped) ?? "")
        case "[": return readClass()
        case "(": return readGroup()
        case ".": return .text("a")
        case "^", "$": return .text("")
        default: return .text(String(Character(scalar)))
        }
    }

    private mutating func skipProperty() {
        guard current == "{" else {
            index += 1
            return
        }
        index = (scalars[index...].firstIndex(of: "}") ?? scalars.count - 1) + 1
    }

    private mutating func readClass() -> Node {
        var end = index
        if end < scalars.count, scalars[end] == "^" { end += 1 }
        if end < scalars.count, scalars[end] == "]" { end += 1 }
        while end < scalars.count, scalars[end] != "]" { end += scalars[end] == "\\" ? 2 : 1 }
        end = min(end, scalars.count)
        let sample = PatternPieces.sample(ofClass: scalars[index..<end])
        index = min(end + 1, scalars.count)
        return .text(sample)
    }

    private mutating func readGroup() -> Node {
        var isText = true
        if current == "?" {
            let head = scalars[index...].prefix { ![":", "=", "!", ">", ")", "'"].contains($0) }
            index += head.count
            // What stands ahead is no part of the match, and what must not stand there is none of the text.
            isText = current != "!" && !(current == "=" && head.last == "?")
            if current == "'" { index = (scalars[(index + 1)...].firstIndex(of: "'") ?? index) }
            if current != ")" { index += 1 }
        }
        let inside = read()
        index = min(index + 1, scalars.count)
        return isText ? inside : .text("")
    }
}
