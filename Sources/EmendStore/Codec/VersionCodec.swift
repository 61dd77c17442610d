import EmendCore

extension ByteWriter {
    mutating func partKey(_ key: PartKey) {
        byte(key.kind.rawValue)
        count(Int(key.index))
    }

    mutating func fingerprint(_ fingerprint: Fingerprint) {
        fixed(fingerprint.high)
        fixed(fingerprint.low)
    }

    mutating func version(_ version: TextVersion) {
        list(version.parts) {
            $0.partKey($1.key)
            $0.fingerprint($1.fingerprint)
        }
    }
}

extension ByteReader {
    mutating func partKey() throws(DecodingFailure) -> PartKey {
        guard let kind = PartKey.Kind(rawValue: try byte()), let index = UInt16(exactly: try count()) else {
            throw DecodingFailure()
        }
        return PartKey(kind, index)
    }

    mutating func fingerprint() throws(DecodingFailure) -> Fingerprint {
        Fingerprint(high: try fixed(), low: try fixed())
    }

    mutating func version() throws(DecodingFailure) -> TextVersion {
        TextVersion(
            try list { reader throws(DecodingFailure) in
                TextVersion.Part(try reader.partKey(), try reader.fingerprint())
            })
    }
}

/// The texts of one outbox row.
struct RowVersions: Equatable {
    var judged = TextVersion([])
    var planned = TextVersion([])
    var served: TextVersion?
    var judgedStamp: Timestamp?

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.version(judged)
        writer.version(planned)
        writer.optional(served) { $0.version($1) }
        writer.optional(judgedStamp) { $0.time($1) }
        return writer.bytes
    }

    init(judged: TextVersion, planned: TextVersion) { (self.judged, self.planned) = (judged, planned) }

    init(decoding bytes: [UInt8]) throws(DecodingFailure) {
        var reader = ByteReader(bytes)
        judged = try reader.version()
        planned = try reader.version()
        served = try reader.optional { reader throws(DecodingFailure) in try reader.version() }
        judgedStamp = try reader.optional { reader throws(DecodingFailure) in try reader.time() }
        try reader.end()
    }
}
