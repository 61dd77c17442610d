import EmendCore
import EmendYAML
import Testing

struct ValueReaderTests {
    /// What `reader` makes of `a: TEXT`: the value, or the message.
    static func read<Value>(_ text: String, _ reader: ValueReader<Value>) -> String {
        let log = DiagnosticLog()
        let value = YAMLDocument.read(
            Array("a: \(text)".utf8), file: "f", as: .mapping { $0.required("a", reader) }, log)
        if let value, log.diagnostics.isEmpty { return "\(value)" }
        return log.diagnostics.map { $0.message + ($0.hint.map { "; \($0)" } ?? "") }.joined(separator: " | ")
    }

    typealias Row = (text: String, result: String)

    static let bools: [Row] = [
        ("true", "true"), ("false", "false"), ("'true'", "true"),
        ("yes", "`a` wants true or false, found `yes`; write true"),
        ("off", "`a` wants true or false, found `off`; write false"), ("1", "`a` wants true or false, found `1`"),
        ("", "`a` wants true or false, found nothing"), ("[]", "`a` wants true or false, found a list"),
    ]

    static let integers: [Row] = [
        ("0", "0"), ("10", "10"), ("'7'", "7"), ("-1", "`a` wants a whole number from 0 to 10, found `-1`"),
        ("11", "`a` wants a whole number from 0 to 10, found `11`"),
        ("99999999999999999999", "`a` wants a whole number from 0 to 10, found `99999999999999999999`"),
        ("010", "`a` wants a whole number from 0 to 10, found `010`"),
        ("+1", "`a` wants a whole number from 0 to 10, found `+1`"),
        ("0x1", "`a` wants a whole number from 0 to 10, found `0x1`"),
        ("1_0", "`a` wants a whole number from 0 to 10, found `1_0`"),
        ("٣", "`a` wants a whole number from 0 to 10, found `٣`"),
    ]

    static let numbers: [Row] = [
        ("0.5", "0.5"), ("1", "1.0"), ("0.50", "0.5"), (".5", "`a` wants a number from 0.0 to 1.0, found `.5`"),
        ("1.5", "`a` wants a number from 0.0 to 1.0, found `1.5`"),
        ("1.", "`a` wants a number from 0.0 to 1.0, found `1.`"),
        ("1e-1", "`a` wants a number from 0.0 to 1.0, found `1e-1`"),
        ("nan", "`a` wants a number from 0.0 to 1.0, found `nan`"),
        (".inf", "`a` wants a number from 0.0 to 1.0, found `.inf`"),
    ]

    static let durationWish = "`a` wants a duration such as 20ms, 10s, 5m, 24h or 400d"
    static let durations: [Row] = [
        ("20ms", "0.02 seconds"), ("10s", "10.0 seconds"), ("5m", "300.0 seconds"), ("24h", "86400.0 seconds"),
        ("400d", "34560000.0 seconds"), ("10", durationWish + ", found `10`; add the unit"),
        ("1.5s", durationWish + ", found `1.5s`"), ("-1s", durationWish + ", found `-1s`"),
        ("1w", durationWish + ", found `1w`"), ("10 s", durationWish + ", found `10 s`"),
        ("1h30m", durationWish + ", found `1h30m`"), ("s", durationWish + ", found `s`"),
        ("0s", "`a` wants a duration from 1ms to 36525d, found `0s`"),
        ("36526d", "`a` wants a duration from 1ms to 36525d, found `36526d`"),
        ("9223372036854775807d", durationWish + ", found `9223372036854775807d`"),
    ]

    static let sizeWish = "`a` wants a size such as 512B, 256KiB or 1MiB"
    static let sizes: [Row] = [
        ("512", "512"), ("512B", "512"), ("256KiB", "262144"), ("1MiB", "1048576"), ("2GiB", "2147483648"),
        ("1MB", sizeWish + ", found `1MB`; units are B, KiB, MiB and GiB"),
        ("1 MiB", sizeWish + ", found `1 MiB`; units are B, KiB, MiB and GiB"),
        ("1.5MiB", sizeWish + ", found `1.5MiB`; units are B, KiB, MiB and GiB"), ("-1", sizeWish + ", found `-1`"),
        ("9223372036854775807GiB", sizeWish + ", found `9223372036854775807GiB`; units are B, KiB, MiB and GiB"),
        ("3GiB", "`a` wants 1 to 2147483648 bytes, found `3GiB`"), ("0", "`a` wants 1 to 2147483648 bytes, found `0`"),
    ]

