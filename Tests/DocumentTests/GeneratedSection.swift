import EmendCore
import EmendMatching
import EmendProviders
import TestSupport

/// A table of a document that the code tells. Pages hold it between `<!-- generated: NAME; do not edit -->` and
/// `<!-- end -->`.
struct GeneratedSection {
    let name: String
    let render: () throws -> [String]

    static var all: [GeneratedSection] {
        [
            GeneratedSection(name: "providers") { ProviderTables.overview },
            GeneratedSection(name: "account-keys") { ProviderTables.accountKeys },
            GeneratedSection(name: "detectors") {
                table(["detector", "finds"], Detectors.all.map { ["`\($0.name)`", $0.summary] })
            },
            GeneratedSection(name: "reasons") { ReasonTables.reasons },
            GeneratedSection(name: "receipts") { ReasonTables.receipts },
            GeneratedSection(name: "diagnostics") { ReasonTables.diagnostics },
            GeneratedSection(name: "metrics") { ObservationTables.metrics },
            GeneratedSection(name: "request-reasons") { ObservationTables.requestReasons },
            GeneratedSection(name: "log-events") { ObservationTables.logEvents },
            GeneratedSection(name: "commands") { try ProgramTables.commands() },
            GeneratedSection(name: "exit-codes") { try ProgramTables.exitCodes() },
        ]
            + ProviderRegistry.supported.map { provider in
                GeneratedSection(name: "capabilities of \(provider.rawValue)") {
                    ProviderTables.capabilities(of: provider)
                }
            }
    }

    static func table(_ header: [String], _ rows: [[String]]) -> [String] {
        let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |" }
        return [line(header), "|" + String(repeating: "---|", count: header.count)] + rows.map(line)
    }
}

/// What the program says of itself.
enum ProgramTables {
    static func commands() throws -> [String] {
        let rows = try rows(below: "commands:").map { ["`emend \($0.0)`", $0.1] }
        return GeneratedSection.table(["command", "what it does"], rows)
    }

    static func exitCodes() throws -> [String] {
        GeneratedSection.table(["code", "meaning"], try rows(below: "exit codes:").map { [$0.0, $0.1] })
    }

    /// The two columns of a part of `emend --help`.
    private static func rows(below title: String) throws -> [(String, String)] {
        let lines = try ProgramRun.run(["--help"]).output.split(separator: "\n", omittingEmptySubsequences: false)
        let part = lines.drop { $0 != title }.dropFirst().prefix { $0.hasPrefix("  ") }
        return part.compactMap { line in
            let text = line.dropFirst(2)
            guard let gap = text.firstRange(of: "  ") else { return nil }
            return (String(text[..<gap.lowerBound]), String(text[gap.upperBound...].drop { $0 == " " }))
        }
    }
}
