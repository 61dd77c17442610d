/// Builds compact JSON: `JSONWriter.object { $0.member("ok", bool: true) }`.
///
/// Members and elements are written in the order of the calls; commas are the writer's business. What is written
/// inside an object are members, inside an array elements; a mix-up is a programmer's mistake and shows in any test.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether the next member or element needs a comma before it.
    private var follows = false

    package init(reservingBytes capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// A document that is one object.
    package static func object<Failure: Error>(
        _ fill: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) -> [UInt8] {
        var writer = JSONWriter()
        try writer.object(fill)
        return writer.bytes
    }

    /// A document that is one array.
    package static func array<Failure: Error>(
        _ fill: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) -> [UInt8] {
        var writer = JSONWriter()
        try writer.array(fill)
        return writer.bytes
    }
}

/// Values: the whole document, or the next element of an array.
extension JSONWriter {
    package mutating func object<Failure: Error>(
        _ fill: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(UInt8(ascii: "{"))
        try fill(&self)
        close(UInt8(ascii: "}"))
    }

    package mutating func array<Failure: Error>(
        _ fill: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        open(UInt8(ascii: "["))
        try fill(&self)
        close(UInt8(ascii: "]"))
    }

    package mutating func string(_ string: String) {
        separate()
        bytes.appendJSONString(string.utf8Span.span)
    }

    package mutating func text(_ text: ValidUTF8) {
        separate()
        bytes.appendJSONString(text.bytes.span)
    }

    package mutating func int(_ integer: some BinaryInteger) {
        separate()
        bytes.append(contentsOf: String(integer).utf8)
    }

    package mutating func bool(_ bool: Bool) {
        separate()
        bytes.append(contentsOf: (bool ? "true" : "false").utf8)
    }

    package mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Bytes that are JSON already, such as a number's text or a subtree from a provider.
    package mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A subtree exactly as its document has it.
    package mutating func value(_ value: JSONValue) { raw(value.rawBytes) }
}

/// Members of an object.
extension JSONWriter {
    package mutating func member(_ key: String, string: String) {
        self.key(key)
        self.string(string)
    }

    package mutating func member(_ key: String, text: ValidUTF8) {
        self.key(key)
        self.text(text)
    }

    package mutating func member(_ key: String, int: some BinaryInteger) {
        self.key(key)
        self.int(int)
    }

    package mutating func member(_ key: String, bool: Bool) {
        self.key(key)
        self.bool(bool)
    }

    package mutating func member(_ key: String, raw json: some Collection<UInt8>) {
        self.key(key)
        raw(json)
    }

    package mutating func member(_ key: String, value: JSONValue) {
        self.key(key)
        self.value(value)
    }

    package mutating func nullMember(_ key: String) {
        self.key(key)
        null()
    }

    package mutating func member<Failure: Error>(
        _ key: String, object fill: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.key(key)
        try object(fill)
    }

    package mutating func member<Failure: Error>(
        _ key: String, array fill: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        self.key(key)
        try array(fill)
    }

    /// Begins a member; the next value written is its value.
    package mutating func key(_ key: String) {
        string(key)
        endKey()
    }

    package mutating func key(_ key: ValidUTF8) {
        text(key)
        endKey()
    }
}

extension JSONWriter {
    private mutating func separate() {
        if follows { bytes.append(UInt8(ascii: ",")) }
        follows = true
    }

    private mutating func endKey() {
        bytes.append(UInt8(ascii: ":"))
        follows = false
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        follows = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        follows = true
    }
}
