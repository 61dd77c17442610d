import EmendCore
import EmendPlatform
import EmendService
import TestSupport
import Testing

/// The configuration files that pages show.
struct ConfigurationPageTests {
    private static func read(_ block: Page.Block) -> ConfigurationReader.Outcome {
        ConfigurationReader(
            file: "emend.yaml", directory: "/srv/emend", providers: ConfigurationReader.registered,
            environment: { _ in "secret" },
            readFile: { .failure(FileError($0, cannotBe: .read, .system(2))) }
        ).read(Array(block.text.utf8))
    }

    private static func examples(_ page: Page) -> [Page.Block] {
        page.blocks.filter { $0.language == "yaml" && $0.lines.contains("accounts:") }
    }

    @Test(arguments: Page.all.filter { !examples($0).isEmpty })
    func `reads every example`(_ page: Page) {
        for block in Self.examples(page) {
            let found = Self.read(block).diagnostics.map(\.description)
            #expect(found.isEmpty, "\(page.path):\(block.line)")
        }
    }

    @Test func `shows the defaults as they are`() throws {
        let blocks = Self.examples(try Page("docs/configuration.md"))
        let least = try #require(Self.read(blocks[0]).configuration)
        let full = try #require(Self.read(blocks[1]).configuration)
        #expect(full.listen == least.listen && full.store == least.store && full.limits == least.limits)
        #expect(full.keysDirectory == least.keysDirectory && full.rules == least.rules)
        #expect(full.log.format == least.log.format && full.log.level == least.log.level)
        #expect(full.breaker == least.breaker)
        let (a, b) = (full.accounts[0], least.accounts[0])
        #expect(a.url.text == b.url.text && a.realm == b.realm && a.rate == b.rate && a.options == b.options)
        #expect(a.mode == b.mode && a.verify == b.verify && a.callMaxAge == b.callMaxAge)
        #expect(a.exposureTarget == b.exposureTarget && a.maxMessageAge == b.maxMessageAge)
    }
}
