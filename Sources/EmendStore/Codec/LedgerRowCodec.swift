import EmendCore

/// What the ledger's blob holds beside the row: where the message lives.
struct StoredLedgerRow {
    var row: LedgerRow
    /// Without the credential, which is sealed.
    var address = MessageAddress()
    var sealedCredential: [UInt8]?

    private static let format: UInt8 = 1

    /// `movedAt` has a column of its own.
    var encoded: [UInt8] {
        var writer = ByteWriter(reserving: 96)
        writer.byte(Self.format)
        writer.byte(row.flags.rawValue)
        writer.byte(row.address.rawValue)
        writer.list(row.current) {
            $0.partKey($1.key)
            $0.fingerprint($1.fingerprint)
            $0.byte($1.isOurs ? 1 : 0)
        }
        writer.optional(row.stamp) { $0.time($1) }
        writer.optional(address.room) { $0.blob($1.bytes) }
        writer.optional(address.author) { $0.blob($1.bytes) }
        writer.optional(address.recipient) { $0.blob($1.bytes) }
        writer.optional(sealedCredential) { $0.blob($1) }
        // Most messages were never changed, and end here.
        guard row.startedAt != nil || !row.applied.isEmpty || !row.wrote.parts.isEmpty else { return writer.bytes }
        writer.version(row.wrote)
        writer.optional(row.startedAt) { $0.time($1) }
        writer.count(row.updates)
        writer.list(row.applied) {
            $0.string($1.effect.stored)
            $0.optional($1.actor) { $0.actor($1) }
            $0.receipt($1.receipt)
        }
        if let settled = row.settled {
            writer.fixed(UInt64(bitPattern: settled.change))
            writer.version(settled.judged)
            writer.time(settled.judgedStamp)
            writer.receipt(settled.receipt)
        }
        return writer.bytes
    }

    init(row: LedgerRow) { self.row = row }

    init(decoding bytes: [UInt8], movedAt: Timestamp) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == Self.format else { throw DecodingFailure() }
        row = LedgerRow(movedAt: movedAt)
        row.flags = LedgerRow.Flags(rawValue: try reader.byte())
        row.address = AddressFields(rawValue: try reader.byte())
        row.current = try reader.list { reader throws(DecodingFailure) in
            LedgerRow.Part(try reader.partKey(), try reader.fingerprint(), isOurs: try reader.bool())
        }
        row.stamp = try reader.optional { reader throws(DecodingFailure) in try reader.time() }
        address.room = try reader.optional { reader throws(DecodingFailure) in try reader.text() }
        address.author = try reader.optional { reader throws(DecodingFailure) in try reader.text() }
        address.recipient = try reader.optional { reader throws(DecodingFailure) in try reader.text() }
        sealedCredential = try reader.optional { reader throws(DecodingFailure) in try reader.blob() }
        guard !reader.isAtEnd else { return }
        row.wrote = try reader.version()
        row.startedAt = try reader.optional { reader throws(DecodingFailure) in try reader.time() }
        row.updates = min(try reader.count(), 64)
        row.applied = try reader.list { reader throws(DecodingFailure) in
            AppliedEffect(
                try reader.effect(),
                by: try reader.optional { reader throws(DecodingFailure) in try reader.actor() },
                try reader.receipt())
        }
        if !reader.isAtEnd {
            row.settled = SettledText(
                change: Int64(bitPattern: try reader.fixed()), judged: try reader.version(),
                judgedStamp: try reader.time(),
                receipt: try reader.receipt())
        }
        try reader.end()
    }
}
