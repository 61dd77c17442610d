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

    package var parts: [Part]

    package init(_ parts: [Part]) { self.parts = parts }

    package subscript(key: PartKey) -> Fingerprint? { parts.first { $0.key == key }?.fingerprint }
}