    static let rateWish = "`a` wants a rate such as 10/60s"
    static let rates: [Row] = [
        ("10/60s", "10 60.0 seconds"), ("1/1ms", "1 0.001 seconds"), ("10", rateWish + ", found `10`"),
        ("0/1s", rateWish + ", found `0/1s`"), ("10/0s", rateWish + ", found `10/0s`"),
        ("10/60", rateWish + ", found `10/60`"), ("10/s", rateWish + ", found `10/s`"),
        ("1/2/3s", rateWish + ", found `1/2/3s`"), ("-1/1s", rateWish + ", found `-1/1s`"),
    ]

    static let texts: [Row] = [
        ("123", "123"), ("no", "no"), ("010", "010"), ("1e400", "1e400"), ("2026-01-01", "2026-01-01"), ("''", ""),
        ("\"\\0\"", "\u{0}"), ("~", "`a` wants text, found nothing; put quotes around it if it is text"),
        ("", "`a` wants text, found nothing"), ("'~'", "~"), ("# comment", "`a` wants text, found nothing"),
    ]

    static let lists: [Row] = [
        ("[a, b]", #"["a", "b"]"#), ("a", #"["a"]"#), ("[]", "`a` wants at least one item, found a list"),
        ("[a, [b], c]", "an item of `a` wants text, found a list; put quotes around it if it is text"),
        ("", "`a` wants text, or a list, found nothing"),
    ]

    @Test
    func `scalars are what their key says, never what they look like`() {
        for row in Self.bools { #expect(Self.read(row.text, .bool) == row.result) }
        for row in Self.integers { #expect(Self.read(row.text, .int(0...10)) == row.result) }
        for row in Self.numbers { #expect(Self.read(row.text, .number(0...1)) == row.result) }
        for row in Self.durations { #expect(Self.read(row.text, .duration(atLeast: .milliseconds(1))) == row.result) }
        for row in Self.sizes { #expect(Self.read(row.text, .byteSize(1...(2 << 30))) == row.result) }
        for row in Self.rates {
            #expect(Self.read(row.text, ValueReader<Rate>.rate.map { "\($0.count) \($0.period)" }) == row.result)
        }
        for row in Self.texts { #expect(Self.read(row.text, .text) == row.result) }
        for row in Self.lists { #expect(Self.read(row.text, .oneOrMore(of: .text)) == row.result) }
    }

    @Test
    func `readers are combined`() {
        let orNone = ValueReader<String?>.orNothing(.text).map { $0 ?? "none" }
        let columns = ValueReader<Located<String>>.located(.text).map {
            "\($0.location.column) \($0.location(ofScalar: 2).column)"
        }
        let even = ValueReader<Int>.int().compactMap("an even number") { $0 % 2 == 0 ? $0 : nil }
        let day = ValueReader<Int>.parsed("a day of the week") { ["mon": 1, "tue": 2][$0] }
        #expect(Self.read("", orNone) == "none")
        #expect(Self.read("x", orNone) == "x")
        #expect(Self.read("abcd", columns) == "4 6")
        #expect(Self.read("4", even) == "4")
        #expect(Self.read("5", even) == "`a` wants an even number, found `5`")
        #expect(Self.read("tue", day) == "2")
        #expect(Self.read("sat", day) == "`a` wants a day of the week, found `sat`")
        #expect(Self.read("raed", .word(["read"])) == "`a` wants `read`, found `raed`; did you mean `read`?")
        #expect(Self.read("{x: 1}", ValueReader<YAMLNode>.node.map(\.kindName)) == "a mapping")
    }

    @Test
    func `quoted findings are short and on one line`() {
        let found = Self.read("\"a\\nb\\0" + String(repeating: "c", count: 100) + "\"", .bool)
        #expect(found == "`a` wants true or false, found `a\\nb\\0" + String(repeating: "c", count: 36) + "…`")
    }
}
