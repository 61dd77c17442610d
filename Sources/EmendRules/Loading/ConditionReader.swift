import EmendCore
import EmendMatching
package import EmendYAML

/// Reads `when` and everything inside it.
struct ConditionReader {
    let loader: RuleLoader
    let limits: RuleLimits

    var condition: ValueReader<Condition> { condition(isNegated: false) }

    /// - Parameter isNegated: Anywhere under `not`.
    private func condition(isNegated: Bool) -> ValueReader<Condition> {
        .mapping { fields in
            var items: [Condition] = []
            func add(_ condition: Condition?) { if let condition { items.append(condition) } }
            // Asked for in the order of the file, so that finds keep the order in which their leaves are written.
            for key in fields.keys.map(\.text) { add(item(key, fields, isNegated)) }
            fields.allow("all", "any", "not", "text", "language", "provider", "account", "conversation", "sender")
            fields.allow("sender_name", "channel", "reply", "attachments", "field", "time")
            if fields.keys.isEmpty {
                fields.log.report(
                    .invalidValue, at: fields.node.start, "a condition wants at least one key",
                    hint: "a rule for every message names all providers, or uses `all: []`")
            }
            return items.count == 1 ? items[0] : .all(items)
        }
    }

    private func item(_ key: String, _ fields: Fields, _ isNegated: Bool) -> Condition? {
        switch key {
        case "all": fields.optional(key, .list(of: condition(isNegated: isNegated))).map { .all($0) }
        case "any": any(fields, isNegated)
        case "not": fields.optional(key, condition(isNegated: true)).map { .not($0) }
        case "text": fields.optional(key, text)
        case "language": language(fields, isNegated)
        case "provider": leaf(fields.optional(key, .oneOrMore(of: .word(Provider.self))).map { .provider($0) })
        case "account": account(fields)
        case "conversation": leaf(texts(key, fields).map { .conversation($0) })
        case "sender": leaf(texts(key, fields).map { .sender($0) })
        case "sender_name": leaf(texts(key, fields).map { .senderName($0) })
        case "channel": leaf(texts(key, fields).map { .channel($0) })
        case "reply": leaf(fields.optional(key, .bool).map { .reply($0) })
        case "attachments": leaf(fields.optional(key, .bool).map { .attachments($0) })
        case "field": leaf(fields.optional(key, field).map { .field($0) })
        case "time": leaf(fields.optional(key, time).map { .time($0) })
        default: nil
        }
    }

    private func leaf(_ leaf: Leaf?) -> Condition? { leaf.map { .leaf($0) } }

    private func texts(_ key: String, _ fields: Fields) -> Set<ValidUTF8>? {
        fields.optional(key, .oneOrMore(of: .nonEmptyText)).map { Set($0.map { ValidUTF8($0) }) }
    }

    private func any(_ fields: Fields, _ isNegated: Bool) -> Condition? {
        guard let items = fields.optional("any", .list(of: condition(isNegated: isNegated))) else { return nil }
        if items.isEmpty, fields["any"]?.sequence?.isEmpty == true, let place = fields["any"]?.start {
            fields.log.report(
                .invalidValue, at: place, "`any` wants at least one condition; an empty one never matches")
        }
        return .any(items)
    }

    private func account(_ fields: Fields) -> Condition? {
        guard let names = fields.optional("account", .oneOrMore(of: .located(.nonEmptyText))) else { return nil }
        if let accounts = loader.environment.accounts?.map(\.name) {
            for name in names where !accounts.contains(name.value) {
                fields.log.report(
                    .unknownAccount, at: name.location, "there is no account `\(name.value)`",
                    hint: suggestion(for: name.value, among: accounts).map { "did you mean `\($0)`?" })
            }
        }
        return .leaf(.account(names.map(\.value)))
    }

    private func language(_ fields: Fields, _ isNegated: Bool) -> Condition? {
        if isNegated, let place = fields.location(ofKey: "language") {
            fields.log.report(
                .languageUnderNot, at: place,
                "`language` can't stand under `not`, since a language that is not known"
                    + " would then count as found",
                hint: "write `language: { not: [..] }`, or `language: { is: [..] }` for the opposite")
        }
        let reader = ValueReader<LanguageLeaf>.mapping { fields in
            let codes = ValueReader<[String]>.oneOrMore(of: .identifiedLanguage)
            let leaf = LanguageLeaf(included: fields.optional("is", codes), excluded: fields.optional("not", codes))
            if !fields.has("is"), !fields.has("not") {
                fields.log.report(.missingKey, at: fields.node.start, "`language` needs one of `is`, `not`")
                return nil
            }
            return leaf
        }
        if let node = fields["language"], node.mapping == nil, !node.isNull {
            let code = node.scalar?.text ?? node.sequence?.first?.scalar?.text ?? "en"
            fields.log.report(
                .wrongType, at: node.start, "`language` wants a mapping, found \(node.kindName)",
                hint: "write `language: { is: [\(code)] }`")
            return nil
        }
        return leaf(fields.optional("language", reader).map { .language($0) })
    }

    private var field: ValueReader<FieldLeaf> {
        .mapping { fields in
            let source = fields.optional("of", .word(FieldLeaf.Source.self)) ?? .message
            let pointer = ValueReader<JSONPointer>.parsed("a JSON pointer such as /message/type") { JSONPointer($0) }
            let path = fields.required("path", pointer)
            fields.requireOne(of: ["equals", "in", "regex", "exists"])
            var test: FieldLeaf.Test?
            if let value = fields.optional("equals", .text) { test = .oneOf([ValidUTF8(value)]) }
            if let values = fields.optional("in", .oneOrMore(of: .text)) {
                test = .oneOf(Set(values.map { ValidUTF8($0) }))
            }
            let patterns = fields.optional("regex", .oneOrMore(of: .located(pattern)))
            if let patterns { test = .regex(patterns.map(\.value)) }
            if let exists = fields.optional("exists", .bool) { test = .exists(exists) }
            guard let path, let test else { return nil }
            return FieldLeaf(source: source, path: path, test: test, places: patterns?.map(\.location) ?? [])
        }
    }
}

extension ValueReader where Value == String {
    /// A code that some text can turn out to be in, BCP 47.
    package static var identifiedLanguage: ValueReader {
        let wanted = "the code of a language that can be told, such as `en` or `zh-Hant`"
        return ValueReader(wanted: wanted) { node, subject, log in
            guard let text = node.scalar?.text else { return languageCode.read(node, subject, log) }
            if KnownLanguages.holds(text) { return text }
            let meant = KnownLanguages.suggestion(for: text)
            return mismatch(
                node, subject, wanted, log, id: .invalidValue,
                hint: meant.map { "did you mean `\($0)`?" })
        }
    }

    /// BCP 47: letters and digits in groups of 1 to 8 with hyphens between.
    static var languageCode: ValueReader {
        parsed("a language code such as `en` or `zh-Hant`") { text in
            let parts = text.utf8.split(separator: 45, omittingEmptySubsequences: false)
            let isPlain = parts.allSatisfy { part in
                (1...8).contains(part.count)
                    && part.allSatisfy { (48...57).contains($0) || ($0 | 0x20) &- 97 < 26 }
            }
            guard isPlain, let first = parts.first, (2...3).contains(first.count),
                first.allSatisfy({ ($0 | 0x20) &- 97 < 26 })
            else { return nil }
            return text
        }
    }
}
