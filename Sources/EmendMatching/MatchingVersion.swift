import CLanguage

/// What the decisions of the same rules depend on beyond the rule files.
package enum MatchingVersion {
    /// Raised whenever a detector, its tables, the normalised view or the keyword boundary changes.
    package static let tables = 2

    /// For the digest of a ruleset; the order never changes.
    package static var digestParts: [String] {
        let language = unsafe String(cString: emend_language_version())
        return ["pcre2 \(Pattern.engineVersion)", "cld2 \(language)", "matching \(tables)"]
    }
}
