import EmendPlatform
import TestSupport
import Testing

struct PromiseTests {
    @Test func `names tests that are there`() throws {
        let page = try Page("README.md")
        let rows = page.lines.drop { $0 != "| promise | test |" }.dropFirst(2).prefix { $0.hasPrefix("|") }
        let names = rows.compactMap { row in
            row.split(separator: "|").last?.split(separator: "`").dropFirst().first.map(String.init)
        }
        #expect(names.count == rows.count && !names.isEmpty)
        let files = try FileSystem.filesRecursively(in: testsDirectory).filter { $0.hasSuffix(".swift") }
        let sources = try files.map { String(decoding: try FileSystem.read(testsDirectory + "/" + $0), as: UTF8.self) }
        for name in names { #expect(sources.contains { $0.contains("func `\(name)`") }, "\(name)") }
    }
}
