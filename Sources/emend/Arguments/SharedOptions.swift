/// Options that mean the same in every command that has them.
enum SharedOptions {
    static let config = Option<String>.text(
        "--config", "FILE", help: "the configuration; emend.yaml in this folder unless said otherwise")
    static let rules = Option<String>.text(
        "--rules", "PATH", help: "rule file or folder instead of those of the configuration; may be repeated",
        isRepeatable: true)
    static let color = Option<ColorChoice>.word("--color", help: "colours; auto asks whether people are watching")
    static let quiet = Flag("--quiet", help: "no progress and no remarks on standard error")

    /// What every command takes.
    static let everywhere: [any OptionDeclaration] = [color, quiet]
}

enum ColorChoice: String, CaseIterable, Sendable { case auto, always, never }

/// For commands that print rows.
enum RowFormat: String, CaseIterable, Sendable { case table, ndjson }
