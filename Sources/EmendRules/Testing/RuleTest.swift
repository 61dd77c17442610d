package import EmendCore

/// One test that stands beside a rule.
package struct RuleTest: Sendable {
    package enum Input: Hashable, Sendable {
        case text(String)
        /// One line of a capture, counted from 1.
        case capture(file: String, line: Int)
    }

    package var location: SourceLocation
    package var input: Input
    package var from: SenderKind?
    package var provider: Provider?
    package var account: String?
    package var event: EventKind?
    package var at: Timestamp?
    /// Earlier texts of the conversation; they give its running language.
    package var after: [String] = []
    /// All rules are judged instead of this one alone.
    package var usesRuleset = false

    package var becomes: String?
    package var clean: Bool?
    package var hits: [String]?
    package var language: String?
    package var calls: [ExpectedCall]?
}

/// A call as a test expects it; what is nil does not matter.
package struct ExpectedCall: Hashable, Sendable {
    package var method: String?
    package var url: String?
    /// What follows the account's `url`, with the query.
    package var path: String?
    /// Those that have to be there; names without regard to case.
    package var headers: [Header] = []
    package var body: ExpectedValue?

    package struct Header: Hashable, Sendable {
        package var name: String
        package var value: String
    }
}

/// JSON as a test expects it, with scalars as text.
package indirect enum ExpectedValue: Hashable, Sendable {
    case scalar(String)
    case list([ExpectedValue])
    case object([Member])

    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: ExpectedValue
    }
}
