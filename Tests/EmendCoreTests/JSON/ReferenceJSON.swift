/// The grammar of RFC 8259 written down once more, in the plainest way: slow, recursive, answering yes or no only.
/// What the tape reader accepts and refuses is compared with it.
struct ReferenceJSON {
    private var rest: ArraySlice<Unicode.Scalar>
    private var depth = 0

    /// Whether `bytes` are a document, given a nesting limit of 128 and a byte order mark that may lead.
    static func accepts(_ bytes: [UInt8]) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        var scalars = Array(text.unicodeScalars)[...]
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        var reader = ReferenceJSON(rest: scalars)
        return reader.spacedValue() && reader.rest.isEmpty
    }

    private mutating func spacedValue() -> Bool {
        spaces()
        defer { spaces() }
        return value()
    }

    private mutating func spaces() { _ = rest.take { " \t\r\n".unicodeScalars.contains($0) } }

    private mutating func value() -> Bool {
        switch rest.first {
        case "{": list(end: "}") { $0.member() }
        case "[": list(end: "]") { $0.spacedValue() }
        case "\"": string()
        case "t": word("true")
        case "f": word("false")
        case "n": word("null")
        default: number()
        }
    }

    private mutating func list(end: Unicode.Scalar, item: (inout ReferenceJSON) -> Bool) -> Bool {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 128 else { return false }
        rest.removeFirst()
        spaces()
        if one([end]) { return true }
        repeat {
            guard item(&self) else { return false }
        } while one([","])
        return one([end])
    }

    private mutating func member() -> Bool {
        spaces()
        guard string() else { return false }
        spaces()
        return one([":"]) && spacedValue()
    }

    private mutating func string() -> Bool {
        guard one(["\""]) else { return false }
        while let scalar = rest.popFirst() {
            if scalar == "\"" { return true }
            guard scalar.value >= 0x20 else { return false }
            guard scalar == "\\" else { continue }
            if one(["u"]) {
                guard rest.prefix(4).count(where: { $0.properties.isASCIIHexDigit }) == 4 else { return false }
                rest.removeFirst(4)
            } else if !one(["\"", "\\", "/", "b", "f", "n", "r", "t"]) {
                return false
            }
        }
        return false
    }

    private mutating func number() -> Bool {
        _ = one(["-"])
        let integer = digits()
        guard !integer.isEmpty, integer.count == 1 || integer.first != "0" else { return false }
        if one(["."]), digits().isEmpty { return false }
        if one(["e", "E"]) {
            _ = one(["+", "-"])
            return !digits().isEmpty
        }
        return true
    }

    private mutating func digits() -> ArraySlice<Unicode.Scalar> { rest.take { ("0"..."9").contains($0) } }

    private mutating func word(_ word: String) -> Bool {
        guard rest.starts(with: word.unicodeScalars) else { return false }
        rest.removeFirst(word.unicodeScalars.count)
        return true
    }

    private mutating func one(_ allowed: Set<Unicode.Scalar>) -> Bool {
        guard let first = rest.first, allowed.contains(first) else { return false }
        rest.removeFirst()
        return true
    }
}

extension ArraySlice<Unicode.Scalar> {
    fileprivate mutating func take(while isTaken: (Unicode.Scalar) -> Bool) -> ArraySlice {
        let taken = prefix(while: isTaken)
        removeFirst(taken.count)
        return taken
    }
}
