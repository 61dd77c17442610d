import EmendCore
import EmendYAML

extension RuleLoader {
    var testReader: ValueReader<RuleTest> {
        .mapping { fields in
            fields.requireOne(of: ["text", "capture"])
            var input = fields.optional("text", .text).map { RuleTest.Input.text($0) }
            if let capture = fields.optional("capture", .captureLine) { input = capture }
            guard let input else {
                Self.skim(fields)
                return nil
            }
            var test = RuleTest(location: fields.node.start, input: input)
            Self.read(fields, into: &test)
            return test
        }
    }

    /// So that the keys count as known where the test can't be read.
    private static func skim(_ fields: Fields) {
        var test = RuleTest(location: fields.node.start, input: .text(""))
        read(fields, into: &test)
    }

    private static func read(_ fields: Fields, into test: inout RuleTest) {
        test.from = fields.optional("from", .word(SenderKind.self))
        test.provider = fields.optional("provider", .word(Provider.self))
        test.account = fields.optional("account", .nonEmptyText)
        test.event = fields.optional("event", .word(EventKind.self))
        test.at = fields.optional("at", .parsed("a time such as 2026-01-01T12:00:00Z") { Timestamp(rfc3339: $0) })
        test.after = fields.optional("after", .oneOrMore(of: .text)) ?? []
        test.usesRuleset = fields.optional("ruleset", .bool) ?? false
        test.becomes = fields.optional("becomes", .text)
        test.clean = fields.optional("clean", .bool)
        test.hits = fields.optional("hits", .list(of: .nonEmptyText))
        test.language = fields.optional("language", .nonEmptyText)
        test.calls = fields.optional("calls", .list(of: .expectedCall))
        if test.clean == true {
            for key in ["becomes", "hits", "calls"] where fields[key]?.sequence?.isEmpty != true {
                guard let place = fields.location(ofKey: key) else { continue }
                fields.log.report(
                    .invalidValue, at: place,
                    "`\(key)` can't stand beside `clean: true`, which says that nothing is found")
            }
        }
        let expectations = ["becomes", "clean", "hits", "language", "calls"]
        if !expectations.contains(where: fields.has), !fields.hasUnknownKeys {
            let list = expectations.map { "`\($0)`" }.joined(separator: ", ")
            fields.log.report(.missingKey, at: fields.node.start, "a test needs one of \(list)")
        }
    }
}

extension ValueReader where Value == RuleTest.Input {
    /// `FILE:LINE`
    fileprivate static var captureLine: ValueReader {
        parsed("a line of a capture, FILE:LINE") { text in
            guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
                let line = Int(text[text.index(after: colon)...]), line > 0
            else { return nil }
            return .capture(file: String(text[..<colon]), line: line)
        }
    }
}

extension ValueReader where Value == ExpectedCall {
    fileprivate static var expectedCall: ValueReader {
        .mapping { fields in
            let headers = fields.optional("headers", .entries(of: ValueReader<String>.text)) ?? []
            return ExpectedCall(
                method: fields.optional("method", .nonEmptyText), url: fields.optional("url", .nonEmptyText),
                path: fields.optional("path", .nonEmptyText),
                headers: headers.map { ExpectedCall.Header(name: $0.key.text, value: $0.value) },
                body: fields.optional("body", .node).map { ExpectedValue($0) })
        }
    }
}

extension ExpectedValue {
    fileprivate init(_ node: YAMLNode) {
        switch node.content {
        case .scalar(let scalar): self = .scalar(node.isNull ? "null" : scalar.text)
        case .sequence(let items): self = .list(items.map { ExpectedValue($0) })
        case .mapping(let entries):
            self = .object(entries.map { Member(key: $0.key.text, value: ExpectedValue($0.value)) })
        case .invalid: self = .scalar("")
        }
    }
}
