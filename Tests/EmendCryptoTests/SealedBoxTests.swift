import EmendCore
import EmendCrypto
import Testing

struct SealedBoxTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name, key, nonce, plaintext, context, sealed: String
        var testDescription: String { name }
    }

    /// McGrew and Viega, The Galois/Counter Mode of Operation, appendix B, the cases with 256-bit keys.
    static let vectors = [
        Vector(
            name: "13", key: String(repeating: "00", count: 32), nonce: "000000000000000000000000", plaintext: "",
            context: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            name: "14", key: String(repeating: "00", count: 32), nonce: "000000000000000000000000",
            plaintext: "00000000000000000000000000000000", context: "",
            sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            name: "16", key: String(repeating: "feffe9928665731c6d6a8f9467308308", count: 2),
            nonce: "cafebabefacedbaddecaf888",
            plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            context: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test(arguments: vectors)
    func `opens the published vectors`(_ v: Vector) throws {
        let key = SecretBytes(try #require(Hex.decode(v.key)))
        let sealed = try #require(Hex.decode(v.nonce + v.sealed))
        let context = try #require(Hex.decode(v.context))
        #expect(Hex.encode(try SealedBox.open(sealed, key: key, associatedData: context)) == v.plaintext)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 4096, 300_000])
    func `what was sealed opens again`(length: Int) throws {
        let key = try SecretBytes(random: 32)
        let text = [UInt8](repeating: 0x5a, count: length)
        let sealed = try SealedBox.seal(text, key: key, associatedData: "change 7".utf8)
        #expect(sealed.count == 12 + length + 16)
        #expect(try SealedBox.open(sealed, key: key, associatedData: "change 7".utf8) == text)
        #expect(try SealedBox.seal(text, key: key, associatedData: "change 7".utf8) != sealed)
    }

    @Test
    func `any altered bit, cut, other key or other place is refused`() throws {
        let key = try SecretBytes(random: 32)
        let sealed = try SealedBox.seal("private".utf8, key: key, associatedData: "a".utf8)
        for bit in 0..<sealed.count * 8 {
            var altered = sealed
            altered[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: CryptoError.notAuthentic) {
                try SealedBox.open(altered, key: key, associatedData: "a".utf8)
            }
        }
        for length in 0..<sealed.count {
            #expect(throws: CryptoError.notAuthentic) {
                try SealedBox.open(sealed.prefix(length), key: key, associatedData: "a".utf8)
            }
        }
        let other = try SecretBytes(random: 32)
        #expect(throws: CryptoError.notAuthentic) { try SealedBox.open(sealed, key: other, associatedData: "a".utf8) }
        #expect(throws: CryptoError.notAuthentic) { try SealedBox.open(sealed, key: key, associatedData: "b".utf8) }
    }

    @Test(arguments: [0, 16, 31, 33])
    func `a key of another length is refused`(length: Int) {
        let key = SecretBytes([UInt8](repeating: 1, count: length))
        #expect(throws: CryptoError.keyLength(length, expected: 32)) {
            try SealedBox.seal("x".utf8, key: key, associatedData: [])
        }
    }
}
