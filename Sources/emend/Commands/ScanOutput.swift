import EmendCore
import EmendMatching
import EmendPlatform
import EmendRules

/// Reads lines, has them judged and writes a line for each, as they come.
struct ScanOutput {
    let scanner: TextScanner
    let format: ScanCommand.Format
    let input: ScanCommand.Input
    let console: Console

    /// A longer line is not kept in memory; it counts as not judged.
    private static let longestLineBytes = 16 << 20

    func run() throws -> ExitCode {
        var lines = LineInput(limitBytes: Self.longestLineBytes)
        var (number, repaired, unjudged) = (0, 0, 0)
        while let line = try lines.next() {
            number += 1
            let (text, isRepaired) = try text(of: line, number: number)
            if isRepaired { repaired += 1 }
            if !write(text, number: number) { unjudged += 1 }
            if console.isAbandoned { return .fine }
            // People and programs at the other end of a pipe see each line before the next one comes.
            if !lines.hasLineReady { console.out.flush() }
        }
        if repaired > 0 {
            console.remark("\(repaired) of \(number) lines were not valid UTF-8; U+FFFD stands for what was not")
        }
        return unjudged > 0 ? .findings : .fine
    }

    /// Nil for a line that is too long to be looked at.
    private func text(of line: LineInput.Line, number: Int) throws -> (text: ValidUTF8?, isRepaired: Bool) {
        guard line.isWhole else { return (nil, false) }
        guard let text = ValidUTF8(validating: line.bytes) else {
            guard input == .text else { throw unusable(number, "is not valid UTF-8") }
            return (ValidUTF8(repairing: line.bytes), true)
        }
        guard input == .ndjson else { return (text, false) }
        guard let document = try? JSONDocument(parsing: text.bytes) else { throw unusable(number, "is not JSON") }
        guard let member = document.root["text"]?.text else {
            throw unusable(number, "is no object with a text `text`")
        }
        return (member, false)
    }

    private func unusable(_ number: Int, _ reason: String) -> CommandFailure {
        CommandFailure(.unusable, "line \(number) of standard input \(reason)")
    }

    /// False when the line could not be judged, wholly or by some rule.
    private func write(_ text: ValidUTF8?, number: Int) -> Bool {
        guard let text else {
            report(number, rule: nil, .tooLarge)
            switch format {
            case .text: console.print("[unscanned]")
            case .ndjson: console.print(json(nil))
            }
            return false
        }
        let result = scanner.scan(text)
        for (rule, reason) in result.unscanned { report(number, rule: rule, reason) }
        switch format {
        case .text: console.print(result.text.bytes)
        case .ndjson: console.print(json(result))
        }
        return result.unscanned.isEmpty
    }

    private func report(_ number: Int, rule: String?, _ reason: UnscannedReason) {
        let judge = rule.map { "rule \($0)" } ?? "emend"
        console.complain("line \(number): \(judge) could not judge it (\(reason.rawValue))")
    }

    private func json(_ result: TextScanner.Result?) -> [UInt8] {
        JSONWriter.object { writer in
            writer.member(
                "spans",
                array: { list in
                    for span in result?.spans ?? [] {
                        list.object {
                            $0.member("start", int: span.range.lowerBound)
                            $0.member("end", int: span.range.upperBound)
                            $0.member("entity", string: span.entity)
                            $0.optionalMember("rule", span.rule)
                        }
                    }
                })
            writer.member(
                "language",
                object: {
                    $0.member("code", string: result?.language.code ?? "und")
                    $0.member("confidence", raw: "\(result?.language.confidence ?? 0)".utf8)
                })
            if let result { writer.member("text", text: result.text) } else { writer.nullMember("text") }
            let unscanned = result.map { $0.unscanned } ?? [(rule: nil, reason: .tooLarge)]
            guard !unscanned.isEmpty else { return }
            writer.member(
                "unscanned",
                array: { list in
                    for (rule, reason) in unscanned {
                        list.object {
                            $0.optionalMember("rule", rule)
                            $0.member("reason", string: reason.rawValue)
                        }
                    }
                })
        }
    }
}
