import EmendCore
import EmendCrypto
import Testing

struct KeyTests {
    struct Derivation: Sendable, CustomTestStringConvertible {
        let name: String
        let root, salt, info: [UInt8]
        let output: String
        var testDescription: String { name }
    }

    /// RFC 5869, appendix A, the cases with SHA-256.
    static let derivations = [
        Derivation(
            name: "basic", root: .init(repeating: 0x0b, count: 22), salt: Array(0x00...0x0c), info: Array(0xf0...0xf9),
            output: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"),
        Derivation(
            name: "longer inputs", root: Array(0x00...0x4f), salt: Array(0x60...0xaf), info: Array(0xb0...0xff),
            output: "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"),
        Derivation(
            name: "no salt and no info", root: .init(repeating: 0x0b, count: 22), salt: [], info: [],
            output: "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
    ]

    @Test(arguments: derivations)
    func `derives the published keys`(_ c: Derivation) throws {
        let key = try hkdfSHA256(
            root: SecretBytes(c.root), salt: c.salt, info: c.info, length: c.output.utf8.count / 2)
        #expect(Hex.encode(key.exposedBytes) == c.output)
    }

    @Test(arguments: [0, -1, 8161])
    func `refuses a length that HKDF can't give`(length: Int) {
        #expect(throws: CryptoError.derivedLength(length)) {
            try hkdfSHA256(root: SecretBytes("root"), info: "ledger".utf8, length: length)
        }
    }

    @Test
    func `a secret never shows in text`() {
        let secret = SecretBytes("hunter2-hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped] {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("***"))
        }
    }

    @Test
    func `secrets and tokens are equal byte for byte`() {
        let rows: [(String, String, Bool)] = [
            ("", "", true), ("a", "a", true), ("a", "b", false), ("abc", "ab", false), ("ab", "abc", false),
            ("", "a", false), ("a", "", false), ("e\u{301}", "\u{e9}", false),
        ]
        for (a, b, equal) in rows {
            #expect(constantTimeEqual(a.utf8, b.utf8) == equal, "\(a) \(b)")
            #expect(constantTimeEqual(a.utf8, SecretBytes(b)) == equal, "\(a) \(b)")
            #expect((SecretBytes(a) == SecretBytes(b)) == equal, "\(a) \(b)")
        }
        #expect(constantTimeEqual("abcd".utf8.reversed(), "dcba".utf8))
    }

    @Test
    func `random bytes differ and have the length asked for`() throws {
        #expect(try SecretBytes(random: 32).count == 32)
        #expect(try SecretBytes(random: 32) != SecretBytes(random: 32))
    }
}
