import EmendCore
import EmendYAML

extension ConditionReader {
    var time: ValueReader<TimeLeaf> {
        .mapping { [loader] fields in
            let between = fields.optional("between", .located(.list(of: .timeOfDay)))
            let days = fields.optional("days", .oneOrMore(of: .weekday))
            var zone = TimeZoneRules.utc
            if let name = fields.optional("zone", .located(.nonEmptyText)) {
                if let known = loader.zone(name.value) {
                    zone = known
                } else {
                    fields.log.report(
                        .invalidValue, at: name.location, "there is no time zone `\(name.value)`",
                        hint: "use a name such as `Europe/Berlin` of the package tzdata")
                }
            }
            if !fields.has("between"), !fields.has("days") {
                fields.log.report(.missingKey, at: fields.node.start, "`time` needs `between`, `days` or both")
                return nil
            }
            var leaf = TimeLeaf(days: days.map { Set($0.map(\.number)) }, zone: zone)
            if let between {
                // An item that could not be read was reported.
                guard between.value.count == between.node.sequence?.count else { return nil }
                guard between.value.count == 2, between.value[0] != between.value[1] else {
                    fields.log.report(
                        .invalidValue, at: between.location, "`between` wants two different times: [from, to)")
                    return nil
                }
                (leaf.start, leaf.end) = (between.value[0] % 1440, between.value[1])
            }
            return leaf
        }
    }
}

enum Weekday: String, CaseIterable {
    case mon, tue, wed, thu, fri, sat, sun

    /// 0 is Monday.
    var number: Int { Weekday.allCases.firstIndex(of: self) ?? 0 }
}

extension ValueReader where Value == Weekday {
    /// `mon` or `monday`.
    static var weekday: ValueReader {
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        return parsed("a day such as mon") { text in
            names.contains(text) ? Weekday(rawValue: String(text.prefix(3))) : Weekday(rawValue: text)
        }
    }
}

extension ValueReader where Value == Int {
    /// `HH:MM` as minutes of the day, `24:00` included.
    static var timeOfDay: ValueReader {
        parsed("a time such as 08:30") { text in
            let bytes = Array(text.utf8)
            guard bytes.count == 5, bytes[2] == 58 else { return nil }
            let digits = [bytes[0], bytes[1], bytes[3], bytes[4]].map { Int($0) - 48 }
            guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
            let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
            return digits[2] < 6 && minutes <= 1440 ? minutes : nil
        }
    }
}
