import EmendCore
import EmendMatching
import EmendYAML

extension ConditionReader {
    /// Several keys in one `text` are AND; each becomes a leaf of its own.
    var text: ValueReader<Condition> {
        .mapping { fields in
            let isRaw = fields.optional("raw", .bool) ?? false
            let except = fields.optional("except", exceptions)
            let confidence = fields.optional("confidence", .number(0...1))
            var leaves: [Condition] = []
            func add(_ test: TextLeaf.Test?, filters: [Int] = [], places: [SourceLocation] = []) {
                guard let test else { return }
                let leaf = TextLeaf(test: test, except: except, raw: isRaw, filters: filters, places: places)
                leaves.append(.leaf(.text(leaf)))
            }
            for key in fields.keys.map(\.text) {
                switch key {
                case "regex":
                    let patterns = fields.optional(key, .oneOrMore(of: .located(pattern)))
                    add(
                        patterns.map { .regex($0.map(\.value)) },
                        filters: patterns?.map { loader.filter($0.value.needs) } ?? [],
                        places: patterns?.map(\.location) ?? [])
                case "keywords":
                    let keywords = fields.optional(key, .oneOrMore(of: keyword)).map { KeywordSet($0) }
                    add(keywords.map { .keywords($0) }, filters: keywords.map { [loader.filter($0.needs)] } ?? [])
                case "detect": add(detect(fields, confidence ?? Detectors.defaultConfidence, isRaw))
                case "equals":
                    add(fields.optional(key, .oneOrMore(of: .text)).map { .equals(Set($0.map { ValidUTF8($0) })) })
                case "longer_than": add(fields.optional(key, .int(0...10_000_000)).map { .longerThan($0) })
                default: break
                }
            }
            fields.allow("regex", "keywords", "detect", "equals", "longer_than")
            checkCompany(fields)
            return leaves.count == 1 ? leaves[0] : .all(leaves)
        }
    }

    private func checkCompany(_ fields: Fields) {
        let tests = ["regex", "keywords", "detect", "equals", "longer_than"]
        // A key that is not known stands in the place of the one that lacks, and is reported with what it may have meant.
        if !tests.contains(where: fields.has), !fields.hasUnknownKeys {
            let list = tests.map { "`\($0)`" }.joined(separator: ", ")
            fields.log.report(.missingKey, at: fields.node.start, "`text` needs one of \(list)")
        }
        if !fields.has("detect"), let place = fields.location(ofKey: "confidence") {
            fields.log.report(.invalidValue, at: place, "`confidence` means something only beside `detect`")
        }
        if !["regex", "keywords", "detect", "equals"].contains(where: fields.has),
            let place = fields.location(ofKey: "except")
        {
            fields.log.report(
                .invalidValue, at: place, "`except` means something only beside `regex`, `keywords` or `detect`")
        }
    }

    private var keyword: ValueReader<String> {
        ValueReader<String>.text.compactMap("a word or phrase") { text in
            text.unicodeScalars.allSatisfy { $0.properties.isWhitespace } ? nil : text
        }
    }

    /// A compiled pattern; what PCRE2 says about a bad one points into it.
    var pattern: ValueReader<Pattern> {
        ValueReader(wanted: "a regular expression") { [limits] node, subject, log in
            guard let source = ValueReader<String>.nonEmptyText.read(node, subject, log) else { return nil }
            do throws(PatternError) {
                return try Pattern(source, matchLimit: limits.match)
            } catch {
                let place = Located(source, at: node).location(ofScalar: error.offset)
                log.report(.invalidPattern, at: place, "the pattern is not valid: \(error.message)")
                return nil
            }
        }
    }

    private func detect(_ fields: Fields, _ confidence: Double, _ isRaw: Bool) -> TextLeaf.Test? {
        guard let names = fields.optional("detect", .oneOrMore(of: .located(.nonEmptyText))) else { return nil }
        var detectors: [Detector] = []
        for name in names {
            guard let detector = Detectors.named(name.value) else {
                let near = suggestion(for: name.value, among: Detectors.all.map(\.name))
                fields.log.report(
                    .unknownDetector, at: name.location, "there is no detector `\(name.value)`",
                    hint: near.map { "did you mean `\($0)`?" })
                continue
            }
            if !detectors.contains(where: { $0.name == detector.name }) { detectors.append(detector) }
        }
        let slots = detectors.map { loader.slot(of: $0, confidence: confidence, isRaw: isRaw) }
        return .detect(detectors, slots: slots, confidence: confidence)
    }

    /// A list holds exact values; one text is a regex that has to match all of the found text.
    private var exceptions: ValueReader<Exceptions> {
        let asMapping = ValueReader<[Pattern]>.mapping { [self] fields in
            fields.required("regex", .oneOrMore(of: pattern))
        }
        return ValueReader(wanted: "a list of exact values, or a regular expression") { [self] node, subject, log in
            if node.mapping != nil { return asMapping.read(node, subject, log).map { Exceptions(patterns: $0) } }
            guard node.sequence != nil else {
                return pattern.read(node, subject, log).map { Exceptions(patterns: [$0]) }
            }
            return ValueReader<[String]>.oneOrMore(of: .nonEmptyText).read(node, subject, log).map { values in
                Exceptions(values: Set(values.map { ValidUTF8($0) }))
            }
        }
    }
}
