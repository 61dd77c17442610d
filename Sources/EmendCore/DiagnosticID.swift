/// Every finding that `emend check` can make. Ids are never reused for another meaning.
package enum DiagnosticID: String, CaseIterable, Sendable {
    // Reading files
    case unreadableFile = "E001"
    case malformedYAML = "E002"
    case unknownKey = "E003"
    case duplicateKey = "E004"
    case wrongType = "E005"
    case missingKey = "E006"
    case aliasOrTag = "E007"
    case invalidValue = "E008"
    case unsupportedYet = "E009"
    // Rules
    case duplicateRule = "E101"
    case invalidPattern = "E102"
    case unknownDetector = "E103"
    case redactWithoutMatch = "E104"
    case invalidGroup = "E105"
    case languageUnderNot = "E106"
    case patternTooCostly = "E107"
    case redactionMatchesAgain = "E108"
    case impossibleAction = "E109"
    case unknownAccount = "E110"
    case failingTest = "E111"
    // Configuration
    case unsetVariable = "E201"
    case missingSecret = "E202"
    case invalidURL = "E203"
    // Worth a look
    case conflictingActions = "W101"
    case impossibleForSome = "W102"
    case ruleWithoutTests = "W103"
    case slowPattern = "W104"
    case ruleWithoutAccount = "W105"
    case readableSecret = "W201"
    case readInSpiteOfVerify = "W202"

    package var severity: Diagnostic.Severity { rawValue.hasPrefix("E") ? .error : .warning }
}
