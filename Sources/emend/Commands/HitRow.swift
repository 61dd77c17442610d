import EmendCore
import EmendStore

/// One hit as a program and as a person reads it.
enum HitRow {
    /// The columns of the view `hits`, in its order; what is JSON text there is a JSON value here.
    static func json(_ hit: HitRecord) -> [UInt8] {
        JSONWriter.object { row in
            row.member("id", int: hit.id)
            row.member("decided_at", string: hit.decidedAt)
            row.member("account", string: hit.account)
            row.member("provider", string: hit.provider)
            row.optionalMember("conversation_id", hit.conversationID)
            row.optionalMember("message_id", hit.messageID)
            row.member("event", string: hit.event)
            row.optionalMember("rule", hit.rule)
            row.member("ruleset", string: hit.ruleset)
            row.member("mode", string: hit.mode)
            row.member("verdict", string: hit.verdict)
            row.member("actions", raw: hit.actions.utf8)
            row.member("entities", raw: hit.entities.utf8)
            row.member("spans", raw: hit.spans.utf8)
            row.member("fingerprints", raw: hit.fingerprints.utf8)
            row.member("receipt", string: hit.receipt)
            row.optionalMember("receipt_reason", hit.receiptReason)
            row.optionalMember("settled_at", hit.settledAt)
        }
    }

    static func table(_ hits: [HitRecord]) -> Table {
        var table = Table(["DECIDED", "ACCOUNT", "MESSAGE", "RULE", "VERDICT", "ACTIONS", "ENTITIES", "RECEIPT"])
        for hit in hits {
            let receipt = hit.receipt + (hit.receiptReason.map { "(\($0))" } ?? "")
            let verdict = hit.verdict + (hit.mode == RuleMode.live.rawValue ? "" : " (\(hit.mode))")
            table.add([
                hit.decidedAt, hit.account, hit.messageID ?? "", hit.rule ?? "", verdict, words(hit.actions),
                entities(hit.entities), receipt,
            ])
        }
        return table
    }

    private static func words(_ json: String) -> String {
        let root = try? JSONDocument(parsing: Array(json.utf8)).root
        return root?.elements.compactMap(\.string).joined(separator: ",") ?? ""
    }

    /// `credit_card:2,email:1`
    private static func entities(_ json: String) -> String {
        let root = try? JSONDocument(parsing: Array(json.utf8)).root
        return root?.members.map { "\($0.key.string):\($0.value.numberText ?? "")" }.joined(separator: ",") ?? ""
    }
}
