import EmendCore
import EmendCrypto
import Testing

struct MACTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let key: [UInt8]
        let data: [UInt8]
        let mac: String
        var testDescription: String { name }
    }

    /// RFC 4231 (case 5 is left out: it tests truncation), an empty key, and the relay of QuickBlox's session signature.
    static let cases = [
        Case(
            name: "RFC 4231, 1", key: .init(repeating: 0x0b, count: 20), data: Array("Hi There".utf8),
            mac: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Case(
            name: "RFC 4231, 2", key: Array("Jefe".utf8), data: Array("what do ya want for nothing?".utf8),
            mac: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Case(
            name: "RFC 4231, 3", key: .init(repeating: 0xaa, count: 20), data: .init(repeating: 0xdd, count: 50),
            mac: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Case(
            name: "RFC 4231, 4", key: Array(1...25), data: .init(repeating: 0xcd, count: 50),
            mac: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Case(
            name: "RFC 4231, 6", key: .init(repeating: 0xaa, count: 131),
            data: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            mac: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Case(
            name: "RFC 4231, 7", key: .init(repeating: 0xaa, count: 131),
            data: Array(
                "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."
                    .utf8),
            mac: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
        Case(
            name: "nothing at all", key: [], data: [],
            mac: "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        Case(
            name: "QuickBlox session", key: Array("K3yForTests-1".utf8), data: Array(quickBloxSession.utf8),
            mac: "001efb86046c8b269ef6a08b2264d8f18529303f73aca4bf894087a4d7325cea"),
        Case(
            name: "Acquire", key: Array("emend-test-secret".utf8), data: Array(SampleBodies.acquire.utf8),
            mac: "826f2c58144408f85e02effcb1937f60ff539c925a5a700d21fe0b300f9b5de4"),
        Case(
            name: "Amity", key: Array("emend-test-secret".utf8), data: Array(SampleBodies.amity.utf8),
            mac: "1cd4ef8f9132c851f63e7fdf1011a10f99ac6ef7b979f36972c0fc79f1dc7e57"),
    ]

    static let quickBloxSession =
        "application_id=76730&auth_key=7quWEh-k6TqghXe&nonce=33432&timestamp=1572434294"
        + "&user[login]=emend&user[password]=correct horse"

    @Test(arguments: cases)
    func `gives the published code, whole and in pieces`(_ c: Case) {
        let key = SecretBytes(c.key)
        #expect(hmacSHA256(key: key, c.data).hex == c.mac)
        let (head, middle, tail) = (c.data.prefix(3), c.data.dropFirst(3).prefix(70), Array(c.data.dropFirst(73)))
        #expect(hmacSHA256(key: key, head, middle, tail).hex == c.mac)
    }

    @Test
    func `a presented code matches only as a whole`() throws {
        let mac = hmacSHA256(key: SecretBytes("emend-test-secret"), SampleBodies.amity.utf8)
        let presented = try #require(Base64.decode("HNTvj5EyyFH2Pn/fEBGhD5msbve5efNpcsD8efHcflc="))
        #expect(mac.base64 == "HNTvj5EyyFH2Pn/fEBGhD5msbve5efNpcsD8efHcflc=")
        #expect(mac.matches(presented))
        #expect(!mac.matches(presented.dropLast()))
        #expect(!mac.matches(presented + [0]))
        #expect(!mac.matches([]))
        for index in presented.indices {
            var altered = presented
            altered[index] ^= 1
            #expect(!mac.matches(altered))
        }
        #expect(Digest256(bytes: presented) == mac)
        #expect(Digest256(bytes: presented.dropLast()) == nil)
    }

    @Test
    func `gives the published HMAC-SHA1`() {
        let mac = hmacSHA1(key: SecretBytes("K3yForTests-1"), Self.quickBloxSession.utf8)
        #expect(Hex.encode(mac) == "25a95e6df90785c21494a83ce5881f4d0de0c0ab")
    }

    @Test
    func `gives the published SHA-256, whole and in pieces`() {
        let text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"  // FIPS 180-2, appendix B
        let expected = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        #expect(sha256(text.utf8).hex == expected)
        #expect(sha256([]).hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        var pieces = SHA256()
        for byte in text.utf8 { pieces.update(CollectionOfOne(byte)) }
        pieces.update([])
        #expect(pieces.finish().hex == expected)
    }
}
