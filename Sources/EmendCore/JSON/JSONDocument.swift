/// A parsed document: a tape of nodes over the original bytes. Immutable.
///
/// Strict RFC 8259, with three differences made for input from strangers: a lone surrogate escape reads as U+FFFD
/// and is counted, numbers stay text whatever their size, and a leading byte order mark is skipped.
package final class JSONDocument: Sendable {
    package struct Limits: Sendable {
        /// Most containers inside each other.
        package var depth: Int
        /// Most values and keys together.
        package var nodes: Int

        package init(depth: Int = 128, nodes: Int = 1_000_000) {
            (self.depth, self.nodes) = (depth, nodes)
        }
    }

    package let bytes: [UInt8]
    let nodes: [JSONNode]

    package init(parsing bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) {
        var parser = JSONParser(limits: limits)
        try parser.parse(bytes.span)
        self.bytes = bytes
        nodes = parser.nodes
    }

    package var root: JSONValue { JSONValue(document: self, index: 0) }
}
