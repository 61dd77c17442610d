import EmendCore

extension Option where Value == Duration {
    static func duration(_ name: String, help: String) -> Option {
        Option(name, "DURATION", help: help, wanted: "a duration such as 500ms, 30s, 5m, 2h or 7d", read: duration(_:))
    }

    @Sendable private static func duration(_ text: String) -> Duration? { Duration(commandLine: text) }
}

/// A moment on the command line: a time, a day, or so long ago.
enum Moment: Sendable {
    case at(Timestamp)
    case ago(Duration)

    init?(_ text: String) {
        if let time = Timestamp(rfc3339: text) {
            self = .at(time)
        } else if let day = Timestamp(rfc3339: text + "T00:00:00Z") {
            self = .at(day)
        } else if let duration = Duration(commandLine: text) {
            self = .ago(duration)
        } else {
            return nil
        }
    }

    func timestamp(now: Timestamp) -> Timestamp {
        switch self {
        case .at(let time): time
        case .ago(let duration): now - duration
        }
    }
}

extension Option where Value == Moment {
    static func moment(_ name: String, help: String) -> Option {
        Option(
            name, "TIME", help: help, wanted: "a time (2026-03-01T10:00:00Z), a day (2026-03-01) or so long ago (24h)",
            read: { Moment($0) })
    }
}

extension Option where Value == Timestamp {
    static func time(_ name: String, help: String) -> Option {
        Option(
            name, "TIME", help: help, wanted: "a time such as 2026-03-01T10:00:00Z", read: { Timestamp(rfc3339: $0) })
    }
}

extension Duration {
    /// A whole number with a unit, up to 100 years.
    init?(commandLine text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits) else { return nil }
        let unit: Int64
        switch text[digits.endIndex...] {
        case "ms": unit = 1
        case "s": unit = 1000
        case "m": unit = 60_000
        case "h": unit = 3_600_000
        case "d": unit = 86_400_000
        default: return nil
        }
        let (milliseconds, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow, milliseconds <= 36_525 * 86_400_000 else { return nil }
        self = .milliseconds(milliseconds)
    }
}
