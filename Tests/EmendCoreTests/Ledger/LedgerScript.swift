import EmendCore

/// A message's life told in words, run against the pure ledger.
///
/// Texts are letters; the redaction of `a` is `A`, of `b` is `B`; `c` needs none.
struct LedgerScript {
    private var row: LedgerRow?
    private var changes: [UnsettledChange] = []
    private var clock: Int64 = 1000
    private let isReadable: Bool

    init(isReadable: Bool) { self.isReadable = isReadable }

    /// Runs one step and says what came of it.
    ///
    /// `created a@1`, `edited a`, `hint a`, `read A@2`, `late-read a` (sent before the last move), `deleted`, `start`
    /// (a call for the unsent change), `answer` (it was taken), `answer @3` (and shows the text with its edit time).
    mutating func run(_ step: String) -> String {
        clock += 1
        let words = step.split(separator: " ").map(String.init)
        switch words[0] {
        case "start": return start()
        case "answer":
            return answer(at: words.count > 1 ? Int64(words[1].dropFirst()).map { Timestamp(seconds: $0) } : nil)
        case "deleted":
            let at = now
            row?.markGone(at: at)
            changes.removeAll { $0.phase == .unsent }
            return "gone"
        default: return judge(words[0], words[1])
        }
    }

    private var now: Timestamp { Timestamp(seconds: clock) }

    private mutating func judge(_ kind: String, _ what: String) -> String {
        let parts = what.split(separator: "@").map(String.init)
        let version = Self.version(parts[0])
        let source: LedgerEntry.Source =
            switch kind {
            case "hint": .hint
            case "read": .read(sentAt: now, repeats: 0, isDelivery: false)
            case "late-read": .read(sentAt: Timestamp(seconds: 0), repeats: 0, isDelivery: false)
            case "late-read-again": .read(sentAt: Timestamp(seconds: 0), repeats: 3, isDelivery: false)
            default: .webhook
            }
        var entry = LedgerEntry(version, source, at: now)
        entry.event = EventKind(rawValue: kind)
        entry.stamp = parts.count > 1 ? Int64(parts[1]).map { Timestamp(seconds: $0) } : nil
        entry.isReadable = isReadable
        entry.hasCertainSender = true
        let redacted = Self.version(String(parts[0].map { "ab".contains($0) ? Character($0.uppercased()) : $0 }))
        let planned = TextVersion(redacted.parts.filter { version[$0.key] != $0.fingerprint })
        entry.needsText = !planned.parts.isEmpty
        let step = Ledger.judge(entry, row: row, changes: changes)
        row = step.row
        apply(step, version, planned, entry.stamp)
        return Self.words(step)
    }

    private mutating func apply(
        _ step: LedgerStep, _ version: TextVersion, _ planned: TextVersion, _ stamp: Timestamp?
    ) {
        for index in changes.indices where changes[index].phase == .started {
            changes[index].overtaken = max(changes[index].overtaken, step.overtakes)
        }
        if step.verdict == .new || step.dropsUnsentText { changes.removeAll { $0.phase == .unsent } }
        if step.reopens != nil, isReadable {
            changes.append(
                UnsettledChange(.awaiting, judged: version, planned: step.row.wrote, overtaken: .edited))
        }
        if step.resolution != nil { changes.removeAll { $0.phase == .awaiting } }
        if step.verdict == .new, !planned.parts.isEmpty {
            var change = UnsettledChange(.unsent, judged: version, planned: planned)
            change.judgedStamp = stamp
            changes.append(change)
        }
    }

    private mutating func start() -> String {
        guard let index = changes.firstIndex(where: { $0.phase == .unsent }) else { return "nothing" }
        changes[index].phase = .started
        let at = now
        row?.markStarted(at: at, writesText: true)
        return "started"
    }

    private mutating func answer(at stamp: Timestamp?) -> String {
        guard let index = changes.firstIndex(where: { $0.phase == .started }) else { return "nothing" }
        if changes[index].overtaken > .no, isReadable {
            changes[index].phase = .awaiting
            return "awaiting"
        }
        let change = changes.remove(at: index)
        if change.overtaken > .no { return "overwrote(unread)" }
        let at = now
        row?.markWritten(
            change.planned, served: stamp.map { ServedText(version: change.planned, stamp: $0) }, at: at)
        row?.settled = change.judgedStamp.map {
            SettledText(change: 1, judged: change.judged, judgedStamp: $0, receipt: .proved)
        }
        row?.flags.remove(.owed)
        return "settled"
    }

    private static func words(_ step: LedgerStep) -> String {
        var words =
            switch step.verdict {
            case .new: "new"
            case .echo: "echo"
            case .duplicate(let reason): reason.rawValue
            case .deferred: "deferred"
            }
        if step.needsRead { words += " read" }
        if step.overtakes == .edited { words += " overtakes" }
        if step.overtakes == .again { words += " again" }
        if step.dropsUnsentText { words += " drops" }
        if step.reopens != nil { words += " reopens" }
        if let resolution = step.resolution { words += " \(resolution)" }
        return words
    }

    /// One part for each letter.
    static func version(_ text: String) -> TextVersion {
        TextVersion(
            text.unicodeScalars.enumerated().filter { $0.element != "-" }.map { index, letter in
                let key = index == 0 ? PartKey.text : PartKey(.attachment, UInt16(index))
                return TextVersion.Part(key, Fingerprint(high: UInt64(letter.value), low: UInt64(index)))
            })
    }
}
