package import EmendCore

/// The messages of a sandbox before and after, for a terminal.
package enum SandboxReport {
    /// Widest text of a cell; longer texts go on in the next line.
    private static let widest = 46

    /// - Parameter state: What `GET /_sandbox/state` answers.
    package static func table(_ state: JSONTree) -> String {
        let header = ["PROVIDER", "ID", "BEFORE", "AFTER", "UPDATES"]
        let rows = (state["messages"]?.elements ?? []).map { message -> [String] in
            let (before, after) = (message["authored"]?.string ?? "", message["current"]?.string ?? "")
            let shown = message["deleted"]?.bool == true ? "(deleted)" : before == after ? "(same)" : after
            return [
                message["provider"]?.string ?? "", message["id"]?.string ?? "", before, shown,
                String(message["updates"]?.int64 ?? 0),
            ]
        }
        guard !rows.isEmpty else { return "No messages.\n" }
        let cells = ([header] + rows).map { $0.map { wrapped(printable($0)) } }
        let widths = header.indices.map { column in
            cells.map { row in row[column].map(width).max() ?? 0 }.max() ?? 0
        }
        return cells.map { lines(of: $0, widths) }.joined()
    }

    private static func lines(of row: [[String]], _ widths: [Int]) -> String {
        let height = row.map(\.count).max() ?? 0
        return (0..<height).map { line in
            var text = ""
            for (column, cell) in row.enumerated() {
                let part = line < cell.count ? cell[line] : ""
                text += part
                if column < row.count - 1 { text += String(repeating: " ", count: widths[column] - width(part) + 2) }
            }
            while text.hasSuffix(" ") { text.removeLast() }
            return text + "\n"
        }.joined()
    }

    /// Cuts at spaces where there are any.
    private static func wrapped(_ text: String) -> [String] {
        var (lines, line) = ([String](), "")
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let longer = line.isEmpty ? String(word) : line + " " + word
            if width(longer) <= widest {
                line = longer
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = String(word)
            while width(line) > widest {
                let end = line.unicodeScalars.index(line.unicodeScalars.startIndex, offsetBy: widest)
                lines.append(String(line.unicodeScalars[..<end]))
                line = String(line.unicodeScalars[end...])
            }
        }
        return lines + [line]
    }

    private static func width(_ text: String) -> Int { text.unicodeScalars.count }

    /// Texts come from strangers: nothing of them may steer the terminal.
    private static func printable(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                shown += scalar == "\n" ? " / " : "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
