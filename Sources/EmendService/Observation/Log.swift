package import EmendCore
package import EmendPlatform

/// Writes one line per event, as text for people or as JSON for collectors. Any thread may write.
package final class Log: Sendable {
    private let settings: LogSettings
    private let output: OutputStream
    private let now: @Sendable () -> Timestamp

    package init(
        _ settings: LogSettings, to output: OutputStream = .log,
        now: @escaping @Sendable () -> Timestamp = { SystemClock.now() }
    ) {
        (self.settings, self.output, self.now) = (settings, output, now)
    }

    /// Lines that were not written because nobody took them.
    package var droppedLines: Int { output.dropped }

    /// Whether an event would be written; for callers that spare themselves the making of its fields.
    package func shows(_ event: LogEvent) -> Bool { event.level >= settings.level }

    package func write(_ event: LogEvent, _ fields: LogField...) { write(event, fields: fields) }

    package func write(_ event: LogEvent, fields: [LogField]) {
        guard shows(event) else { return }
        output.write(LogLine(event, fields, at: now()).bytes(as: settings.format))
    }
}

/// One line of the log, with its line feed.
struct LogLine {
    private let event: LogEvent
    private let fields: [LogField]
    private let time: Timestamp

    init(_ event: LogEvent, _ fields: [LogField], at time: Timestamp) {
        (self.event, self.fields, self.time) = (event, fields, time)
    }

    func bytes(as format: LogSettings.Format) -> [UInt8] {
        switch format {
        case .text: Array(text.utf8) + [UInt8(ascii: "\n")]
        case .json: json + [UInt8(ascii: "\n")]
        }
    }

    private var text: String {
        var line = "\(time.rfc3339) \(event.level.rawValue) \(event.rawValue)"
        for field in fields {
            line += " \(field.name)="
            switch field.value {
            case .text(let text): line += text.quotedIfNeeded
            case .list(let list): line += list.joined(separator: ",").quotedIfNeeded
            case .integer(let number): line += String(number)
            }
        }
        return line
    }

    private var json: [UInt8] {
        JSONWriter.object { line in
            line.member("time", string: time.rfc3339)
            line.member("level", string: event.level.rawValue)
            line.member("event", string: event.rawValue)
            for field in fields {
                switch field.value {
                case .text(let text): line.member(field.name, string: text.withVisibleControls)
                case .list(let list):
                    line.key(field.name)
                    line.array { for item in list { $0.string(item.withVisibleControls) } }
                case .integer(let number): line.member(field.name, int: number)
                }
            }
        }
    }
}

extension String {
    /// As it stands when it is made of harmless ASCII, else in quotes with everything else escaped.
    fileprivate var quotedIfNeeded: String {
        let isPlain = utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "._~-:/,@+*[]%#".utf8.contains(byte)
            }
        }
        if isPlain && !isEmpty { return self }
        var quoted = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case " "..."~": quoted.unicodeScalars.append(scalar)
            default: quoted += scalar.escaped(asASCII: true)
            }
        }
        return quoted + "\""
    }

    /// Controls, bidirectional marks and line separators made visible, so that no id can forge or hide a line.
    fileprivate var withVisibleControls: String {
        var shown = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                shown += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
