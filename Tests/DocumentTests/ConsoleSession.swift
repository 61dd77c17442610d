import EmendPlatform
import TestSupport

/// The commands of one page with the output that the page shows for them.
struct ConsoleSession {
    struct Command {
        let text: String
        let expected: [String]
        /// Where it stands in the page, from 1.
        let line: Int
    }

    /// A thing to do, in the order of the page.
    private enum Step {
        case write(name: String, content: String)
        case run(Command)
    }

    private let steps: [Step]

    /// Pages name ports that people would choose; here each is a free one.
    private static let shownPorts = ["127.0.0.1:8080", "127.0.0.1:9090"]

    var isEmpty: Bool { commands.isEmpty }

    var commands: [Command] {
        steps.compactMap { if case .run(let command) = $0 { command } else { nil } }
    }

    /// Takes ```console blocks, and YAML blocks that begin with `# NAME.yaml`, which become files.
    init(_ page: Page) {
        steps = page.blocks.flatMap { block -> [Step] in
            switch block.language {
            case "console": Self.commands(in: block).map { .run($0) }
            case "yaml": block.fileName.map { [.write(name: $0, content: block.text)] } ?? []
            default: []
            }
        }
    }

    /// `$ ` begins a command, `> ` continues it, anything else is output.
    private static func commands(in block: Page.Block) -> [Command] {
        var commands: [Command] = []
        var (text, expected, start) = ("", [String](), 0)
        func finish() {
            if !text.isEmpty { commands.append(Command(text: text, expected: expected, line: start)) }
        }
        for (offset, line) in block.lines.enumerated() {
            if line.hasPrefix("$ ") {
                finish()
                (text, expected, start) = (String(line.dropFirst(2)), [], block.line + offset)
            } else if line.hasPrefix("> "), expected.isEmpty {
                text += "\n" + line.dropFirst(2)
            } else {
                expected.append(line)
            }
        }
        finish()
        return commands
    }

    /// Runs everything in one shell, in a copy of the folders that the pages name.
    ///
    /// - Returns: What each command printed, on both streams; fewer when the shell ended early.
    func run() throws -> [[String]] {
        let folder = try TemporaryDirectory()
        let ports = try Self.shownPorts.map { (shown: $0, real: "127.0.0.1:\(try FreePort.find())") }
        let binaries = FilePath.directory(of: try ProgramRun.path())
        var script = """
            exec 2>&1
            trap 'jobs -p | xargs -r kill 2>/dev/null; wait' EXIT
            cp -R '\(repository)/rules' '\(repository)/Examples' . || exit 1
            export PATH='\(binaries)':$PATH TMPDIR=$PWD
            mark() { local code=$?; printf '\\036'; return $code; }

            """
        for step in steps {
            switch step {
            case .write(let name, let content):
                script += "mkdir -p \"$(dirname '\(name)')\"\ncat > '\(name)' <<'END-OF-FILE'\n\(content)END-OF-FILE\n"
            case .run(let command): script += "mark\n\(command.text)\n"
            }
        }
        script = ports.reduce(script) { $0.replacing($1.shown, with: $1.real) }
        let ended = try ProgramRun.run(["-c", script], in: folder.path, program: "/bin/bash")
        let output = ports.reduce(ended.output) { $0.replacing($1.real, with: $1.shown) }
        return output.split(separator: "\u{1E}", omittingEmptySubsequences: false).dropFirst().map { output in
            var lines = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if lines.last == "" { lines.removeLast() }
            return lines
        }
    }
}

/// Compares output with what a page shows. A line `...` stands for any lines; `...` inside a line for any text.
enum Shown {
    static func covers(_ expected: [String], _ found: [String]) -> Bool {
        covers(expected[...], found[...])
    }

    private static func covers(_ expected: ArraySlice<String>, _ found: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return found.isEmpty }
        if first == "..." {
            return found.indices.contains { covers(expected.dropFirst(), found[$0...]) }
                || covers(expected.dropFirst(), [])
        }
        guard let line = found.first, isLike(first, line) else { return false }
        return covers(expected.dropFirst(), found.dropFirst())
    }

    static func isLike(_ expected: String, _ found: String) -> Bool {
        let pieces = expected.split(separator: "...", omittingEmptySubsequences: false)
        guard pieces.count > 1, let head = pieces.first, let tail = pieces.last else { return expected == found }
        guard found.hasPrefix(head) else { return false }
        var rest = found.dropFirst(head.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let place = rest.firstRange(of: piece) else { return false }
            rest = rest[place.upperBound...]
        }
        return rest.hasSuffix(tail)
    }
}
