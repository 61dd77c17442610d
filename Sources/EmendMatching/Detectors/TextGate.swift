/// What a text must have before a pattern can match it. All of it has to hold; an empty gate admits every text.
struct TextGate: Sendable, Hashable {
    /// Least number of ASCII digits.
    var digits = 0
    /// ASCII bytes that have to occur.
    var bytes: [UInt8] = []

    func admits(_ profile: TextProfile) -> Bool {
        guard profile.digits >= digits else { return false }
        for byte in bytes where !profile.contains(byte) { return false }
        return true
    }
}
