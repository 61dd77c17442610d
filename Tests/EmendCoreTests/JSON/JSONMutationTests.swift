import EmendCore
import TestSupport
import Testing

struct JSONMutationTests {
    /// Bytes that mean something to the grammar, so that mutations reach more than "malformed at once".
    static let telling: [UInt8] =
        Array(#"{}[]",:\u0123456789abcdefDtrnl-+.eE "#.utf8) + [0, 9, 10, 0x1F, 0x80, 0xC3, 0xE2, 0xF0, 0xFF]

    @Test func `reads every generated document`() throws {
        for seed in 0..<300 as Range<UInt64> {
            var random = RandomJSON(seed: seed)
            #expect(try JSONConsistency.isKept(try JSONDocument(parsing: random.document())))
        }
    }

    @Test func `accepts of damaged documents what the grammar accepts, and traps on none`() throws {
        var (accepted, refused) = (0, 0)
        for seed in 0..<400 as Range<UInt64> {
            var random = RandomJSON(seed: seed)
            let original = random.document()
            for _ in 0..<20 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...3, using: &random.generator) { mutate(&bytes, &random.generator) }
                let document: JSONDocument
                do throws(JSONError) {
                    document = try JSONDocument(parsing: bytes)
                } catch {
                    refused += 1
                    #expect(!ReferenceJSON.accepts(bytes), "refused: \(bytes)")
                    #expect((0...bytes.count).contains(error.offset), "offset outside of \(bytes)")
                    continue
                }
                accepted += 1
                #expect(ReferenceJSON.accepts(bytes), "accepted: \(bytes)")
                #expect(try JSONConsistency.isKept(document), "not consistent: \(bytes)")
            }
        }
        #expect(accepted > 500 && refused > 3000, "mutations should make both kinds")
    }

    @Test func `refuses every proper prefix of a container`() throws {
        let whole = Array(#"{"a":[1,-2.5e+3,"x\u00e9\ud83d\ude00é",true,null,{"b":{}}]}"#.utf8)
        _ = try JSONDocument(parsing: whole)
        let accepted = whole.indices.filter { (try? JSONDocument(parsing: Array(whole[..<$0]))) != nil }
        #expect(accepted.isEmpty)
    }

    private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &generator)
        let byte = Self.telling.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] = byte
        case 1: bytes.insert(byte, at: place)
        case 2: bytes.remove(at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + 6))
        default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 6)], at: place)
        }
    }
}
