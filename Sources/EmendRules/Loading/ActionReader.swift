import EmendCore
import EmendYAML

extension RuleLoader {
    /// The items of `then`, each with its place.
    var actionsReader: ValueReader<[Located<Action>]> {
        let list = ValueReader<[[Located<Action>]]>.list(of: actionItem)
        return ValueReader(wanted: list.wanted) { node, subject, log in
            guard let items = list.read(node, subject, log) else { return nil }
            if node.sequence?.isEmpty == true {
                log.report(
                    .invalidValue, at: node.start, "\(subject) wants at least one action", hint: "`- flag` only records"
                )
            }
            return items.flatMap { $0 }
        }
    }

    private var actionItem: ValueReader<[Located<Action>]> {
        let mapping = ValueReader<[Located<Action>]>.mapping { fields in
            fields.allow(Self.words)
            if fields.keys.isEmpty {
                fields.log.report(
                    .missingKey, at: fields.node.start, "an item of `then` needs an action",
                    hint: "possible: " + Self.words.joined(separator: ", "))
            }
            // In the order of the file, though one item rarely has more than one action. What is no action is
            // left unasked, so that it is reported as an unknown key.
            return fields.keys.filter { Self.words.contains($0.text) }.flatMap { Self.actions($0.text, fields) }
        }
        return ValueReader(wanted: "an action such as `redact: {}`") { node, subject, log in
            guard node.scalar != nil else { return mapping.read(node, subject, log) }
            if let word = node.scalar?.text, ["redact", "translate", "tag", "metadata", "mark"].contains(word) {
                let form = word == "redact" ? "`redact: {}`" : "`\(word): ..`"
                log.report(
                    .wrongType, at: node.start, "only `flag` and `stop` stand bare", hint: "write \(form)")
                return nil
            }
            let bare = ValueReader<String>.word(["flag", "stop"]).read(node, subject, log)
            return bare.map { [Located($0 == "flag" ? .flag : .stop, at: node)] }
        }
    }

    private static let words = ["redact", "translate", "tag", "metadata", "mark", "flag", "stop", "set", "delete"]

    private static func actions(_ key: String, _ fields: Fields) -> [Located<Action>] {
        guard let node = fields[key] else { return [] }
        let action: Action?
        switch key {
        case "redact": action = fields.optional(key, .redaction).map { .redact($0) }
        case "translate": action = fields.optional(key, translation).map { .translate(to: $0) }
        case "tag": action = fields.optional(key, .oneOrMore(of: tag)).map { .tag($0) }
        case "metadata": action = fields.optional(key, metadata).map { .metadata($0) }
        case "mark": action = fields.optional(key, .mark).map { .mark($0) }
        case "flag": action = isTrue(key, fields) ? .flag : nil
        case "stop": action = isTrue(key, fields) ? .stop : nil
        case "set", "delete":
            let place = fields.location(ofKey: key) ?? node.start
            let instead =
                key == "set"
                ? "`redact` with `of: message` replaces the text" : "`redact` with `of: message` hides the text"
            fields.log.report(.unsupportedYet, at: place, "`\(key)` is not supported yet", hint: instead)
            action = nil
        default: action = nil
        }
        return action.map { [Located($0, at: node)] } ?? []
    }

    private static func isTrue(_ key: String, _ fields: Fields) -> Bool {
        let word = ValueReader<String>.word(["true"])
        return fields.optional(key, word) != nil
    }

    private static var translation: ValueReader<String> {
        .mapping { fields in fields.required("to", .languageCode) }
    }

    private static var tag: ValueReader<Template> {
        ValueReader(wanted: "text") { node, subject, log in
            guard let template = ValueReader<Template>.template.read(node, subject, log) else { return nil }
            if template.literal == "" { log.report(.invalidValue, at: node.start, "a tag needs text") }
            return template
        }
    }

    private static var metadata: ValueReader<[Action.MetadataTemplate]> {
        ValueReader(wanted: "a mapping of keys to texts") { node, subject, log in
            let reader = ValueReader<[(key: YAMLScalar, value: Template)]>.entries(of: .template)
            guard let entries = reader.read(node, subject, log) else { return nil }
            for (key, _) in entries where ["language", "translate_to"].contains(key.text) {
                log.report(
                    .invalidValue, at: key.start, "the metadata key `\(key.text)` belongs to `translate`",
                    hint: "choose another key")
            }
            return entries.map { Action.MetadataTemplate(key: $0.key.text, value: $0.value) }
        }
    }
}

extension ValueReader where Value == Template {
    static var template: ValueReader {
        ValueReader(wanted: "text") { node, subject, log in
            guard let text = ValueReader<String>.text.read(node, subject, log) else { return nil }
            if let place = text.unicodeScalars.enumerated().first(where: { isUnwritable($0.element) }) {
                let shown = String(place.element).onOneLine
                log.report(
                    .invalidValue, at: Located(text, at: node).location(ofScalar: place.offset),
                    "\(subject) can't hold the character \(shown)", hint: "leave it out")
                return nil
            }
            do throws(Template.UnknownPlaceholder) {
                return try Template(text)
            } catch {
                let names = Template.Placeholder.allCases.map(\.rawValue)
                let near = suggestion(for: error.name, among: names).map { "did you mean `{\($0)}`?" }
                let all = "possible: " + names.map { "{\($0)}" }.joined(separator: " ")
                log.report(
                    .invalidValue, at: Located(text, at: node).location(ofScalar: error.offset),
                    "there is no placeholder `{\(error.name)}`", hint: near ?? all)
                return nil
            }
        }
    }
}

/// Control characters but tab and line feed, which providers refuse or drop, and U+2029, which parts a text view.
private func isUnwritable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
    default: false
    }
}

extension ValueReader where Value == Mark {
    /// `delivered`, `read`, or a mapping with `as`, `by` and `scope`.
    static var mark: ValueReader {
        let long = ValueReader<Mark>.mapping { fields in
            let state = fields.required("as", .word(Mark.State.self))
            let actor = fields.optional("by", .nonEmptyText).map { name -> Mark.Actor in
                switch name {
                case "recipient": .recipient
                case "sender": .sender
                default: .user(name)
                }
            }
            let scope = fields.optional("scope", .word(Mark.Scope.self)) ?? .message
            return state.map { Mark($0, by: actor ?? .standard, scope: scope) }
        }
        return ValueReader(wanted: "delivered, read, or a mapping with `as`, `by`, `scope`") { node, subject, log in
            if node.mapping != nil { return long.read(node, subject, log) }
            return ValueReader<Mark.State>.word(Mark.State.self).read(node, subject, log).map { Mark($0) }
        }
    }
}
