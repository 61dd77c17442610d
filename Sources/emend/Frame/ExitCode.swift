/// How a command ended; scripts rely on these.
enum ExitCode: Int32, CaseIterable, Sendable {
    case fine = 0
    case findings = 1
    case unusable = 2
    case unavailable = 3

    var meaning: String {
        switch self {
        case .fine: "fine"
        case .findings: "something was found: a problem, a failing test, a difference"
        case .unusable: "wrong usage, or input, rules or configuration that cannot be used"
        case .unavailable: "a service or disk that is needed is not there"
        }
    }
}
