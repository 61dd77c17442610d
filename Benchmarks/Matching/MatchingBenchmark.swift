import EmendCore
import EmendMatching

/// Nanoseconds per message for each part of matching, over a few clean messages of about 200 characters.
///
/// `EMEND_BENCHMARKS=1 swift run -c release MatchingBenchmark`
@main enum MatchingBenchmark {
    static let ascii = ValidUTF8(
        "Hi there, I ordered two pairs of shoes last week and the tracking page has not changed since Monday. "
            + "Could you please have a look at it and tell me when they will arrive? I am at home until 6 pm. Thanks!")
    static let digits = ValidUTF8(
        "Hi, order 10493827 from 2026-03-02 10:15 is still not here; invoice 2026/00417 says 149.90 EUR for item "
            + "4711-22. Could you check with the carrier? My customer number is 88123, see the mail of 1 March 2026.")
    static let cyrillic = ValidUTF8(
        "Здравствуйте, я заказал две пары обуви на прошлой неделе, а страница отслеживания не менялась с "
            + "понедельника. Не могли бы вы проверить и сказать, когда они придут? Спасибо большое!")

    static func main() {
        let scratch = MatchScratch()
        for (name, text) in [("ascii", ascii), ("digits", digits), ("cyrillic", cyrillic)] {
            print("\(name), \(text.scalarCount) characters")
            measure("  subject") { Subject(text).text.bytes.count }
            measure("  all detectors") {
                let subject = Subject(text)
                return Detectors.all.reduce(0) { $0 + $1.finds(in: subject, scratch: scratch).finds.count }
            }
            for detector in Detectors.all {
                let subject = Subject(text)
                measure("  \(detector.name)") { detector.finds(in: subject, scratch: scratch).finds.count }
            }
            for count in [10, 100, 1000] { measureRules(count, text, scratch) }
            let words = KeywordSet((0..<200).map { "keyword\($0)" })
            measure("  200 keywords") { words.matches(in: Subject(text)).count }
            measure("  language") { LanguageIdentifier.identify(text).code.utf8.count }
        }
    }

    /// Patterns of the kinds that rules hold, one by one and behind the prefilter.
    private static func measureRules(_ count: Int, _ text: ValidUTF8, _ scratch: MatchScratch) {
        let patterns = (0..<count).compactMap { number -> Pattern? in
            let sources = [
                "(?i)\\bpromo(?:tion)?\(number)\\b", "https?://[\\w.-]+/\(number)/\\S+",
                "(?i)(?:win|earn) \(number) (?:euro|usd)",
                "\\b[A-Z]{2}-\(number)\\d{4}\\b", "(?i)refund\(number)|chargeback\(number)",
            ]
            return try? Pattern(sources[number % sources.count])
        }
        let prefilter = Prefilter(patterns.map(\.needs))
        measure("  \(count) rules one by one", rounds: 200_000 / count) {
            patterns.reduce(0) { $0 + $1.matches(in: text, scratch: scratch).matches.count }
        }
        measure("  \(count) rules prefiltered", rounds: 200_000 / count) {
            let subject = Subject(text)
            let candidates = prefilter.candidates(in: subject)
            return candidates.indices.reduce(0) {
                $0 + patterns[$1].matches(in: subject, scratch: scratch).matches.count
            }
        }
    }

    private static func measure(_ name: String, rounds: Int = 20_000, _ body: () -> Int) {
        var sink = 0
        for _ in 0..<rounds / 20 { sink &+= body() }
        let clock = ContinuousClock()
        let took = clock.measure { for _ in 0..<rounds { sink &+= body() } }
        let nanoseconds = Int(took / .nanoseconds(1)) / rounds
        print("\(name): \(nanoseconds) ns", sink == .min ? "!" : "")
    }
}
