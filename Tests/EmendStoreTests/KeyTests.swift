import EmendCore
import EmendCrypto
import EmendPlatform
import EmendStore
import Glibc
import Testing

struct KeyRingTests {
    private let key = MessageKey(realm: "realm", id: "m1")

    @Test func `fingerprints differ by realm, message, part, text and root`() throws {
        let rings = try [1, 2].map { try KeyRing(root: SecretBytes([UInt8](repeating: $0, count: 32))) }
        let prints = [
            rings[0].fingerprint(key, .text, "hello"), rings[1].fingerprint(key, .text, "hello"),
            rings[0].fingerprint(key, .text, "hellO"), rings[0].fingerprint(key, PartKey(.attachment), "hello"),
            rings[0].fingerprint(key, PartKey(.attachment, 256), "hello"),
            rings[0].fingerprint(MessageKey(realm: "realm", id: "m"), .text, "1hello"),
            rings[0].fingerprint(MessageKey(realm: "real", id: "mm1"), .text, "hello"),
        ]
        #expect(Set(prints).count == prints.count)
        #expect(rings[0].fingerprint(realm: "realm", messageID: "m1", part: .text, text: "hello") == prints[0])
    }

    @Test func `tokens are eight letters, equal for equal values and known for the published keys`() throws {
        let ring = try KeyRing.published()
        let token = ring.token(entity: "credit_card", value: "4111111111111111")
        #expect(token == ring.token(entity: "credit_card", value: "4111111111111111"))
        #expect(token != ring.token(entity: "iban", value: "4111111111111111"))
        #expect(token.count == 8 && token.allSatisfy { ("a"..."z").contains($0) })
        #expect(token == (try KeyRing.published().token(entity: "credit_card", value: "4111111111111111")))
    }

    @Test func `a key whose file cannot be used now is not taken for gone`() throws {
        let bench = try StoreBench()
        try bench.commit(bench.message("call 0171"))
        bench.releaseStore()
        let name = try #require(try FileSystem.filesRecursively(in: bench.options.keysDirectory).first { $0 != "root" })
        let path = bench.options.keysDirectory + "/" + name
        #expect(chmod(path, 0o644) == 0)
        #expect { try bench.reopen() } throws: { ($0 as? StoreError)?.kind == .keys }
        #expect(chmod(path, 0o600) == 0)
        try bench.reopen()
        #expect(try bench.claim().first?.newText == "call ****")
    }

    @Test func `the root key is made once, for its owner alone`() throws {
        let folder = try TemporaryDirectory()
        let directory = try KeyDirectory(folder.file("keys"))
        let root = try directory.root(creating: true)
        #expect(try FileSystem.status(folder.file("keys")).mode == 0o700)
        #expect(try FileSystem.status(folder.file("keys/root")).mode == 0o600)
        #expect(try KeyDirectory(folder.file("keys")).root(creating: false) == root)
    }
}
