import EmendCore
import EmendHTTP

/// Writes the numbers in the text format of Prometheus.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
package struct MetricsPage {
    private var text = ""
    /// The metric whose samples are being written.
    private var current = ""
    private var isFirst = true

    package static func text(of metrics: Metrics, _ gauges: Gauges) -> String {
        var page = MetricsPage()
        page.addWebhooks(metrics)
        page.addDelivery(metrics)
        page.addStore(metrics)
        page.addGauges(gauges)
        page.addReloads(metrics)
        return page.text
    }

    private mutating func addWebhooks(_ metrics: Metrics) {
        begin("emend_requests_total", "counter", "Webhook requests by answer.")
        let accounts = metrics.accountCounters
        for (name, counters) in accounts {
            for reason in RequestReason.allCases {
                let labels: KeyValuePairs = ["account": name, "status": "\(reason.status)", "reason": reason.rawValue]
                add(labels, counters[reason].value)
            }
        }
        add(["account": "", "status": "404", "reason": "unknown_address"], metrics.unknownAddresses.value)
        begin("emend_http_refusals_total", "counter", "Requests refused for their form, whatever they were for.")
        for refusal in HTTPRefusal.allCases {
            add(["reason": refusal.rawValue], metrics.httpRefusals[refusal.rawValue])
        }
        begin("emend_messages_total", "counter", "Messages by verdict.")
        for (name, counters) in accounts {
            for outcome in MessageOutcome.allCases where counters[outcome] > 0 {
                let labels: KeyValuePairs = [
                    "account": name, "verdict": outcome.verdict.rawValue, "reason": outcome.reason,
                ]
                add(labels, counters[outcome])
            }
        }
        begin("emend_rule_hits_total", "counter", "Messages that a rule matched or could not judge.")
        for (id, count) in metrics.ruleHits { add(["rule": id], count) }
    }

    private mutating func addDelivery(_ metrics: Metrics) {
        begin("emend_calls_total", "counter", "Requests to providers by what came of them.")
        for (labels, count) in metrics.calls.all.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            add(
                ["account": labels.account, "kind": labels.kind.rawValue, "outcome": labels.outcome.rawValue], count)
        }
        begin("emend_receipts_total", "counter", "Settled effects by receipt.")
        for (labels, count) in metrics.receipts.all.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            let (effect, receipt) = (labels.effect, labels.receipt)
            add(
                [
                    "account": labels.account, "effect": effect, "receipt": receipt.word,
                    "reason": receipt.reason ?? "",
                ], count)
        }
        begin("emend_alarms_total", "counter", "What someone has to look at.")
        for (labels, count) in metrics.alarms.all.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            add(["account": labels.account, "alarm": labels.alarm.rawValue], count)
        }
    }

    private mutating func addStore(_ metrics: Metrics) {
        begin("emend_commit_verbs", "histogram", "Webhooks, claims and receipts that shared one transaction.")
        add(metrics.commitVerbs, perUnit: 1)
        begin("emend_commit_seconds", "histogram", "How long a transaction took until it was on disk.")
        add(metrics.commitNanoseconds, perUnit: 1_000_000_000)
    }

    private mutating func addGauges(_ gauges: Gauges) {
        begin("emend_ready", "gauge", "1 while webhooks are taken.")
        add(gauges.isReady ? 1 : 0)
        begin("emend_queue_length", "gauge", "Webhooks that wait for a judging thread.")
        add(UInt64(gauges.queueLength))
        begin("emend_outbox_pending", "gauge", "Changes and reads that wait to be made.")
        for (kind, count) in gauges.pending { add(["kind": kind], UInt64(count)) }
        begin("emend_oldest_pending_redaction_seconds", "gauge", "How long the oldest redaction has waited.")
        add(seconds: gauges.oldestRedaction ?? .zero)
        begin("emend_accounts_paused", "gauge", "Accounts whose calls are stopped.")
        for name in gauges.pausedAccounts { add(["account": name], 1) }
        begin("emend_ruleset_generation", "gauge", "Activations of rulesets so far.")
        add(UInt64(gauges.generation))
        begin("emend_log_lines_dropped_total", "counter", "Lines of the log that nobody took in time.")
        add(UInt64(gauges.droppedLogLines))
    }

    private mutating func addReloads(_ metrics: Metrics) {
        begin("emend_reloads_total", "counter", "Reloads that took effect.")
        add(metrics.reloads.value)
        begin("emend_failed_reloads_total", "counter", "Reloads that left the last good state.")
        add(metrics.failedReloads.value)
    }
}

/// The format.
extension MetricsPage {
    private mutating func begin(_ name: String, _ type: String, _ help: String) {
        current = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func open() {
        text += current + "{"
        isFirst = true
    }

    private mutating func label(_ name: String, _ value: String) {
        if !isFirst { text += "," }
        isFirst = false
        text += name + "=\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    private mutating func close(_ value: UInt64) { text += "} \(value)\n" }

    private mutating func add(_ value: UInt64) { text += "\(current) \(value)\n" }

    private mutating func add(seconds: Duration) {
        let milliseconds = max(0, seconds.wholeMilliseconds)
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        text += "\(current) \(milliseconds / 1000).\(fraction)\n"
    }

    /// - Parameter perUnit: How many of the counted units make one of the metric's.
    private mutating func add(_ histogram: Histogram, perUnit: UInt64) {
        let reading = histogram.reading
        for (limit, count) in zip(histogram.limits, reading.atMost) {
            text += "\(current)_bucket{le=\"\(MetricsPage.decimal(limit, perUnit))\"} \(count)\n"
        }
        text += "\(current)_bucket{le=\"+Inf\"} \(reading.count)\n"
        text += "\(current)_sum \(MetricsPage.decimal(reading.sum, perUnit))\n\(current)_count \(reading.count)\n"
    }

    /// `value / perUnit`, with as many digits as it takes; `perUnit` is a power of ten.
    private static func decimal(_ value: UInt64, _ perUnit: UInt64) -> String {
        let (whole, rest) = value.quotientAndRemainder(dividingBy: perUnit)
        guard rest > 0 else { return "\(whole)" }
        var digits = String(String(perUnit + rest).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    private mutating func add(_ labels: KeyValuePairs<String, String>, _ count: UInt64) {
        open()
        for (name, value) in labels { label(name, value) }
        close(count)
    }
}
