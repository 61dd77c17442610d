/// What is known about a part of a pattern while the pattern is read.
struct NodeNeeds {
    typealias Literal = [Unicode.Scalar]

    /// All the texts that the part can match, folded; nil when there are too many or they are not known.
    var exact: Set<Literal>?
    /// Each match of the part holds one of these; nil when no such set is known.
    var literals: Set<Literal>?
    var digits = 0
    var classes: [ByteClass] = []

    static let exactLimit = 64
    static let lengthLimit = 32
    static let classLimit = 4

    /// Matches only the empty text, as an anchor does.
    static let nothing = NodeNeeds(exact: [[]])
    /// Could match anything.
    static let unknown = NodeNeeds()

    /// One scalar out of `scalars`, which are folded here.
    static func oneOf(_ scalars: [Unicode.Scalar]) -> NodeNeeds {
        var one = ByteClass()
        let folded = Set(scalars.map(CaseFold.fold))
        for scalar in folded { one.insertFolded(scalar) }
        let allDigits = folded.allSatisfy { (48...57).contains($0.value) }
        let isSmall = folded.count <= 8
        return NodeNeeds(
            exact: isSmall ? Set(folded.map { [$0] }) : nil, digits: allDigits ? 1 : 0,
            // A class without ASCII cannot match a text in ASCII; the empty set of bytes says just that.
            classes: [one])
    }

    /// The better of the known literals and the exact texts, where those are long enough.
    var usable: Set<Literal>? {
        Self.better(literals, exact.flatMap { $0.allSatisfy { $0.count >= MatchNeeds.shortestLiteral } ? $0 : nil })
    }

    /// Longer shortest literals are rarer in texts; then fewer of them.
    static func better(_ left: Set<Literal>?, _ right: Set<Literal>?) -> Set<Literal>? {
        guard let left, !left.isEmpty else { return right.flatMap { $0.isEmpty ? nil : $0 } }
        guard let right, !right.isEmpty else { return left }
        func shortest(_ set: Set<Literal>) -> Int { set.lazy.map(\.count).min() ?? 0 }
        let (a, b) = (shortest(left), shortest(right))
        return a != b ? (a > b ? left : right) : left.count <= right.count ? left : right
    }

    static func sequence(_ parts: [NodeNeeds]) -> NodeNeeds {
        var result = NodeNeeds()
        var run: Set<Literal> = [[]]
        var isWhole = true
        func flush() {
            result.literals = better(result.literals, NodeNeeds(exact: run).usable)
        }
        for part in parts {
            result.digits += part.digits
            for one in part.classes where !result.classes.contains(one) { result.classes.append(one) }
            if let exact = part.exact, let joined = product(run, exact) {
                run = joined
                continue
            }
            flush()
            isWhole = false
            result.literals = better(result.literals, part.usable)
            run = part.exact ?? [[]]
        }
        flush()
        if isWhole { result.exact = run }
        result.classes = Array(result.classes.sorted { $0.count < $1.count }.prefix(classLimit))
        return result
    }

    private static func product(_ left: Set<Literal>, _ right: Set<Literal>) -> Set<Literal>? {
        guard left.count * right.count <= exactLimit else { return nil }
        var joined = Set<Literal>()
        for head in left {
            for tail in right {
                guard head.count + tail.count <= lengthLimit else { return nil }
                joined.insert(head + tail)
            }
        }
        return joined
    }

    static func alternatives(_ branches: [NodeNeeds]) -> NodeNeeds {
        guard branches.count != 1 else { return branches[0] }
        var result = NodeNeeds(exact: [], literals: [])
        result.digits = branches.map(\.digits).min() ?? 0
        var union = ByteClass()
        for branch in branches {
            result.exact = merged(result.exact, branch.exact)
            result.literals = merged(result.literals, branch.usable)
            if let first = branch.classes.min(by: { $0.count < $1.count }) { union.formUnion(first) }
        }
        if branches.allSatisfy({ !$0.classes.isEmpty }) { result.classes = [union] }
        return result
    }

    private static func merged(_ left: Set<Literal>?, _ right: Set<Literal>?) -> Set<Literal>? {
        guard let left, let right, left.count + right.count <= MatchNeeds.literalLimit else { return nil }
        return left.union(right)
    }

    func repeated(atLeast least: Int, atMost most: Int?) -> NodeNeeds {
        if least == 1, most == 1 { return self }
        if least == 0 {
            guard most == 1, let exact else { return .unknown }
            return NodeNeeds(exact: exact.union([[]]))
        }
        if most == least, least <= 4 { return .sequence(Array(repeating: self, count: least)) }
        // At least `least` rounds stand in each match, each with what a round needs.
        // The bound keeps nested repeats from growing without end; fewer than needed is still true.
        return NodeNeeds(literals: usable, digits: min(digits * min(least, 1000), 10_000), classes: classes)
    }
}
