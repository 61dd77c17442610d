/// Everything that a command says about itself; the parser and the help read the same.
struct Manual: Sendable {
    /// What stands behind the options.
    struct Operands: Sendable {
        /// As in the usage line, without brackets: `PATH...`.
        let name: String
        let count: ClosedRange<Int>

        static let none = Operands(name: "", count: 0...0)
        static func any(_ name: String) -> Operands { Operands(name: name, count: 0...Int.max) }
        static func some(_ name: String) -> Operands { Operands(name: name, count: 1...Int.max) }
        static func optional(_ name: String) -> Operands { Operands(name: name, count: 0...1) }
    }

    struct Example: Sendable {
        let command: String
        let meaning: String

        init(_ command: String, _ meaning: String) { (self.command, self.meaning) = (command, meaning) }
    }

    /// One word, or two for a command below another: `outbox list`.
    let name: String
    /// One line for the list of commands.
    let summary: String
    var operands = Operands.none
    /// What it does and what it needs, in paragraphs of lines that fit a terminal.
    let about: String
    var options: [any OptionDeclaration] = []
    var examples: [Example] = []
    /// What each exit code means here.
    var exitCodes: [(code: ExitCode, meaning: String)] = [
        (.fine, "done"), (.unusable, "wrong usage, or the configuration cannot be used"),
    ]
}
