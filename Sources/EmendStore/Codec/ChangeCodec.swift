import EmendCore

/// What an outbox row seals: the change or read with all that is private in it.
///
/// The first byte is the format, so that rows of an older version can be read after an update.
enum SealedWork {
    private static let changeFormat: UInt8 = 1
    private static let readFormat: UInt8 = 129

    static func encode(_ change: Change, _ address: MessageAddress) -> [UInt8] {
        var writer = ByteWriter(reserving: 512)
        writer.byte(changeFormat)
        writer.address(address)
        writer.change(change)
        return writer.bytes
    }

    static func decodeChange(_ bytes: [UInt8]) throws(DecodingFailure) -> (change: Change, address: MessageAddress) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == changeFormat else { throw DecodingFailure() }
        let address = try reader.address()
        let change = try reader.change()
        try reader.end()
        return (change, address)
    }

    /// What a read carries beside the columns of its row.
    static func encode(_ address: MessageAddress, loose: TextView?) -> [UInt8] {
        var writer = ByteWriter(reserving: 256)
        writer.byte(readFormat)
        writer.address(address)
        writer.optional(loose) {
            $0.list($1.parts) {
                $0.partKey($1.key)
                $0.blob($1.text.bytes)
                $0.optional($1.unreadable) { $0.string($1.rawValue) }
            }
        }
        return writer.bytes
    }

    static func decodeRead(_ bytes: [UInt8]) throws(DecodingFailure) -> (address: MessageAddress, loose: TextView?) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == readFormat else { throw DecodingFailure() }
        let address = try reader.address()
        let loose = try reader.optional { reader throws(DecodingFailure) in
            TextView(try reader.list { reader throws(DecodingFailure) in try reader.textPart() })
        }
        try reader.end()
        return (address, loose)
    }
}

extension ByteWriter {
    fileprivate mutating func address(_ address: MessageAddress) {
        optional(address.room) { $0.blob($1.bytes) }
        optional(address.author) { $0.blob($1.bytes) }
        optional(address.recipient) { $0.blob($1.bytes) }
        optional(address.credential) { $0.blob($1.bytes) }
    }

    fileprivate mutating func change(_ change: Change) {
        list(change.text) {
            $0.partKey($1.part)
            $0.blob($1.newText.bytes)
            $0.list($1.replacements) {
                $0.count($1.range.lowerBound)
                $0.count($1.range.count)
                $0.blob($1.text.bytes)
            }
        }
        list(change.tags) { $0.string($1) }
        list(change.metadata) {
            $0.string($1.key)
            $0.string($1.value)
        }
        optional(change.translation) {
            $0.string($1.language)
            $0.string($1.target)
        }
        list(change.marks) {
            $0.string($1.state.rawValue)
            $0.string($1.scope.rawValue)
            $0.actor($1.actor)
        }
    }

    mutating func actor(_ actor: Mark.Actor) {
        switch actor {
        case .standard: byte(0)
        case .recipient: byte(1)
        case .sender: byte(2)
        case .user(let id):
            byte(3)
            string(id)
        }
    }
}

extension ByteReader {
    fileprivate mutating func address() throws(DecodingFailure) -> MessageAddress {
        MessageAddress(
            room: try optional { reader throws(DecodingFailure) in try reader.text() },
            author: try optional { reader throws(DecodingFailure) in try reader.text() },
            recipient: try optional { reader throws(DecodingFailure) in try reader.text() },
            credential: try optional { reader throws(DecodingFailure) in Secret(try reader.blob()) })
    }

    fileprivate mutating func textPart() throws(DecodingFailure) -> TextPart {
        let (key, text) = (try partKey(), try self.text())
        let word = try optional { reader throws(DecodingFailure) in try reader.string() }
        let reason = word.flatMap(UnscannedReason.init)
        guard (word == nil) == (reason == nil) else { throw DecodingFailure() }
        return TextPart(key, text, unreadable: reason)
    }

    fileprivate mutating func change() throws(DecodingFailure) -> Change {
        var change = Change()
        change.text = try list { reader throws(DecodingFailure) in try reader.partEdit() }
        change.tags = try list { reader throws(DecodingFailure) in try reader.string() }
        change.metadata = try list { reader throws(DecodingFailure) in
            MetadataEntry(key: try reader.string(), value: try reader.string())
        }
        change.translation = try optional { reader throws(DecodingFailure) in
            Translation(language: try reader.string(), target: try reader.string())
        }
        change.marks = try list { reader throws(DecodingFailure) in try reader.mark() }
        return change
    }

    private mutating func partEdit() throws(DecodingFailure) -> PartEdit {
        let (key, newText) = (try partKey(), try text())
        var position = 0
        let replacements = try list { reader throws(DecodingFailure) in
            let (start, length) = (try reader.count(), try reader.count())
            let (end, overflow) = start.addingReportingOverflow(length)
            // ``ValidUTF8/replacing(_:)`` relies on order.
            guard !overflow, start >= position else { throw DecodingFailure() }
            position = end
            return Replacement(start..<end, with: try reader.text())
        }
        return PartEdit(part: key, replacements: replacements, newText: newText)
    }

    private mutating func mark() throws(DecodingFailure) -> Mark {
        guard let state = Mark.State(rawValue: try string()), let scope = Mark.Scope(rawValue: try string()) else {
            throw DecodingFailure()
        }
        return Mark(state, by: try actor(), scope: scope)
    }

    mutating func actor() throws(DecodingFailure) -> Mark.Actor {
        switch try byte() {
        case 0: .standard
        case 1: .recipient
        case 2: .sender
        case 3: .user(try string())
        default: throw DecodingFailure()
        }
    }
}
