/// Something on the command line that begins with `--`.
protocol OptionDeclaration: Sendable {
    /// With its dashes.
    var name: String { get }
    /// What its value is called in the help; nil for a flag, which takes none.
    var valueName: String? { get }
    var help: String { get }
    var isRepeatable: Bool { get }
    /// Why a value cannot be used, as the end of "`--limit` wants …"; nil when it can.
    func complaint(about value: String) -> String?
}

/// An option without a value.
struct Flag: OptionDeclaration {
    let name: String
    let help: String

    init(_ name: String, help: String) { (self.name, self.help) = (name, help) }

    var valueName: String? { nil }
    var isRepeatable: Bool { true }
    func complaint(about value: String) -> String? { nil }
}

/// An option with a value of a stated kind: `--limit 20` or `--limit=20`.
struct Option<Value: Sendable>: OptionDeclaration {
    let name: String
    let valueName: String?
    let help: String
    let isRepeatable: Bool
    /// To be read after "wants".
    private let wanted: String
    let read: @Sendable (String) -> Value?

    init(
        _ name: String, _ valueName: String, help: String, isRepeatable: Bool = false, wanted: String,
        read: @escaping @Sendable (String) -> Value?
    ) {
        (self.name, self.valueName, self.help) = (name, valueName, help)
        (self.isRepeatable, self.wanted, self.read) = (isRepeatable, wanted, read)
    }

    func complaint(about value: String) -> String? { read(value) == nil ? wanted : nil }
}

extension Option where Value == String {
    static func text(_ name: String, _ valueName: String, help: String, isRepeatable: Bool = false) -> Option {
        Option(name, valueName, help: help, isRepeatable: isRepeatable, wanted: "a value") { $0.isEmpty ? nil : $0 }
    }
}

extension Option where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the cases of an enumeration.
    static func word(_ name: String, help: String, isRepeatable: Bool = false) -> Option {
        let words = Value.allCases.map(\.rawValue)
        return Option(
            name, words.joined(separator: "|"), help: help, isRepeatable: isRepeatable,
            wanted: "one of " + words.joined(separator: ", "), read: Value.init(rawValue:))
    }
}

extension Option where Value == Int {
    static func int(_ name: String, _ valueName: String, in range: ClosedRange<Int>, help: String) -> Option {
        Option(
            name, valueName, help: help, wanted: "a whole number from \(range.lowerBound) to \(range.upperBound)"
        ) { text in
            text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text).flatMap { range.contains($0) ? $0 : nil } : nil
        }
    }
}
