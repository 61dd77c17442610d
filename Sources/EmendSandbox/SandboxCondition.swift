/// What a test waits for, instead of sleeping: every number that is set has been reached.
package struct SandboxCondition: Sendable {
    /// Requests to provider APIs that were answered, refused ones included.
    package var calls: Int?
    /// Requests that are kept back now.
    package var held: Int?
    /// Changes by the API that were accepted.
    package var updates: Int?
    package var messages: Int?
    /// Webhooks that were delivered or given up.
    package var deliveries: Int?

    package init(
        calls: Int? = nil, held: Int? = nil, updates: Int? = nil, messages: Int? = nil, deliveries: Int? = nil
    ) {
        (self.calls, self.held, self.updates) = (calls, held, updates)
        (self.messages, self.deliveries) = (messages, deliveries)
    }

    /// `?calls=3&held=1`; nil for a name or a number that is none.
    init?(_ query: [QueryTerm]) {
        self.init()
        for term in query {
            guard let number = Int(term.value), term.comparison == .equal else { return nil }
            switch term.name {
            case "calls": calls = number
            case "held": held = number
            case "updates": updates = number
            case "messages": messages = number
            case "deliveries": deliveries = number
            default: return nil
            }
        }
    }

    func isMet(by state: SandboxState) -> Bool {
        state.callCount >= calls ?? 0 && state.heldCount >= held ?? 0 && state.deliveryCount >= deliveries ?? 0
            && state.messages.count >= messages ?? 0 && (updates.map { state.updateCount >= $0 } ?? true)
    }
}
