import EmendCore
import EmendYAML

extension ValueReader where Value == Redaction {
    static var redaction: ValueReader {
        .mapping { fields in
            let style = style(fields)
            let target = fields.optional("of", .redactionTarget) ?? .match
            let group = fields.optional("group", .nonEmptyText)
            if group != nil, target == .message, let place = fields.location(ofKey: "group") {
                fields.log.report(
                    .invalidValue, at: place,
                    "`group` hides a part of each match, so it can't stand beside `of: message`",
                    hint: "use one of `group`, `of: message`")
            }
            return style.map { Redaction($0, of: target, group: group) }
        }
    }

    private static func style(_ fields: Fields) -> Redaction.Style? {
        fields.requireOne(of: ["with", "mask", "token"], isRequired: false)
        let keepFirst = fields.optional("keep_first", .int(0...1000))
        let keepLast = fields.optional("keep_last", .int(0...1000))
        for key in ["keep_first", "keep_last"] where !fields.has("mask") {
            guard let place = fields.location(ofKey: key) else { continue }
            fields.log.report(
                .invalidValue, at: place, "`\(key)` means something only beside `mask`", hint: "add `mask: \"*\"`")
        }
        if fields.has("with") { return fields.optional("with", .template).map { .text($0) } }
        if fields.has("mask") {
            return fields.optional("mask", .maskScalar).map {
                .mask($0, keepFirst: keepFirst ?? 0, keepLast: keepLast ?? 0)
            }
        }
        guard fields.has("token") else { return .text(.entityInBrackets) }
        return fields.optional("token", .word(["true"])).map { _ in .token }
    }
}

extension ValueReader where Value == Redaction.Target {
    fileprivate static var redactionTarget: ValueReader {
        ValueReader(wanted: "match, message, or a list of entities") { node, subject, log in
            guard node.sequence == nil else {
                return ValueReader<[String]>.oneOrMore(of: .nonEmptyText).read(node, subject, log).map { .entities($0) }
            }
            switch ValueReader<String>.word(["match", "message"]).read(node, subject, log) {
            case "match": return .match
            case "message": return .message
            default: return nil
            }
        }
    }
}

extension ValueReader where Value == Unicode.Scalar {
    fileprivate static var maskScalar: ValueReader {
        ValueReader<String>.text.compactMap("one visible character that is neither letter nor digit") { text in
            let scalars = text.unicodeScalars
            guard let scalar = scalars.first, scalars.count == 1, !Mask.isCounted(scalar) else { return nil }
            switch scalar.properties.generalCategory {
            case .control, .format, .nonspacingMark, .spacingMark, .enclosingMark, .unassigned, .privateUse: return nil
            default:
                let isSeen = !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
                return isSeen ? scalar : nil
            }
        }
    }
}
