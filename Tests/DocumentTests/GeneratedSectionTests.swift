import EmendPlatform
import TestSupport
import Testing

/// `RECORD_DOCS=1 swift test --filter GeneratedSectionTests` (or `make docs`) writes the sections anew, and still fails
/// where one was different, so that somebody looks at the new text.
struct GeneratedSectionTests {
    @Test(arguments: Page.all)
    func `holds what the code says`(_ page: Page) throws {
        let (lines, problems) = try rewritten(page)
        #expect(problems.isEmpty)
        guard lines != page.lines else { return }
        Issue.record("a generated section of \(page.path) is not what the code says; run `make docs`")
        if Environment["RECORD_DOCS"] == "1" {
            let text = lines.joined(separator: "\n")
            try FileSystem.write(Array(text.utf8), to: repository + "/" + page.path, mode: 0o644, replacing: true)
        }
    }

    @Test func `leaves no section out`() {
        let used = Set(Page.all.flatMap(\.lines).compactMap(Self.name))
        #expect(used == Set(GeneratedSection.all.map(\.name)))
    }

    @Test func `says of every word what it means`() throws {
        for section in GeneratedSection.all {
            let rows = try section.render().filter { $0.hasPrefix("| `") && $0.hasSuffix("|  |") }
            let isTableOfWords = ["reasons", "receipts", "diagnostics", "log-events", "request-reasons"].contains(
                section.name)
            #expect(!isTableOfWords || rows.isEmpty, "\(section.name): \(rows)")
        }
    }

    private func rewritten(_ page: Page) throws -> (lines: [String], problems: [String]) {
        var (lines, problems) = ([String](), [String]())
        var rest = page.lines[...]
        while let line = rest.popFirst() {
            lines.append(line)
            guard let name = Self.name(line) else { continue }
            guard let section = GeneratedSection.all.first(where: { $0.name == name }),
                let end = rest.firstIndex(of: Self.end)
            else {
                problems.append("\(page.path): the section \(name) is not known or has no end")
                continue
            }
            lines += try [""] + section.render() + [""]
            rest = rest[end...]
        }
        return (lines, problems)
    }

    private static let end = "<!-- end -->"

    private static func name(_ line: String) -> String? {
        let (head, tail) = ("<!-- generated: ", "; do not edit -->")
        guard line.hasPrefix(head), line.hasSuffix(tail) else { return nil }
        return String(line.dropFirst(head.count).dropLast(tail.count))
    }
}
