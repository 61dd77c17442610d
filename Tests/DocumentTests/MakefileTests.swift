import EmendPlatform
import TestSupport
import Testing

struct MakefileTests {
    @Test func `has every target that a page names`() throws {
        let makefile = String(decoding: try FileSystem.read(repository + "/Makefile"), as: UTF8.self)
        let heads = makefile.split(separator: "\n").filter { !$0.hasPrefix("\t") }
        let targets = Set(heads.compactMap { line in line.firstIndex(of: ":").map { line[..<$0] } })
        var named: Set<Substring> = []
        for line in Page.all.flatMap(\.lines) {
            for piece in line.split(separator: "`make ", omittingEmptySubsequences: false).dropFirst() {
                if let end = piece.firstIndex(where: { !$0.isLetter }) { named.insert(piece[..<end]) }
            }
        }
        #expect(named.isSuperset(of: ["run", "test"]))
        #expect(named.subtracting(targets).isEmpty)
    }
}
