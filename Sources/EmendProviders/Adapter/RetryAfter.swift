import EmendCore

extension RetryAdvice {
    /// Advice from the `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.
    ///
    /// A date counts from the answer's own `Date` header, so that the provider's clock may be wrong; without one from the
    /// time at which it was received. Waits are cut at one day.
    init(from response: HTTPResponse, isLate: Bool = false) {
        self.init(after: RetryAdvice.wait(response), isLate: isLate)
        mayBeDone = [502, 504].contains(response.status) || response.status >= 520
    }

    private static func wait(_ response: HTTPResponse) -> Duration? {
        guard let field = response.headers["Retry-After"]?.trimmingSpaces else { return nil }
        let day: Int64 = 24 * 3600
        if !field.isEmpty, field.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // What does not fit is longer than a day too.
            return .seconds(min(Int64(field) ?? day, day))
        }
        guard let until = Timestamp(httpDate: field),
            let from = response.headers["Date"].flatMap({ Timestamp(httpDate: $0) }) ?? response.receivedAt
        else { return nil }
        return min(max(until - from, .zero), .seconds(day))
    }
}

extension Timestamp {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of RFC 9110 (section 5.6.7) that servers may still write.
    init?(httpDate text: String) {
        let fields = text.trimmingSpaces.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard fields.count == 6, fields[5] == "GMT", let month = months.firstIndex(of: String(fields[2])),
            let day = Int(fields[1]), let year = Int(fields[3]), (1970...9999).contains(year)
        else { return nil }
        let date = CivilDate(year: year, month: month + 1, day: day)
        guard date.isReal else { return nil }
        self.init(rfc3339: date.iso8601 + "T" + fields[4] + "Z")
    }
}

extension String {
    /// Looks at bytes: a header passes here with every webhook.
    var trimmingSpaces: String {
        var rest = self[...].utf8
        while let first = rest.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") { rest.removeFirst() }
        while let last = rest.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { rest.removeLast() }
        return rest.count == utf8.count ? self : String(Substring(rest))
    }
}
