import EmendPlatform
import TestSupport
import Testing

struct LinkTests {
    @Test(arguments: Page.all)
    func `leads to files and headings that are there`(_ page: Page) {
        for link in Self.links(in: page) {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let folder = FilePath.directory(of: page.path)
            let target = parts[0].isEmpty ? page.path : FilePath.join(folder == "." ? "" : folder, parts[0])
            let path = FilePath.join(repository, target)
            #expect(FileSystem.exists(path), "\(page.path): \(link)")
            guard parts.count == 2, target.hasSuffix(".md"), let real = try? FileSystem.realPath(path) else { continue }
            let found = try? Page(String(real.dropFirst(repository.utf8.count + 1)))
            #expect(found?.anchors.contains(parts[1]) == true, "\(page.path): \(link)")
        }
    }

    /// Targets of `](…)` outside code, but for those on other machines.
    private static func links(in page: Page) -> [String] {
        var links: [String] = []
        for line in page.prose {
            for piece in line.split(separator: "](", omittingEmptySubsequences: false).dropFirst() {
                guard let end = piece.firstIndex(of: ")") else { continue }
                let link = String(piece[..<end])
                if !link.hasPrefix("https://") { links.append(link) }
            }
        }
        return links
    }
}

extension Page {
    /// Lines outside fenced blocks.
    fileprivate var prose: [String] {
        var isInside = false
        return lines.filter { line in
            guard line.hasPrefix("```") else { return !isInside }
            isInside.toggle()
            return false
        }
    }

    /// As GitHub makes them of headings.
    fileprivate var anchors: [String] {
        prose.filter { $0.hasPrefix("#") }.map { heading in
            let text = heading.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
            return String(
                text.compactMap { character -> Character? in
                    if character == " " { return "-" }
                    return character.isLetter || character.isNumber || character == "-" || character == "_"
                        ? character : nil
                })
        }
    }
}
