package import EmendCore

extension ValueReader where Value == Duration {
    /// A whole number with one unit: `20ms`, `10s`, `5m`, `24h`, `400d`. At least `minimum`, at most 100 years.
    package static func duration(atLeast minimum: Duration = .zero) -> ValueReader {
        let wanted = "a duration such as 20ms, 10s, 5m, 24h or 400d"
        return ValueReader(wanted: wanted) { node, subject, log in
            guard let scalar = node.scalar, let value = parseDuration(scalar.text) else {
                let isBare = node.scalar.map { isInteger($0.text) && !$0.isPrivate } ?? false
                return mismatch(node, subject, wanted, log, hint: isBare ? "add the unit" : nil)
            }
            guard value >= minimum, value <= .seconds(36_525 * 86_400) else {
                let range = "a duration from \(spelled(minimum)) to 36525d"
                return mismatch(node, subject, range, log, id: .invalidValue)
            }
            return value
        }
    }

    package static var duration: ValueReader { duration() }
}

extension ValueReader where Value == Rate {
    /// So many in so long: `10/60s`.
    package static var rate: ValueReader<Rate> {
        scalar("a rate such as 10/60s") { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, isInteger(parts[0]), let count = Int(parts[0]), count > 0,
                let period = parseDuration(parts[1]), period > .zero, period <= .seconds(36_525 * 86_400)
            else { return nil }
            return Rate(count, per: period)
        }
    }
}

extension ValueReader where Value == Int {
    /// `512B`, `256KiB`, `1MiB`, `2GiB`; a plain number counts bytes.
    package static func byteSize(_ range: ClosedRange<Int> = 0 ... .max) -> ValueReader {
        let wanted = "a size such as 512B, 256KiB or 1MiB"
        return ValueReader(wanted: wanted) { node, subject, log in
            guard let scalar = node.scalar, let value = parseByteSize(scalar.text) else {
                let isDecimalUnit = node.scalar.map { $0.text.hasSuffix("B") && !$0.isPrivate } ?? false
                return mismatch(
                    node, subject, wanted, log, hint: isDecimalUnit ? "units are B, KiB, MiB and GiB" : nil)
            }
            guard range.contains(value) else {
                let bounds =
                    range.upperBound == .max
                    ? "at least \(range.lowerBound) bytes" : "\(range.lowerBound) to \(range.upperBound) bytes"
                return mismatch(node, subject, bounds, log, id: .invalidValue)
            }
            return value
        }
    }
}

/// Number and unit of `250ms`; nil for signs, fractions and leading zeros.
private func numberAndUnit(_ text: some StringProtocol) -> (Int64, String)? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard isInteger(digits), let number = Int64(digits) else { return nil }
    return (number, String(text[digits.endIndex...]))
}

private func parseDuration(_ text: some StringProtocol) -> Duration? {
    guard let (number, unit) = numberAndUnit(text) else { return nil }
    let milliseconds: Int64? =
        switch unit {
        case "ms": 1
        case "s": 1000
        case "m": 60_000
        case "h": 3_600_000
        case "d": 86_400_000
        default: nil
        }
    guard let milliseconds else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: milliseconds)
    return overflow ? nil : .milliseconds(product)
}

private func parseByteSize(_ text: String) -> Int? {
    guard let (number, unit) = numberAndUnit(text) else { return nil }
    let factor: Int64? =
        switch unit {
        case "", "B": 1
        case "KiB": 1 << 10
        case "MiB": 1 << 20
        case "GiB": 1 << 30
        default: nil
        }
    guard let factor else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : Int(exactly: product)
}

private func spelled(_ duration: Duration) -> String {
    let milliseconds = duration.wholeMilliseconds
    return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
}
