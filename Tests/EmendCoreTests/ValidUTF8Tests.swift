import EmendCore
import TestSupport
import Testing

struct ValidUTF8Tests {
    @Test(
        arguments: [
            [], [0x00], [0x7F], [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xE1, 0x80, 0x80], [0xEC, 0xBF, 0xBF],
            [0xED, 0x80, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80],
            [0xF1, 0x80, 0x80, 0x80], [0xF3, 0xBF, 0xBF, 0xBF], [0xF4, 0x80, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
        ] as [[UInt8]])
    func `accepts well-formed sequences at any place of a word`(_ sequence: [UInt8]) {
        let texts = (0...9).map { Array(repeating: UInt8(ascii: "a"), count: $0) + sequence + Array("tail".utf8) }
        #expect(texts.allSatisfy { ValidUTF8(validating: $0)?.bytes == $0 })
        #expect(ValidUTF8(validating: sequence) != nil)
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC2, 0x80],
            [0xDF, 0x7F],
            [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0], [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xE1, 0x41, 0x80],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF, 0xC0], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF0, 0x90, 0x80], [0xF0, 0x90, 0x80, 0x41], [0xF0, 0x90, 0x41, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xC2, 0x80, 0x80],
        ] as [[UInt8]])
    func `refuses ill-formed sequences at any place of a word`(_ sequence: [UInt8]) {
        let texts = (0...9).flatMap { lead in
            let text = Array(repeating: UInt8(ascii: "a"), count: lead) + sequence
            return [text, text + Array("a tail of ten".utf8)]
        }
        #expect(texts.allSatisfy { ValidUTF8(validating: $0) == nil })
        #expect(texts.allSatisfy { ValidUTF8(repairing: $0).string.unicodeScalars.contains("\u{FFFD}") })
    }

    @Test func `agrees with the standard library on random bytes`() {
        var generator = SeededGenerator(seed: 2)
        let parts: [[UInt8]] = [
            [0x61], Array("plain text".utf8), [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80],
            [0xE0, 0xA0, 0x80],
        ]
        var accepted = 0
        for _ in 0..<4000 {
            var bytes = (0..<Int.random(in: 0...6, using: &generator)).flatMap { _ in
                parts.randomElement(using: &generator) ?? []
            }
            if Bool.random(using: &generator), !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &generator)] = generator.next()
            }
            let isValid = ValidUTF8(validating: bytes) != nil
            if isValid { accepted += 1 }
            guard isValid == (String(validating: bytes, as: UTF8.self) != nil) else {
                Issue.record("disagreement on \(bytes)")
                return
            }
        }
        #expect((1500...3500).contains(accepted), "the generator should make both kinds")
    }

    @Test func `compares by bytes, not by canonical equivalence`() {
        let (composed, decomposed): (ValidUTF8, ValidUTF8) = ("\u{E9}", "e\u{301}")
        #expect(composed != decomposed && composed.string == decomposed.string)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed && composed.scalarCount == 1 && decomposed.scalarCount == 2)
        #expect(("\u{FFFF}" as ValidUTF8) < "\u{10000}")
    }
}
