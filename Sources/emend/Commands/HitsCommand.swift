import EmendCore
import EmendPlatform
import EmendService
import EmendStore

/// Query the hits.
enum HitsCommand: Command {
    private static let since = Option<Moment>.moment("--since", help: "decided then or later")
    private static let until = Option<Moment>.moment("--until", help: "decided before then")
    private static let rule = Option<String>.text("--rule", "ID", help: "of this rule")
    private static let provider = Option<Provider>.word("--provider", help: "from this provider")
    private static let account = Option<String>.text("--account", "NAME", help: "of this account")
    private static let message = Option<String>.text("--message", "ID", help: "on this message")
    private static let conversation = Option<String>.text("--conversation", "ID", help: "in this conversation")
    private static let entity = Option<String>.text("--entity", "NAME", help: "that found such an entity: credit_card")
    private static let receipt = Option<ReceiptWord>.word("--receipt", help: "whose worst effect stands so")
    private static let verdict = Option<VerdictWord>.word("--verdict", help: "matched, or could not be judged")
    private static let mode = Option<RuleMode>.word("--mode", help: "of rules that ran in this mode")
    private static let limit = Option<Int>.int(
        "--limit", "N", in: 1...1_000_000_000,
        help:
            "the newest so many, with --count-by the first so many counts or the last so many days; a table has 100 unless said otherwise"
    )
    private static let countBy = Option<HitGrouping>.word("--count-by", help: "counts instead of hits")
    private static let format = Option<RowFormat>.word(
        "--format", help: "table for people, ndjson for programs; by default what suits the output")

    enum ReceiptWord: String, CaseIterable, Sendable {
        case pending, refused, impossible, overwrote, dropped, accepted, proved, none
    }
    enum VerdictWord: String, CaseIterable, Sendable { case matched, unscanned }

    static let manual = Manual(
        name: "hits", summary: "query the hits: what matched, and what became of it",
        about: """
            Reads the store of the configuration, beside a running server or without one, the newest hits first. All conditions
            hold together. A hit holds rule, entities and offsets, never text. `sqlite3 emend.db 'select * from hits'` shows the
            same columns under the same names.
            """,
        options: [
            since, until, rule, provider, account, message, conversation, entity, receipt, verdict, mode, limit,
            countBy,
            format, SharedOptions.config,
        ] + SharedOptions.everywhere,
        examples: [
            .init("emend hits --since 24h --receipt refused", "what a provider refused since yesterday"),
            .init("emend hits --count-by entity --since 2026-03-01", "how many card numbers and addresses"),
            .init("emend hits --format ndjson | jq .spans", "all hits, for a program"),
        ],
        exitCodes: [
            (.fine, "done, also when there is no hit"),
            (.unusable, "wrong usage, or a configuration that cannot be used"),
            (.unavailable, "the store is not there or cannot be read"),
        ])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        let reader = try StoreReader(try Inputs.place(arguments).store.path)
        let format = arguments[format] ?? (console.isTerminal ? .table : .ndjson)
        var query = query(arguments, now: SystemClock.now())
        if let grouping = arguments[countBy] {
            let counts = try reader.counts(by: grouping, query)
            // Days stand in their order, the others by their number.
            let most = query.limit ?? counts.count
            let shown = grouping == .day ? counts.suffix(most) : counts.prefix(most)
            show(Array(shown), by: grouping, as: format, console)
            return .fine
        }
        if format == .table, query.limit == nil { query.limit = 100 }
        switch format {
        case .ndjson: try reader.forEachHit(query) { console.print(HitRow.json($0)) }
        case .table:
            let hits = try reader.hits(query)
            console.print(HitRow.table(hits))
            if !arguments.has(limit), hits.count == query.limit {
                console.remark("these are the newest \(hits.count); --limit shows more")
            }
        }
        return .fine
    }

    private static func query(_ arguments: Arguments, now: Timestamp) -> HitQuery {
        var query = HitQuery()
        query.since = arguments[since]?.timestamp(now: now)
        query.until = arguments[until]?.timestamp(now: now)
        query.rule = arguments[rule]
        query.provider = arguments[provider]
        query.account = arguments[account]
        query.message = arguments[message].map { ValidUTF8($0) }
        query.conversation = arguments[conversation].map { ValidUTF8($0) }
        query.entity = arguments[entity]
        query.receipt = arguments[receipt]?.rawValue
        query.verdict = arguments[verdict]?.rawValue
        query.mode = arguments[mode]
        query.limit = arguments[limit]
        return query
    }

    private static func show(_ counts: [HitCount], by grouping: HitGrouping, as format: RowFormat, _ console: Console) {
        switch format {
        case .ndjson:
            for count in counts {
                console.print(
                    JSONWriter.object {
                        $0.optionalMember(grouping.rawValue, count.name.isEmpty ? nil : count.name)
                        $0.member("count", int: count.count)
                    })
            }
        case .table:
            var table = Table([grouping.rawValue.uppercased(), "COUNT"])
            for count in counts { table.add([count.name, String(count.count)]) }
            console.print(table)
        }
    }
}
