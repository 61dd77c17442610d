import EmendCore
import EmendMatching

/// Texts that a rule finds something in, made of its own conditions.
enum SampleTexts {
    private static let most = 32

    static func texts(for condition: Condition, _ scratch: JudgingScratch) -> [ValidUTF8] {
        let leaves = condition.bindingLeaves.map { samples(of: $0, scratch) }
        var texts = leaves.flatMap { $0 }
        // Where several conditions have to hold, one text for all of them.
        let firsts = leaves.compactMap(\.first)
        if firsts.count > 1 { texts.insert(ValidUTF8(firsts.map(\.string).joined(separator: " ")), at: 0) }
        return Array(texts.prefix(most))
    }

    private static func samples(of leaf: TextLeaf, _ scratch: JudgingScratch) -> [ValidUTF8] {
        switch leaf.test {
        case .regex(let patterns): patterns.flatMap { $0.samples(scratch: scratch.matching) }
        case .keywords(let keywords): keywords.samples
        case .detect(let detectors, _, _): detectors.compactMap { entities[$0.name] }
        case .equals(let values): Array(values.sorted().prefix(4))
        case .longerThan: []
        }
    }

    /// Of the right form and checksum, and no more than that.
    private static let entities: [String: ValidUTF8] = [
        "credit_card": "4111 1111 1111 1111", "email": "jo.doe@shop.example", "iban": "DE89 3704 0044 0532 0130 00",
        "ipv4": "192.0.2.17", "phone": "+1 415 555 2671", "url": "https://shop.example/a/b", "us_ssn": "536-90-4399",
    ]
}
