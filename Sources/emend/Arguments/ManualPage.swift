/// The help of a command, and of the program, as text.
enum ManualPage {
    static func text(of manual: Manual) -> String {
        var lines = [manual.summary, "", "usage: " + usage(of: manual), "", manual.about]
        if !manual.options.isEmpty {
            lines += ["", "options:"] + columns(manual.options.map { (spelling(of: $0), $0.help) })
        }
        if !manual.examples.isEmpty {
            lines += ["", "examples:"]
            for example in manual.examples { lines += ["  # " + example.meaning, "  " + example.command] }
        }
        lines += ["", "exit codes:"] + columns(manual.exitCodes.map { ("\($0.code.rawValue)", $0.meaning) })
        return lines.joined(separator: "\n") + "\n"
    }

    static func usage(of manual: Manual) -> String {
        var words = ["emend", manual.name]
        if !manual.options.isEmpty { words.append("[OPTION...]") }
        if manual.operands.count.upperBound > 0 {
            words.append(manual.operands.count.lowerBound == 0 ? "[\(manual.operands.name)]" : manual.operands.name)
        }
        return words.joined(separator: " ")
    }

    static func overview(of manuals: [Manual]) -> String {
        let lines =
            [
                "Emend judges the messages of chat and support providers by rules, and changes them where they live.",
                "",
                "usage: emend COMMAND [OPTION...]", "", "commands:",
            ] + columns(manuals.map { ($0.name, $0.summary) })
            + [
                "", "`emend COMMAND --help` tells more. A first look without any set-up:",
                "  echo \"card 4111 1111 1111 1111\" | emend scan --detect credit_card", "", "exit codes:",
            ] + columns(ExitCode.allCases.map { ("\($0.rawValue)", $0.meaning) })
        return lines.joined(separator: "\n") + "\n"
    }

    private static func spelling(of option: any OptionDeclaration) -> String {
        option.name + (option.valueName.map { " " + $0 } ?? "")
    }

    /// Two columns; what is too wide for the first one gets a line of its own.
    private static func columns(_ rows: [(String, String)]) -> [String] {
        let width = rows.map(\.0.count).filter { $0 <= 26 }.max() ?? 0
        return rows.flatMap { left, right -> [String] in
            let lines = wrap(right, to: 94 - width)
            let indent = String(repeating: " ", count: width + 4)
            let padding = String(repeating: " ", count: max(0, width - left.count))
            let isWide = left.count > width
            let first = isWide ? ["  " + left, indent + lines[0]] : ["  " + left + padding + "  " + lines[0]]
            return first + lines.dropFirst().map { indent + $0 }
        }
    }

    private static func wrap(_ text: String, to width: Int) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
