import EmendCore
import Testing

struct EncodingTests {
    /// RFC 4648, section 10.
    static let vectors: [(plain: String, base64: String, hex: String)] = [
        ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
        ("foob", "Zm9vYg==", "666f6f62"), ("fooba", "Zm9vYmE=", "666f6f6261"), ("foobar", "Zm9vYmFy", "666f6f626172"),
        ("\u{7FF}?>", "378/Pg==", "dfbf3f3e"), ("~~>", "fn4+", "7e7e3e"),
    ]

    @Test(arguments: vectors)
    func `encodes and decodes the vectors of RFC 4648`(plain: String, base64: String, hex: String) {
        let bytes = Array(plain.utf8)
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64.decode(base64) == bytes)
        #expect(Hex.encode(bytes) == hex)
        #expect(Hex.decode(hex.uppercased()) == bytes)
    }

    @Test
    func `every byte survives both ways`() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "====", "A===", "Zh==", "Zm9=", "Zg==Zg==", "Zm 9", "Zm9v\n", "Zm-_", "Zé==",
    ])
    func `base64 with another spelling is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: ["0", "0x00", "0g", " 00", "٠٠", "00 "])
    func `hex with foreign characters is refused`(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
