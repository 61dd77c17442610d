import EmendCore
import EmendPlatform

/// Where a command writes: results to standard output, everything else to standard error.
struct Console: Sendable {
    let out = OutputStream.standardOutput
    let errors = OutputStream.standardError
    let isQuiet: Bool
    private let color: ColorChoice

    init(_ arguments: Arguments) {
        isQuiet = arguments[SharedOptions.quiet]
        color = arguments[SharedOptions.color] ?? .auto
    }

    /// Whether people watch the results.
    var isTerminal: Bool { Environment.isTerminal(1) }

    /// A line of results.
    func print(_ line: String) { out.write(line + "\n") }

    func print(_ json: [UInt8]) { out.write(json + [UInt8(ascii: "\n")]) }

    /// A line for people that is no result; dropped with `--quiet`.
    func remark(_ line: String) {
        if !isQuiet { complain(line) }
    }

    /// A line that `--quiet` does not drop. What was printed before it is shown before it.
    func complain(_ line: String) {
        out.flush()
        errors.write(line + "\n")
    }

    /// Whether the reader of the results has gone, so that going on is useless.
    var isAbandoned: Bool { out.failure != nil }

    /// `text` in a style, where colours are wanted on this stream.
    func style(_ text: String, _ style: Style, on descriptor: Int32 = 1) -> String {
        usesColor(on: descriptor) ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    private func usesColor(on descriptor: Int32) -> Bool {
        switch color {
        case .always: true
        case .never: false
        // https://no-color.org
        case .auto:
            Environment.isTerminal(descriptor) && (Environment["NO_COLOR"] ?? "").isEmpty
                && Environment["TERM"] != "dumb"
        }
    }

    enum Style: String, Sendable {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }
}

extension Console {
    /// The line of a finding, `FILE:LINE:COLUMN: error[ID]: text`.
    func line(of diagnostic: Diagnostic, on descriptor: Int32) -> String {
        let (location, severity) = (diagnostic.location, diagnostic.severity)
        let word = style(
            "\(severity.rawValue)[\(diagnostic.id.rawValue)]", severity == .error ? .red : .yellow, on: descriptor)
        // A rule's id is escaped too: this line is made before anyone knows whether the id is one.
        let rule = diagnostic.rule.map { " [rule \($0.onOneLine)]" } ?? ""
        return "\(location.file.onOneLine):\(location.line):\(location.column): \(word): \(diagnostic.text)\(rule)"
    }
}

extension Console {
    /// The header faint, where colours are wanted.
    func print(_ table: Table) {
        for (index, line) in table.lines.enumerated() { print(index == 0 ? style(line, .faint) : line) }
    }
}
