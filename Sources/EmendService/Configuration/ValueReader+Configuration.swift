import EmendCore
import EmendYAML

extension ValueReader where Value == Secret {
    /// Text that no diagnostic quotes, wherever it came from.
    static var secret: ValueReader {
        ValueReader(wanted: "a secret such as \"${NAME}\" or \"${file:PATH}\"") { node, subject, log in
            guard let scalar = node.scalar else {
                let kind = node.sequence == nil ? "a mapping" : "a list"
                log.report(.wrongType, at: node.start, "\(subject) wants one secret, found \(kind)")
                return nil
            }
            guard !scalar.text.isEmpty else {
                log.report(.missingSecret, at: node.start, "\(subject) is empty")
                return nil
            }
            return Secret(scalar.text)
        }
    }

    /// A secret that goes into a header or an address, where a control character would end it.
    static var credential: ValueReader {
        ValueReader(wanted: Self.secret.wanted) { node, subject, log in
            guard let value = Self.secret.read(node, subject, log) else { return nil }
            guard !value.bytes.contains(where: { $0 < 32 || $0 == 127 }) else {
                log.report(
                    .invalidValue, at: node.start, "\(subject) has a line break or another control character in it")
                return nil
            }
            return value
        }
    }
}

extension ValueReader where Value == Duration {
    static func duration(from minimum: Duration, to maximum: Duration) -> ValueReader {
        ValueReader.duration(atLeast: minimum).compactMap("at most \(spelled(maximum))") { $0 <= maximum ? $0 : nil }
    }

    private static func spelled(_ duration: Duration) -> String { "\(duration.components.seconds)s" }
}

extension ValueReader where Value == Bool {
    /// The words by which a file takes a risk knowingly.
    static var acceptedRisk: ValueReader { ValueReader<String>.word(["accept-risk"]).map { _ in true } }
}

extension ValueReader where Value == String {
    /// What can stand in an address and in a metric: lower-case letters, digits, `-`, `_`.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-")
            && text.utf8.allSatisfy {
                switch $0 {
                case 48...57, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }
}
