/// All detectors, in the order in which they are listed for people.
package enum Detectors {
    /// What `detect` asks for when a rule names no confidence.
    package static let defaultConfidence = 0.5

    package static let all: [Detector] = [
        .email, .creditCard, .iban, .phone, .usSSN, .ipv4, .url,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static func named(_ name: String) -> Detector? { byName[name] }
}
