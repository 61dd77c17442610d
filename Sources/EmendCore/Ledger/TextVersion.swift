/// A keyed digest of one part of one message: HMAC-SHA256 over realm, message id, part and text, cut to 128 bits.
///
/// Equal texts in two messages have different fingerprints, so the ledger does not tell who wrote the same.
package struct Fingerprint: Hashable, Sendable {
    package var high: UInt64
    package var low: UInt64

    package init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }
}

/// Fingerprints of the parts of one text of a message, in the order of their keys.
package struct TextVersion: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package var key: PartKey
        package var fingerprint: Fingerprint

        package init(_ key: PartKey, _ fingerprint: Fingerprint) { (self.key, self.fingerprint) = (key, fingerprint) }
    }

    package let parts: [Part]

    /// - Parameter parts: Of several with one key the first counts.
    package init(_ parts: [Part]) {
        let isInOrder = zip(parts, parts.dropFirst()).allSatisfy { $0.key <= $1.key }
        self.parts = isInOrder ? parts : parts.sorted { $0.key < $1.key }
    }

    package subscript(key: PartKey) -> Fingerprint? {
        let place = parts.firstPlace { $0.key >= key }
        return place < parts.count && parts[place].key == key ? parts[place].fingerprint : nil
    }
}

extension Array {
    /// The first place whose element fulfils a condition that no element before and every element after it fulfils.
    func firstPlace(where isThereOrBehind: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isThereOrBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
