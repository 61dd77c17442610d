import EmendCore
import Testing

@testable import EmendStore

/// What is sealed comes back as it was, and damaged bytes never do harm.
struct CodecTests {
    private static let change: Change = {
        var change = Change()
        change.text = [
            PartEdit(
                part: PartKey(.attachment, 300),
                replacements: [Replacement(0..<4, with: "*"), Replacement(9..<200, with: "")], newText: "new \u{1F600}")
        ]
        change.tags = ["a", ""]
        change.metadata = [MetadataEntry(key: "k", value: "v")]
        change.translation = Translation(language: "und", target: "en")
        change.marks = [Mark(.read, by: .user("7"), scope: .dialog), Mark(.delivered)]
        return change
    }()
    private static let address = MessageAddress(room: "r", author: "", recipient: nil, credential: Secret("s"))

    private static let row: StoredLedgerRow = {
        var row = LedgerRow(movedAt: Timestamp(seconds: 5))
        row.current = [.init(.text, Fingerprint(high: 1, low: .max), isOurs: true)]
        row.wrote = TextVersion([.init(.text, Fingerprint(high: 2, low: 3))])
        row.stamp = Timestamp(milliseconds: -1)
        row.startedAt = Timestamp(seconds: 4)
        row.updates = 7
        row.applied = [AppliedEffect(.mark(.read), by: .sender, .accepted(altered: true))]
        row.flags = [.live, .owed]
        var stored = StoredLedgerRow(row: row)
        stored.sealedCredential = [1, 2]
        return stored
    }()

    @Test func `changes, reads and ledger rows come back as they were`() throws {
        let change = try SealedWork.decodeChange(SealedWork.encode(Self.change, Self.address))
        #expect(change.change == Self.change)
        #expect(change.address == Self.address)
        let loose = TextView([TextPart(.text, "t", unreadable: .duplicateKey)])
        let read = try SealedWork.decodeRead(SealedWork.encode(Self.address, loose: loose))
        #expect(read.loose == loose)
        let row = try StoredLedgerRow(decoding: Self.row.encoded, movedAt: Timestamp(seconds: 5))
        #expect(row.row == Self.row.row)
        #expect(row.sealedCredential == [1, 2])
    }

    @Test func `a message that was never changed takes little room`() throws {
        var stored = StoredLedgerRow(row: LedgerRow(movedAt: Timestamp(seconds: 5)))
        stored.row.current = [.init(.text, Fingerprint(high: 1, low: 2), isOurs: false)]
        #expect(stored.encoded.count < 40)
        #expect(try StoredLedgerRow(decoding: stored.encoded, movedAt: Timestamp(seconds: 5)).row == stored.row)
    }

    @Test func `damaged bytes are refused or read as something else, and never trap`() {
        let samples = [
            SealedWork.encode(Self.change, Self.address), SealedWork.encode(Self.address, loose: TextView(text: "x")),
            Self.row.encoded, RowVersions(judged: Self.row.row.wrote, planned: Self.row.row.wrote).encoded,
        ]
        var random = SeededGenerator(seed: 11)
        var refused = 0
        for round in 0..<40_000 {
            var bytes = samples[round % samples.count]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                guard let index = bytes.indices.randomElement(using: &random) else { continue }
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeLast(bytes.count - index)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
                }
            }
            if (try? SealedWork.decodeChange(bytes)) == nil, (try? SealedWork.decodeRead(bytes)) == nil,
                (try? StoredLedgerRow(decoding: bytes, movedAt: Timestamp(seconds: 0))) == nil,
                (try? RowVersions(decoding: bytes)) == nil
            {
                refused += 1
            }
        }
        #expect(refused > 20_000)
    }
}
