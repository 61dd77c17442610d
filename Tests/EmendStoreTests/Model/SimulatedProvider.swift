import EmendCore

/// A small generator whose sequence is the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

/// One message as its provider keeps it, with the webhooks that are on their way.
struct SimulatedProvider {
    struct Webhook {
        var text: String
        var stamp: Int64?
        var event: EventKind
        /// Which of the user's edits this is; nil for our own.
        var edit: Int?
    }

    let isStamped: Bool
    private(set) var text: String
    private(set) var stamp: Int64 = 1
    var webhooks: [Webhook] = []
    private(set) var edits = 0
    private(set) var updates = 0
    /// The user's edit that stands; nil when our text does.
    private(set) var standingEdit: Int?

    init(isStamped: Bool, text: String) {
        (self.isStamped, self.text) = (isStamped, text)
        standingEdit = 0
        webhooks = [Webhook(text: text, stamp: isStamped ? 1 : nil, event: .created, edit: 0)]
    }

    var showsDigits: Bool { text.contains { $0.isNumber } }
    var shownStamp: Int64? { isStamped ? stamp : nil }

    mutating func edit(_ text: String) {
        edits += 1
        standingEdit = edits
        change(text)
    }

    mutating func update(_ text: String) {
        updates += 1
        standingEdit = nil
        change(text)
    }

    private mutating func change(_ text: String) {
        self.text = text
        stamp += 1
        webhooks.append(Webhook(text: text, stamp: shownStamp, event: .edited, edit: standingEdit))
    }
}
