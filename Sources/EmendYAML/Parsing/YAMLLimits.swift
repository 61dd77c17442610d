/// What one file may hold; a file beyond a limit is refused, never cut.
package struct YAMLLimits: Sendable {
    package var bytes = 16 << 20
    /// Sequences and mappings inside each other.
    package var depth = 64
    package var nodes = 500_000
    /// Reading stops after so many problems.
    package var problems = 100

    package init() {}
}
