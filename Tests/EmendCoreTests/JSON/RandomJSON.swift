import EmendCore
import TestSupport

/// Makes documents and edits of them, the same for the same seed.
struct RandomJSON {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    static let scalars = [
        "null", "true", "false", "0", "-1.5e3", "1e400", "123456789012345678901234567890", #""""#, #""text""#,
        #""\ud83d\ude00 \u00e9\n""#, #""\ud800""#, "\"é, [] {} : 😀\"", #""a longer text of more than one word""#,
    ]

    mutating func document() -> [UInt8] { Array((space() + value(depth: 0) + space()).utf8) }

    private mutating func value(depth: Int) -> String {
        switch Int.random(in: 0..<(depth < 4 ? 4 : 2), using: &generator) {
        case 2:
            let elements = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                space() + value(depth: depth + 1) + space()
            }
            return "[" + (elements.isEmpty ? space() : elements.joined(separator: ",")) + "]"
        case 3:
            let members = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                let key = ["\"a\"", "\"b\"", #""\u0061""#, #""""#].randomElement(using: &generator) ?? "\"\""
                return space() + key + space() + ":" + space() + value(depth: depth + 1) + space()
            }
            return "{" + (members.isEmpty ? space() : members.joined(separator: ",")) + "}"
        default:
            return Self.scalars.randomElement(using: &generator) ?? "0"
        }
    }

    private mutating func space() -> String {
        ["", "", "", " ", "\n\t", "\r\n"].randomElement(using: &generator) ?? ""
    }

    /// Chooses edits for a subtree; returns the tree that they should lead to, nil for a removed element.
    mutating func edit(_ value: JSONValue, isElement: Bool, into edits: inout [JSONSplice.Edit]) -> JSONTree? {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0...1 where isElement:
            edits.append(.removeElement(value))
            return nil
        case 2:
            edits.append(.replaceRaw(value, with: Array("[ 42 ]".utf8)))
            return [42]
        case 3...5 where value.kind == .string:
            edits.append(.replaceString(value, with: "new \"text\" \u{2028}\0 é"))
            return "new \"text\" \u{2028}\0 é"
        default: break
        }
        switch value.kind {
        case .array:
            return .array(value.elements.compactMap { edit($0, isElement: true, into: &edits) })
        case .object:
            return .object(value.members.map { ($0.key, edit($0.value, isElement: false, into: &edits) ?? .null) })
        default:
            return JSONTree(value)
        }
    }
}
