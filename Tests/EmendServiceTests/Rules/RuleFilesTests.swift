import EmendCore
import EmendPlatform
import EmendRules
import EmendService
import Testing

struct RuleFilesTests {
    @Test func `reads folders by the bytes of their paths, and each file once`() throws {
        let folder = try TemporaryDirectory()
        for name in ["b.yaml", "a.yml", "Z.yaml", "note.txt", "sub/c.yaml"] {
            try FileSystem.createDirectory(folder.file("sub"))
            try FileSystem.write(Array(name.utf8), to: folder.file(name))
        }
        let (files, diagnostics) = RuleFiles.read([folder.file("b.yaml"), folder.path])
        #expect(files.map { String(decoding: $0.bytes, as: UTF8.self) } == ["b.yaml", "Z.yaml", "a.yml", "sub/c.yaml"])
        #expect(files.first?.path == folder.file("b.yaml") && diagnostics == [])
        #expect(files.map(\.name) == ["b.yaml", "Z.yaml", "a.yml", "sub/c.yaml"])
    }

    @Test func `says what cannot be read, and that a folder holds no rules`() throws {
        let folder = try TemporaryDirectory()
        let absent = RuleFiles.read([folder.file("absent"), folder.file("too")])
        #expect(absent.files == [] && absent.diagnostics.map(\.id) == [.unreadableFile, .unreadableFile])
        #expect(absent.diagnostics.map(\.location.file) == [folder.file("absent"), folder.file("too")])
        let empty = RuleFiles.read([folder.path])
        #expect(empty.diagnostics.map(\.hint) == ["rule files end in .yaml or .yml"])
        #expect(LoadedRules.load([folder.path]).ruleset == nil)
    }

    @Test func `finds time zones by their names only`() {
        #expect(RuleFiles.zone(named: "Europe/Berlin")?.starts(with: Array("TZif".utf8)) == true)
        for name in ["Europe/Nowhere", "../../../etc/passwd", "/etc/passwd", "", "Europe/", "a\u{0}b"] {
            #expect(RuleFiles.zone(named: name) == nil)
        }
    }

    @Test func `holds rules against what the accounts can do`() throws {
        let folder = try TemporaryDirectory()
        let rules = """
            version: 1
            rules:
              - id: seen
                when: { provider: amity, account: nobody }
                then: [mark: read]

            """
        try FileSystem.write(Array(rules.utf8), to: folder.file("r.yaml"))
        let account = AccountSettings(
            name: "chat", provider: .amity, url: try URLOrigin("https://apix.us.amity.co"), realm: "chat",
            rate: Rate(1, per: .seconds(1)))
        let ids = LoadedRules.check([folder.path], accounts: [account]).map(\.id)
        #expect(ids.contains(.unknownAccount))
        #expect(LoadedRules.check([folder.path], accounts: nil).map(\.id).contains(.impossibleAction))
    }
}
