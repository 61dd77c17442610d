import EmendCore
import EmendPlatform
import EmendService
import Glibc
import Testing

struct LogTests {
    /// What one call of `body` writes.
    private func lines(
        _ format: LogSettings.Format, _ level: LogSettings.Level = .info, _ body: (Log) -> Void
    ) throws -> String {
        let folder = try TemporaryDirectory()
        let path = folder.file("log")
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var settings = LogSettings()
        (settings.format, settings.level) = (format, level)
        let time = try #require(Timestamp(rfc3339: "2026-03-02T10:15:30.123Z"))
        body(Log(settings, to: OutputStream(descriptor: descriptor, isImmediate: true)) { time })
        return String(decoding: try FileSystem.read(path), as: UTF8.self)
    }

    @Test func `writes a line that people can read`() throws {
        let text = try lines(.text) {
            $0.write(.call, .account("chat"), .message("m1"), .effects(["redact", "tag"]), .status(200))
        }
        #expect(text == "2026-03-02T10:15:30.123Z info call account=chat message=m1 effects=redact,tag status=200\n")
    }

    @Test func `writes a line that programs can read`() throws {
        let text = try lines(.json) {
            $0.write(.call, .message("a\"b"), .effects(["redact"]), .durationMilliseconds(7))
        }
        let line =
            #"{"time":"2026-03-02T10:15:30.123Z","level":"info","event":"call","message":"a\"b","#
            + #""effects":["redact"],"duration_ms":7}"#
        #expect(text == line + "\n")
    }

    /// Message ids are strangers' text: they must not forge a line, colour a terminal or hide what follows.
    @Test(arguments: ["a\nb", "a b=c", "\u{1B}[31m", "\u{202E}x", "", "é", "\u{85}", "\u{2028}"])
    func `an id cannot forge or hide anything`(_ id: String) throws {
        let text = try lines(.text) { $0.write(.overwrote, .message(id), .reason("read")) }
        #expect(text.count { $0 == "\n" } == 1)
        #expect(text.utf8.allSatisfy { $0 == 10 || (32...126).contains($0) })
        #expect(text.contains("message=\"") && text.hasSuffix("\" reason=read\n"))
        let json = try lines(.json) { $0.write(.overwrote, .message(id)) }
        #expect(json.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 32 && $0 != "\u{202E}" && $0 != "\u{85}") })
        #expect(throws: Never.self) { try JSONDocument(parsing: Array(json.utf8)) }
    }

    @Test func `leaves out what is below its level`() throws {
        let text = try lines(.text, .warning) { log in
            for event in LogEvent.allCases { log.write(event) }
        }
        let words = text.split(separator: "\n").compactMap { $0.split(separator: " ").last.map(String.init) }
        #expect(words == LogEvent.allCases.filter { $0.level >= .warning }.map(\.rawValue))
        #expect(words.contains("redaction_refused") && !words.contains("call"))
    }
}
