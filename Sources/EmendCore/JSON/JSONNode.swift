/// One entry of the tape: a value, or the key of an object's member. Children follow their container directly.
struct JSONNode: Sendable {
    /// Most nodes a tape can hold: what the count bits can tell.
    static let limit = 1 << 28 - 1
    /// The parent of the root while the root is open.
    static let none = UInt32.max

    private static let kindBits: UInt32 = 0b111
    private static let escapeBit: UInt32 = 0b1000
    private static let oneChild: UInt32 = 0b1_0000

    /// First byte of the token, quotes and brackets included.
    let start: UInt32
    /// The byte after the token's last one.
    var end: UInt32
    /// Index of the node after this one and all its children; while a container is open, its parent's index.
    var next: UInt32
    /// Kind, "has escapes", and the number of direct children, in one word so that a node takes 16 bytes.
    private var info: UInt32

    init(_ kind: JSONValue.Kind, start: Int, end: Int, next: UInt32, hasEscapes: Bool = false) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = next
        info = UInt32(kind.rawValue) | (hasEscapes ? Self.escapeBit : 0)
    }

    var kind: JSONValue.Kind { JSONValue.Kind(rawValue: UInt8(info & Self.kindBits)) ?? .null }
    /// Strings only: the text differs from the bytes between the quotes.
    var hasEscapes: Bool { info & Self.escapeBit != 0 }
    /// Elements of an array, members of an object.
    var count: Int { Int(info >> 4) }
    var range: Range<Int> { Int(start)..<Int(end) }

    mutating func addChild() { info += Self.oneChild }
}
