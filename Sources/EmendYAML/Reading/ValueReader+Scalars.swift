import EmendCore

extension ValueReader {
    /// Gives one scalar's text to `transform`; nil is reported with what `advice` says about the text.
    static func scalar(
        _ wanted: String, advice: @escaping (String) -> String? = { _ in nil },
        _ transform: @escaping (String) -> Value?
    ) -> ValueReader {
        ValueReader(wanted: wanted) { node, subject, log in
            guard let scalar = node.scalar else { return mismatch(node, subject, wanted, log) }
            if let value = transform(scalar.text) { return value }
            return mismatch(node, subject, wanted, log, hint: scalar.isPrivate ? nil : advice(scalar.text))
        }
    }
}

extension ValueReader {
    /// Text that `transform` makes a value of; nil is reported as not being `wanted`.
    package static func parsed(_ wanted: String, _ transform: @escaping (String) -> Value?) -> ValueReader {
        ValueReader(wanted: wanted) { node, subject, log in
            guard let scalar = node.scalar else { return mismatch(node, subject, wanted, log) }
            return transform(scalar.text) ?? mismatch(node, subject, wanted, log, id: .invalidValue)
        }
    }
}

extension ValueReader where Value == YAMLNode {
    /// Anything; the caller looks at it.
    package static var node: ValueReader { ValueReader(wanted: "a value", takesNull: true) { node, _, _ in node } }
}

extension ValueReader where Value == YAMLScalar {
    /// Text with its style and place.
    package static var scalar: ValueReader {
        ValueReader(wanted: "text") { node, subject, log in
            if let scalar = node.scalar { return scalar }
            let hint = node.isFlow ? "put quotes around it if it is text" : nil
            return mismatch(node, subject, "text", log, hint: hint)
        }
    }
}

extension ValueReader where Value == String {
    /// Text as it stands: `123`, `no` and `010` are text too. May be empty when quoted.
    package static var text: ValueReader { ValueReader<YAMLScalar>.scalar.map(\.text) }

    package static var nonEmptyText: ValueReader {
        text.compactMap("text that is not empty") { $0.isEmpty ? nil : $0 }
    }

    /// One of a few words.
    package static func word(_ words: [String]) -> ValueReader {
        let list = words.joined(separator: ", ")
        let wanted = words.count == 1 ? "`\(list)`" : "one of \(list)"
        return ValueReader(wanted: wanted) { node, subject, log in
            guard let scalar = node.scalar else { return mismatch(node, subject, wanted, log) }
            if words.contains(where: { $0 == scalar.text }) { return scalar.text }
            let near = scalar.isPrivate ? nil : meant(scalar.text, among: words)
            return mismatch(node, subject, wanted, log, id: .invalidValue, hint: near)
        }
    }
}

extension ValueReader where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the cases of an enumeration, by raw value.
    package static func word(_ type: Value.Type) -> ValueReader { word(of: Array(type.allCases)) }

    /// One of some cases.
    package static func word(of cases: [Value]) -> ValueReader {
        let words = ValueReader<String>.word(cases.map(\.rawValue))
        return ValueReader(wanted: words.wanted) { node, subject, log in
            words.read(node, subject, log).flatMap(Value.init(rawValue:))
        }
    }
}

extension ValueReader where Value == Bool {
    /// `true` or `false`, nothing else.
    package static var bool: ValueReader {
        let wanted = "true or false"
        return scalar(wanted) { text in
            switch text {
            case "yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE", "y", "Y": "write true"
            case "no", "No", "NO", "off", "Off", "OFF", "False", "FALSE", "n", "N": "write false"
            default: nil
            }
        } _: {
            $0 == "true" ? true : $0 == "false" ? false : nil
        }
    }
}

extension ValueReader where Value == Int {
    /// A decimal integer without leading zeros, inside `range`.
    package static func int(_ range: ClosedRange<Int> = .min ... .max) -> ValueReader {
        let isBounded = range != .min ... .max
        let wanted =
            !isBounded
            ? "a whole number"
            : range.upperBound == .max
                ? "a whole number of at least \(range.lowerBound)"
                : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return ValueReader(wanted: wanted) { node, subject, log in
            guard let text = node.scalar?.text, isInteger(text) else { return mismatch(node, subject, wanted, log) }
            guard let value = Int(text), range.contains(value) else {
                return mismatch(node, subject, wanted, log, id: .invalidValue)
            }
            return value
        }
    }
}

extension ValueReader where Value == Double {
    /// A decimal number such as `0.5`, inside `range`; no exponent, infinity or NaN.
    package static func number(_ range: ClosedRange<Double>) -> ValueReader {
        let wanted = "a number from \(range.lowerBound) to \(range.upperBound)"
        return ValueReader(wanted: wanted) { node, subject, log in
            guard let text = node.scalar?.text, isDecimal(text), let value = Double(text) else {
                return mismatch(node, subject, wanted, log)
            }
            guard range.contains(value) else { return mismatch(node, subject, wanted, log, id: .invalidValue) }
            return value
        }
    }
}

/// `-?(0|[1-9][0-9]*)`
func isInteger(_ text: some StringProtocol) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard let first = digits.first, digits.allSatisfy({ (48...57).contains($0) }) else { return false }
    return first != 48 || digits.count == 1
}

/// An integer, or one followed by `.` and digits.
private func isDecimal(_ text: String) -> Bool {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, isInteger(whole) else { return false }
    return parts.count == 1 || (!parts[1].isEmpty && parts[1].utf8.allSatisfy { (48...57).contains($0) })
}
