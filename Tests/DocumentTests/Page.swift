import EmendPlatform
import TestSupport
import Testing

/// The folder of the package.
let repository = FilePath.directory(of: testsDirectory)

/// One document of the repository, as lines.
struct Page: Sendable, CustomTestStringConvertible {
    /// Relative to the repository.
    let path: String
    let lines: [String]

    /// Every document that users read.
    static let all: [Page] = {
        let guides = ((try? FileSystem.filesRecursively(in: repository + "/docs")) ?? []).map { "docs/" + $0 }
        let paths = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"] + guides.filter { $0.hasSuffix(".md") }
        return paths.compactMap { try? Page($0) }
    }()

    init(_ path: String) throws {
        self.path = path
        lines = String(decoding: try FileSystem.read(repository + "/" + path), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var testDescription: String { path }

    /// A block between lines of three backquotes.
    struct Block: Sendable {
        let language: String
        let lines: [String]
        /// Of the first line inside, from 1.
        let line: Int

        /// What `# NAME.yaml` in the first line says.
        var fileName: String? {
            guard let first = lines.first, first.hasPrefix("# "), first.hasSuffix(".yaml") else { return nil }
            let name = first.dropFirst(2)
            return name.contains(" ") ? nil : String(name)
        }

        var text: String { lines.joined(separator: "\n") + "\n" }
    }

    var blocks: [Block] {
        var blocks: [Block] = []
        var open: (language: String, start: Int)?
        for (index, line) in lines.enumerated() where line.hasPrefix("```") {
            if let (language, start) = open {
                blocks.append(Block(language: language, lines: Array(lines[start..<index]), line: start + 1))
                open = nil
            } else {
                open = (String(line.dropFirst(3)), index + 1)
            }
        }
        return blocks
    }
}
