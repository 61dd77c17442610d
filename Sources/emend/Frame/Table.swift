import EmendCore

/// Rows for people: columns as wide as their widest cell, two spaces between them.
struct Table {
    private var rows: [[String]]

    init(_ header: [String]) { rows = [header] }

    /// Ids come from strangers, so that control characters in them are escaped.
    mutating func add(_ row: [String]) { rows.append(row.map { $0.isEmpty ? "-" : $0.onOneLine }) }

    /// One line per row, the header first.
    var lines: [String] {
        let count = rows.first?.count ?? 0
        let widths = (0..<count).map { column in rows.map { $0[column].unicodeScalars.count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                guard column < count - 1 else { break }
                line += String(repeating: " ", count: widths[column] - cell.unicodeScalars.count + 2)
            }
            return line
        }
    }
}
