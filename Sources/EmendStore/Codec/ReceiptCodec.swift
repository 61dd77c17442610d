import EmendCore

extension Receipt {
    /// - Parameters:
    ///   - rank: As ``rank`` gives it.
    ///   - reason: As ``reason`` gives it.
    init?(rank: Int, reason: String?) {
        let word = reason ?? ""
        switch rank {
        case 0: self = .pending
        case 1:
            guard let reason = RefusedReason(rawValue: word) else { return nil }
            self = .refused(reason)
        case 2:
            guard let reason = ImpossibleReason(rawValue: word) else { return nil }
            self = .impossible(reason)
        case 3: self = .overwrote(unread: reason == "unread")
        case 4:
            guard let reason = DroppedReason(rawValue: word) else { return nil }
            self = .dropped(reason)
        case 5: self = .accepted(altered: reason == "altered")
        case 6: self = .proved
        case 7: self = .none
        default: return nil
        }
    }
}

extension ByteWriter {
    mutating func receipt(_ receipt: Receipt) {
        byte(UInt8(receipt.rank))
        optional(receipt.reason) { $0.string($1) }
    }

    mutating func effectReceipt(_ value: EffectReceipt) {
        string(value.effect.stored)
        receipt(value.receipt)
    }
}

extension ByteReader {
    mutating func receipt() throws(DecodingFailure) -> Receipt {
        let rank = Int(try byte())
        let reason = try optional { reader throws(DecodingFailure) in try reader.string() }
        guard let receipt = Receipt(rank: rank, reason: reason) else { throw DecodingFailure() }
        return receipt
    }

    mutating func effect() throws(DecodingFailure) -> EffectKey {
        guard let effect = EffectKey(stored: try string()) else { throw DecodingFailure() }
        return effect
    }

    mutating func effectReceipt() throws(DecodingFailure) -> EffectReceipt {
        EffectReceipt(try effect(), try receipt())
    }
}
