import EmendCore
package import EmendStore

/// The delivery of one outbox row as a value: events in, next step out. No I/O, no clock, no thread.
package enum DeliveryMachine: Sendable {
    case change(ChangeDelivery)
    case read(ReadDelivery)

    package init(_ item: OutboxItem) {
        switch item.work {
        case .change(let change): self = .change(ChangeDelivery(change))
        case .read(let target): self = .read(ReadDelivery(row: item.id, target: target, isHint: item.isHint))
        }
    }

    package mutating func next(
        _ event: DeliveryEvent, in context: DeliveryContext, notes: inout [DeliveryNote]
    ) -> DeliveryStep {
        switch self {
        case .change(var delivery):
            let step = delivery.next(event, in: context, notes: &notes)
            self = .change(delivery)
            return step
        case .read(var delivery):
            let step = delivery.next(event, in: context, notes: &notes)
            self = .read(delivery)
            return step
        }
    }
}
