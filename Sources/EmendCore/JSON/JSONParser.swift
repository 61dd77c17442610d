/// Turns bytes into a tape of nodes. Strict RFC 8259, without recursion: nesting costs no stack.
struct JSONParser {
    private(set) var nodes: [JSONNode] = []
    private let depthLimit: Int
    private let nodeLimit: Int
    /// The innermost open container. Each open container keeps its parent in `next`, so no stack is needed.
    private var open = JSONNode.none
    private var isInObject = false
    private var depth = 0

    init(limits: JSONDocument.Limits) {
        depthLimit = limits.depth
        nodeLimit = min(limits.nodes, JSONNode.limit)
    }

    mutating func parse(_ input: Span<UInt8>) throws(JSONError) {
        guard input.count < Int(UInt32.max) else { throw .tooManyNodes(offset: Int(UInt32.max)) }
        nodes.reserveCapacity(min(input.count / 10 + 8, 1024))
        var index = try beginValue(input, at: skipWhitespace(input, from: byteOrderMarkLength(input)))
        // A value has just ended, or a container has just been opened and its first child's place is at `index`.
        while true {
            index = skipWhitespace(input, from: index)
            guard open != JSONNode.none else { break }
            guard index < input.count else { throw .malformed(offset: index) }
            switch input[index] {
            case UInt8(ascii: ","):
                nodes[Int(open)].addChild()
                index = try beginChild(input, at: skipWhitespace(input, from: index + 1))
            case UInt8(ascii: "}") where isInObject, UInt8(ascii: "]") where !isInObject:
                nodes[Int(open)].addChild()
                index = close(at: index)
            default:
                throw .malformed(offset: index)
            }
        }
        guard index == input.count else { throw .malformed(offset: index) }
    }

    /// Reads a value to its end; of a container all up to and with its first leaf, or its end when it is empty.
    private mutating func beginValue(_ input: Span<UInt8>, at start: Int) throws(JSONError) -> Int {
        var index = start
        while true {
            guard index < input.count else { throw .malformed(offset: index) }
            let kind: JSONValue.Kind
            let end: UInt8
            switch input[index] {
            case UInt8(ascii: "\""): return try string(input, at: index)
            case UInt8(ascii: "{"): (kind, end) = (.object, UInt8(ascii: "}"))
            case UInt8(ascii: "["): (kind, end) = (.array, UInt8(ascii: "]"))
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(input, at: index)
            case UInt8(ascii: "t"): return try word("true", .bool, input, at: index)
            case UInt8(ascii: "f"): return try word("false", .bool, input, at: index)
            case UInt8(ascii: "n"): return try word("null", .null, input, at: index)
            default: throw .malformed(offset: index)
            }
            try openContainer(kind, at: index)
            index = skipWhitespace(input, from: index + 1)
            if index < input.count, input[index] == end { return close(at: index) }
            if kind == .object { index = try key(input, at: index) }
        }
    }

    private mutating func beginChild(_ input: Span<UInt8>, at index: Int) throws(JSONError) -> Int {
        try beginValue(input, at: isInObject ? key(input, at: index) : index)
    }

    private mutating func openContainer(_ kind: JSONValue.Kind, at index: Int) throws(JSONError) {
        guard depth < depthLimit else { throw .tooDeep(offset: index) }
        let parent = open
        open = UInt32(truncatingIfNeeded: nodes.count)
        try append(JSONNode(kind, start: index, end: index, next: parent))
        depth += 1
        isInObject = kind == .object
    }

    private mutating func close(at index: Int) -> Int {
        let closing = Int(open)
        open = nodes[closing].next
        nodes[closing].end = UInt32(truncatingIfNeeded: index + 1)
        nodes[closing].next = UInt32(truncatingIfNeeded: nodes.count)
        depth -= 1
        isInObject = open != JSONNode.none && nodes[Int(open)].kind == .object
        return index + 1
    }

    /// Reads a key and its colon; returns the place of the value.
    private mutating func key(_ input: Span<UInt8>, at index: Int) throws(JSONError) -> Int {
        guard index < input.count, input[index] == UInt8(ascii: "\"") else { throw .malformed(offset: index) }
        // Two steps: in one, `self` is copied for the outer call before the inner one appends to `nodes`, and every key
        // copies the whole tape.
        let end = try string(input, at: index)
        let colon = skipWhitespace(input, from: end)
        guard colon < input.count, input[colon] == UInt8(ascii: ":") else { throw .malformed(offset: colon) }
        return skipWhitespace(input, from: colon + 1)
    }

    mutating func appendLeaf(
        _ kind: JSONValue.Kind, from start: Int, to end: Int, hasEscapes: Bool = false
    ) throws(JSONError) {
        let next = UInt32(truncatingIfNeeded: nodes.count + 1)
        try append(JSONNode(kind, start: start, end: end, next: next, hasEscapes: hasEscapes))
    }

    private mutating func append(_ node: JSONNode) throws(JSONError) {
        guard nodes.count < nodeLimit else { throw .tooManyNodes(offset: Int(node.start)) }
        nodes.append(node)
    }
}
