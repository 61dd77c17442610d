/// One thing that a detector found.
package struct DetectorFind: Hashable, Sendable {
    /// Bytes of the raw text.
    package var range: Range<Int>
    /// The detector's name.
    package var entity: String
    /// 0...1: 1 is proved by a checksum or a full grammar, below 0.5 is a shape without support.
    package var confidence: Double

    package init(range: Range<Int>, entity: String, confidence: Double) {
        (self.range, self.entity, self.confidence) = (range, entity, confidence)
    }
}

/// What one detector found, and whether all of the text was searched.
package struct DetectorOutcome: Hashable, Sendable {
    /// In the order of the text, none within another.
    package var finds: [DetectorFind]
    package var unknown: UnknownReason?

    package init(finds: [DetectorFind] = [], unknown: UnknownReason? = nil) {
        (self.finds, self.unknown) = (finds, unknown)
    }
}
